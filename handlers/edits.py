"""An edit of a message that no room knows starts nothing. Where its words may not stay, they are kept."""

from typing import Any

from handlers import again, undecided, words
from handlers.chat import Text, paragraphs, text
from handlers.context import Context
from handlers.lang import N_, Voice
from handlers.registry import Command, parse
from handlers.speech import Params, says
from storage import drafts


def turn_away(ctx: Context) -> None:
    typed, draft = ctx.incoming.text, drafts.draft_of(ctx.work, ctx.officer.id)
    if draft is not None and _is_of(ctx, draft):
        return
    parsed = parse(typed) if words.is_marked(typed) else None
    marks = undecided.as_words(ctx.work, _content(typed, parsed)) if ctx.said_in else {}
    if parsed is not None:
        now = [again.instead("", N_("Do it now"))] if marks else []
        ctx.reply("edit.no_command", *now, **_kept(ctx, marks))
    elif marks:
        ctx.reply("edit.loose", *again.offers(ctx), **_kept(ctx, marks))


def _is_of(ctx: Context, draft: drafts.Draft) -> bool:
    """Whether the message is an answer of the open form, which takes it away as soon as it may not stay."""
    said = [(one["account"], one["message"]) for one in draft.answers.get("typed", [])]
    return any((place["account"], place["message"]) in said for place in ctx.said_in)


def _content(typed: str, parsed: tuple[Command, str] | None) -> str:
    if parsed is None:
        return typed
    made, argument = parsed
    return "" if made.is_lookup else argument


def _kept(ctx: Context, marks: dict[str, Any]) -> dict[str, Any]:
    return {**again.kept(ctx), **marks} if marks else {}


@says("edit.no_command", took=True)
def _say_no_command(voice: Voice, _params: Params) -> Text:
    return text(voice.t("An edit starts nothing new. Please send it as a new message."))


def _veiled_loose(voice: Voice, _params: Params) -> Text:
    asked = voice.t("What you wrote now is kept; what shall I do with it?")
    return paragraphs(voice.t("An edit starts nothing new."), asked)


@says("edit.loose", took=True, veil=_veiled_loose)
def _say_loose(_voice: Voice, _params: Params) -> Text:
    """Where it may stay nobody has to be told."""
    return ()
