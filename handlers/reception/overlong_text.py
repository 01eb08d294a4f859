"""A text that is too long: nothing is done with it. Where it may not stay, its sender can have it back."""

from typing import Any

from handlers.core import assumed_handling, kept_line
from handlers.core.context import Context, Press
from handlers.core.params import Typed
from handlers.core.registry import EVERYONE, act, parse
from handlers.core.saying import say
from handlers.core.speech import says
from handlers.core.when_to_ring import Rings
from handlers.vocabulary.languages import N_
from handlers.vocabulary.made_files import MadeFile
from handlers.vocabulary.text import Button, Text, paragraphs, text
from handlers.vocabulary.voice import Voice
from storage.outbox import Lane


def turn_away(ctx: Context) -> None:
    typed = ctx.incoming.text
    about: dict[str, Any] = {"count": len(typed), "limit": ctx.rules.max_text}
    if not ctx.said_in:
        ctx.reply("text.too_long", **about)
        return
    parsed = parse(typed)
    marks = assumed_handling.as_clue(ctx.work, parsed[1] if parsed else typed)
    about |= {"days": ctx.rules.periods.offer.days, "keeps": {"line": typed}, **marks}
    ctx.reply("text.too_long", back_button(), **about)


def back_button() -> Button:
    """Under a message that was told the `line`, its `handling`, and for how many `days` it may be had."""
    return Button(N_("Give it back as a file"), "text.back")


@act("text.back", EVERYONE)
def _give_back(ctx: Press) -> None:
    """On whichever channel of its sender may show it."""
    before = kept_line.earlier(ctx)
    ctx.reply("text.comes")
    ends_at = ctx.now + ctx.rules.periods.offer
    say(
        ctx.work,
        ctx.officer,
        "text.back",
        buttons=[back_button()],
        lane=Lane.ANSWER,
        ends_at=ends_at,
        handling=before["handling"],
        line=before["line"],
    )


def until_when(voice: Voice, days: int) -> str:
    """How long the words may be had back."""
    return voice.n(
        "You can have it back as a file for %(count)s day, where it may be shown.",
        "You can have it back as a file for %(count)s days, where it may be shown.",
        days,
    )


def _veiled_too_long(voice: Voice, count: int, limit: int, days: int = 0) -> Text:
    return paragraphs(_say_too_long(voice, count, limit), until_when(voice, days))


@says("text.too_long", took=True, veil=_veiled_too_long)
def _say_too_long(voice: Voice, count: int, limit: int) -> Text:
    return text(
        voice.t(
            "That is too long: %(count)s characters; %(limit)s fit. Nothing was filed. Please shorten it, or"
            " send it as a file.",
            count=count,
            limit=limit,
        )
    )


@says("text.comes")
def _say_comes(voice: Voice) -> Text:
    return text(voice.t("Your text is sent to you as a file, on a channel of yours where it may be shown."))


def _made(_voice: Voice, line: Typed) -> list[MadeFile]:
    return [MadeFile("text.txt", "text/plain", str(line).encode())]


def _veiled_back(voice: Voice) -> Text:
    return text(
        voice.t("You have no channel where your text may be shown. Link one with /me link, and press again.")
    )


@says("text.back", veil=_veiled_back, makes=_made, rings=Rings.AT_ONCE)
def _say_back(voice: Voice) -> Text:
    return text(voice.t("This is the text that was too long, or could not be handled."))
