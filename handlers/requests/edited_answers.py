"""Who answered edits that message, or deletes it: the answer is corrected, or may be taken back."""

from handlers.core.context import Context
from handlers.core.registry import parse
from handlers.items import marks as item_marks
from handlers.items import references
from handlers.items.changes import done
from handlers.law import typed_marks
from handlers.requests.answering import without_kind
from handlers.requests.clock import item_of
from handlers.requests.life import LIFE
from handlers.requests.moves import finish, is_possible
from handlers.vocabulary.incoming import Kind
from handlers.vocabulary.languages import N_
from storage import items, requests
from storage.items import Happening
from storage.requests import REPLIED, Addressee, Request


def is_answer(entry: Happening) -> bool:
    """Whether an agency's answer was written with it."""
    return entry.act in LIFE.by_act and LIFE.move(entry.act).after in REPLIED


def changed(ctx: Context, request: Request, entry: Happening) -> None:
    asked = requests.addressees_of(ctx.work, request.id)
    addressee = next(one for one in asked if one.agency_id == entry.agency_id)
    if ctx.incoming.kind is Kind.DELETE:
        take_back = [LIFE.button(LIFE.move("take_back"), addressee)]
        ctx.reply("answer.deleted", *take_back, **references.about(ctx.work, item_of(request.id)))
    else:
        _correct(ctx, addressee, entry)


def _correct(ctx: Context, addressee: Addressee, entry: Happening) -> None:
    parsed = parse(ctx.incoming.text)
    marks, typed = typed_marks.read(parsed[1] if parsed else ctx.incoming.text)
    words = without_kind(references.split(typed)[1])
    if not words or words == _said_last(ctx, entry):
        ctx.reply("request.unchanged", **references.about(ctx.work, entry.item))
    elif is_possible(ctx, addressee, move := LIFE.move("correct")):
        finish(ctx, addressee, move, words, item_marks.kept(marks))


def _said_last(ctx: Context, entry: Happening) -> str | None:
    """What stands now: the answer may have been corrected since."""
    history = items.history_of(ctx.work, entry.item)
    last = [one for one in history if one.agency_id == entry.agency_id and is_answer(one)][-1]
    return (last.words or {}).get("text")


done(
    "answer.deleted",
    N_("You deleted the message of your answer to %(ref)s. The answer still stands. Take it back, too?"),
)
