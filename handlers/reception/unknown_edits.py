"""An edit of a message that no room knows starts nothing, and its writer is told so. Its words are kept."""

from typing import Any

from handlers.core import assumed_handling, kept_line
from handlers.core.context import Context
from handlers.core.registry import Command, parse
from handlers.core.speech import says
from handlers.vocabulary import typed_line
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Text, paragraphs, text
from handlers.vocabulary.voice import Voice
from storage import drafts


def turn_away(ctx: Context) -> None:
    typed, draft = ctx.incoming.text, drafts.draft_of(ctx.work, ctx.officer.id)
    if draft is not None and _is_of(ctx, draft):
        ctx.reply("edit.no_command")
        return
    parsed = parse(typed) if typed_line.is_marked(typed) else None
    marks = assumed_handling.as_words(ctx.work, _content(typed, parsed))
    if parsed is None and marks:
        ctx.reply("edit.loose", *kept_line.offers(ctx), **_kept(ctx, marks))
    else:
        now = [kept_line.instead("", N_("Do it now"))] if marks else []
        ctx.reply("edit.no_command", *now, **_kept(ctx, marks))


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
    return {**kept_line.kept(ctx), **marks} if marks else {}


@says("edit.no_command", took=True)
def _say_no_command(voice: Voice) -> Text:
    return text(voice.t("Editing an old message does not start anything. Please send it as a new message."))


@says("edit.loose", took=True)
def _say_loose(voice: Voice) -> Text:
    asked = voice.t("What you wrote now is kept; what shall I do with it?")
    return paragraphs(voice.t("Editing an old message does not start anything."), asked)
