"""Requests for information: asked in one line or by the guided form, sent to whoever covers the country."""

from handlers.core import access
from handlers.core.context import Context, Press
from handlers.core.registry import OFFICERS, act, command, command_named
from handlers.forms import engine
from handlers.items import changes as item_changes
from handlers.items import references
from handlers.items import status as item_status
from handlers.law import typed_marks
from handlers.law.typed_marks import Marks
from handlers.matching.answering import own_side
from handlers.requests import changing, one_line
from handlers.requests import terms as request_terms
from handlers.requests.filing import file_request
from handlers.requests.form import FORM
from handlers.vocabulary import typed_line
from handlers.vocabulary.incoming import Kind
from handlers.vocabulary.languages import N_
from storage import items
from storage.requests import Request


def fits(ctx: Context, rest: str) -> bool:
    """A reference, a mark, a country or an office, "urgent", a date: what a request begins with."""
    marks, words = typed_marks.read(rest)
    if marks or references.split(words)[0]:
        return True
    return one_line.begins_one(ctx, words)


@command(
    "request",
    zh="协查",
    help=N_("Ask another country for information"),
    roles=OFFICERS,
    arguments=N_("[country, …] [urgent] [by when] [text]"),
    group=N_("Requests"),
    aliases=("ask", "请求", "请求协查", "协查请求"),
    fits=fits,
)
def request(ctx: Context, argument: str) -> None:
    """A date is read back before anything is sent, and so is what begins with a word that goes on (协查德国);
    without one, a complete line is sent at once."""
    marks, words = typed_marks.read(argument)
    typed, rest = references.split(words)
    if typed:
        _with_reference(ctx, typed, rest, marks)
        return
    answers, wrong = one_line.read(ctx, argument, ctx.now)
    is_exact = not answers.pop(one_line.READ_BACK, False) and not _is_glued(ctx)
    is_edit = ctx.incoming.kind is Kind.EDIT  # it changes what is open, and sends nothing by itself
    complete = not is_edit and {"to", "text", "urgency"} <= answers.keys()
    if complete and is_exact and not wrong and "due" not in answers:
        file_request(ctx, {**answers, "files": list(ctx.files)})
        ctx.files.clear()
    else:
        engine.begin(ctx, FORM, answers, wrong=wrong)


def _is_glued(ctx: Context) -> bool:
    """No mark, and no blank behind the word: rather a sentence than a command."""
    typed = ctx.incoming.text
    is_bare = ctx.incoming.kind is Kind.TEXT and not typed_line.is_marked(typed)
    return is_bare and command_named(typed_line.first_word(typed)[0]) is None


def _with_reference(ctx: Context, typed: str, rest: str, marks: Marks) -> None:
    item = references.find(ctx, typed, "request")
    if item is None:
        return
    found = ctx.work.need(Request, item.id)
    if item_changes.is_withdrawal(rest):
        changing.withdraw(ctx, found)
    elif not (ctx.files or marks) and (terms := request_terms.wanted(ctx, rest)) is not None:
        request_terms.begin(ctx, found, *terms)
    elif rest or marks or ctx.files:
        changing.add(ctx, found, rest, marks)
    else:
        item_status.show(ctx, item)


@act("request.after_hit", OFFICERS)
def _ask_after_hit(ctx: Press) -> None:
    """One tap asks the other side of a hit, with its reference filled in."""
    side = own_side(ctx, ctx.offer.params["side"])
    if side is None or access.is_denied(ctx.work, side.agency_id, side.other_agency_id):
        ctx.reply("button.gone")
        return
    ctx.keep_message()
    other = items.reference_of(ctx.work, side.other_item)
    engine.begin(ctx, FORM, {"to": [side.other_agency_id], "reference": other})
