"""A text that is too long: nothing is done with it. Where it may not stay, its sender can have it back."""

from typing import Any

from handlers import again, undecided
from handlers.chat import Button, Text, paragraphs, text
from handlers.context import Context, say
from handlers.lang import N_, Voice
from handlers.registry import EVERYONE, act, parse
from handlers.speech import MadeFile, Params, says
from storage.outbox import Lane


def turn_away(ctx: Context) -> None:
    typed = ctx.incoming.text
    about: dict[str, Any] = {"count": len(typed), "limit": ctx.rules.max_text}
    if not ctx.said_in:
        ctx.reply("text.too_long", **about)
        return
    parsed = parse(typed)
    marks = undecided.as_clue(ctx.work, parsed[1] if parsed else typed)
    kept = {"line": typed, "days": ctx.rules.periods.offer.days, **marks}
    ctx.reply("text.too_long", _back_button(), **about, **kept)


def _back_button() -> Button:
    return Button(N_("Give it back as a file"), "text.back")


@act("text.back", EVERYONE)
def _give_back(ctx: Context) -> None:
    """On whichever channel of its sender may show it."""
    before = again.earlier(ctx)
    kept = {name: before[name] for name in ("line", "days", "handling")}
    ctx.reply("text.comes")
    ends_at = ctx.now + ctx.rules.periods.offer
    say(
        ctx.work,
        ctx.officer,
        "text.back",
        buttons=[_back_button()],
        lane=Lane.ANSWER,
        ends_at=ends_at,
        **kept,
    )


def _veiled_too_long(voice: Voice, params: Params) -> Text:
    back = voice.n(
        "You can have it back as a file for %(count)s day, where it may be shown.",
        "You can have it back as a file for %(count)s days, where it may be shown.",
        params.get("days", 0),
    )
    return paragraphs(_say_too_long(voice, params), back)


@says("text.too_long", took=True, veil=_veiled_too_long)
def _say_too_long(voice: Voice, params: Params) -> Text:
    return text(
        voice.t(
            "That is too long: %(count)s characters; %(limit)s fit. Nothing was filed. Please shorten it, or"
            " send it as a file.",
            count=params["count"],
            limit=params["limit"],
        )
    )


@says("text.comes")
def _say_comes(voice: Voice, _params: Params) -> Text:
    return text(voice.t("Your text is sent to you as a file, on a channel of yours where it may be shown."))


def _made(_voice: Voice, params: Params) -> list[MadeFile]:
    return [MadeFile("text.txt", "text/plain", str(params["line"]).encode())]


def _veiled_back(voice: Voice, _params: Params) -> Text:
    return text(
        voice.t("You have no channel where your text may be shown. Link one with /me link, and press again.")
    )


@says("text.back", veil=_veiled_back, makes=_made)
def _say_back(voice: Voice, _params: Params) -> Text:
    return text(voice.t("This is the text that was too long."))
