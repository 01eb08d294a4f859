"""How an officer is rung: what comes at once, what waits, what is left out, and why it rang."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from handlers.core.context import Context, Press
from handlers.core.params import Params
from handlers.core.registry import EVERYONE, act
from handlers.core.speech import says, speech
from handlers.core.when_to_ring import ALONG, Rings, quiet_of
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Label, Text, bold, lines, paragraphs, text
from handlers.vocabulary.voice import Voice
from storage import items, unasked
from storage.audit import Tag
from storage.people import Officer

_HOURS = (1, 4, 24, 72)
WARNS, DIGEST, SNOOZE = "warns", "digest", "snooze_hours"
_MOST = 6  # of the last messages
_WHY = {
    Rings.AT_ONCE: N_("an alarm, or somebody waited for you"),
    Rings.BY_DAY: N_("for you, or your agency, to act on"),
    Rings.TURN: N_("you asked it, or have it in hand"),
    Rings.NEWS: N_("you asked it, or have it in hand"),
}
_WHY_OF = {
    "news": N_("news in one message"),
    "reminder": N_("a reminder: an answer is owed"),
    "reminder.digest": N_("reminders: answers are owed"),
    "remind.now": N_("your own reminder"),
    "notice.reminder": N_("a notice waits for you"),
    "meeting.reminder": N_("a meeting begins"),
}


@act("remind.ways", EVERYONE)
def _pressed(ctx: Press) -> None:
    show(ctx)


def show(ctx: Context, _argument: str = "") -> None:
    """How this officer is rung, and what can be chosen."""
    chosen = ctx.officer.preferences
    warns, digest, along = chosen.get(WARNS, True), chosen.get(DIGEST, False), chosen.get(ALONG, True)
    buttons = [
        _choice(N_("No colleagues' news") if along else N_("Colleagues' news"), {ALONG: not along}),
        _choice(N_("No warning ahead") if warns else N_("Warn me ahead"), {WARNS: not warns}),
        _choice(N_("Each by itself") if digest else N_("All in one message a day"), {DIGEST: not digest}),
        Button(N_("Why did it ring?"), "rings.why", group=""),
        *(
            _choice(Label(N_("“Later” is %(hours)s h"), {"hours": hours}), {SNOOZE: hours})
            for hours in _HOURS
        ),
    ]
    quiet = quiet_of(ctx.officer, ctx.rules)
    hours = {"start": f"{quiet.start:%H:%M}", "end": f"{quiet.end:%H:%M}"}
    ctx.reply("remind.ways", *buttons, reader=ctx.officer.id, quiet=hours, waits=ctx.rules.waits)


def _choice(label: Label | str, change: Mapping[str, Any]) -> Button:
    return Button(label, "remind.way", params={"change": dict(change)}, group="")


@act("remind.way", EVERYONE)
def _choose(ctx: Press) -> None:
    ctx.officer.preferences = {**ctx.officer.preferences, **ctx.offer.params["change"]}
    ctx.work.add(ctx.officer)
    ctx.work.audit(Tag.PROFILE_CHANGED, ctx.officer.id, what="reminders")
    show(ctx)


@says("remind.ways")
def _say_ways(voice: Voice, reader: Officer, quiet: Params, waits: bool) -> Text:
    chosen = reader.preferences
    hours = chosen.get(SNOOZE, 24)
    return paragraphs(
        bold(voice.t("How you are rung")),
        _what_waits(voice, chosen, quiet) if waits else None,
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
            voice.t("/me quiet sets your quiet hours."),
        ),
    )


def _what_waits(voice: Voice, chosen: Params, quiet: Params) -> Text:
    return lines(
        voice.t("Urgent: at once; at night only if you have it in hand, or your whole agency sleeps."),
        voice.t("For you to act on: at once by day."),
        voice.t(
            "News of what you asked or have in hand: at once; from %(start)s to %(end)s it waits.", **quiet
        ),
        voice.t("What colleagues handle: with the next message, at 9:00 at the latest")
        if chosen.get(ALONG, True)
        else voice.t("What colleagues handle: not at all"),
    )


@act("rings.why", EVERYONE)
def _why(ctx: Press) -> None:
    ctx.keep_message()
    rows = [
        {
            "at": (row.sent_at or row.due_at).isoformat(),
            "item": row.item,
            "why": _WHY_OF.get(row.kind) or _WHY[speech(row.kind).ringing(ctx.work, row.params or {})],
        }
        for row in unasked.last(ctx.work, ctx.officer.id, _MOST)
        if row.params is not None
    ]
    ctx.reply("rings.why", rows=rows)


@says("rings.why")
def _say_why(voice: Voice, rows: Sequence[Params]) -> Text:
    if not rows:
        return text(voice.t("Nothing has come lately that you had not asked for."))
    return lines(
        bold(voice.t("Why it rang")),
        *(
            text(
                voice.when(datetime.fromisoformat(row["at"])),
                " ",
                bold(items.reference_of(voice.work, row["item"])) if row["item"] else None,
                f" – {voice.t(row['why'])}",
            )
            for row in rows
        ),
    )
