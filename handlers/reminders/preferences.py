"""How an officer wants to be reminded: ahead or not, all in one message a day, and how long "later" is."""

from collections.abc import Mapping
from typing import Any

from handlers.core.context import Press
from handlers.core.registry import EVERYONE, act
from handlers.core.speech import says
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Label, Text, bold, lines, paragraphs
from handlers.vocabulary.voice import Voice
from storage.audit import Tag
from storage.people import Officer

_HOURS = (1, 4, 24, 72)
WARNS, DIGEST, SNOOZE = "warns", "digest", "snooze_hours"


@act("remind.ways", EVERYONE)
def _show(ctx: Press) -> None:
    chosen = ctx.officer.preferences
    warns, digest = chosen.get(WARNS, True), chosen.get(DIGEST, False)
    buttons = [
        _choice(N_("No warning ahead") if warns else N_("Warn me ahead"), {WARNS: not warns}),
        _choice(N_("Each by itself") if digest else N_("All in one message a day"), {DIGEST: not digest}),
        *(
            _choice(Label(N_("“Later” is %(hours)s h"), {"hours": hours}), {SNOOZE: hours})
            for hours in _HOURS
        ),
    ]
    ctx.reply("remind.ways", *buttons, reader=ctx.officer.id)


def _choice(label: Label | str, change: Mapping[str, Any]) -> Button:
    return Button(label, "remind.way", params={"change": dict(change)}, group="")


@act("remind.way", EVERYONE)
def _choose(ctx: Press) -> None:
    ctx.officer.preferences = {**ctx.officer.preferences, **ctx.offer.params["change"]}
    ctx.work.add(ctx.officer)
    ctx.work.audit(Tag.PROFILE_CHANGED, ctx.officer.id, what="reminders")
    _show(ctx)


@says("remind.ways")
def _say_ways(voice: Voice, reader: Officer) -> Text:
    chosen = reader.preferences
    hours = chosen.get(SNOOZE, 24)
    return paragraphs(
        bold(voice.t("How you are reminded")),
        lines(
            voice.t("Before a deadline: yes")
            if chosen.get(WARNS, True)
            else voice.t("Before a deadline: no"),
            voice.t("Once a day, all in one message at 9:00")
            if chosen.get(DIGEST, False)
            else voice.t("Each when it is due"),
            voice.n(
                "“Remind me later”: after %(count)s hour", "“Remind me later”: after %(count)s hours", hours
            ),
            voice.t("Urgent requests always ring at once. /me sets your quiet hours."),
        ),
    )
