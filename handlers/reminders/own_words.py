"""What is said about one's own reminders: what was kept, what rings, and the list of them."""

from collections.abc import Sequence
from datetime import datetime

from handlers.core import asking_date, assumed_handling
from handlers.core.params import Typed
from handlers.core.speech import says
from handlers.core.when_to_ring import Rings
from handlers.vocabulary import repeats
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Text, bold, dim, lines, paragraphs, quote, text
from handlers.vocabulary.typed_line import one_line
from handlers.vocabulary.voice import Voice
from storage import reminders as stored
from storage.reminders import Reminder

LISTED = 20


@says("remind.how", unclear=True)
def _say_how(voice: Voice) -> Text:
    return lines(
        voice.t("Write when, and of what:"),
        bold(voice.t("/remind tomorrow 9:00 Call Madrid")),
        bold(voice.t("/remind every Monday 9:00 Weekly report")),
    )


_WHY = {
    **asking_date.WHY,
    "past": N_("That moment has passed. When do you want to be reminded?"),
    "none": N_("When shall I remind you? Your words are kept."),
    "may_be": N_("Shall I remind you?"),
    "others": N_("I remind nobody but you. Shall I remind you?"),
}


@says("remind.when", took=True, unclear=True)
def _say_when(voice: Voice, reason: str, offers: bool) -> Text:
    why = _WHY[reason]
    return paragraphs(text(voice.t(why)), None if offers else _say_how(voice))


def _words(voice: Voice, words: str | None) -> Text | None:
    """Whatever one wants to be reminded of: it counts as what a clue would, wherever it was typed."""
    if not words:
        return None
    if voice.may_repeat(assumed_handling.of_words(voice.work, words)):
        return (quote(words),)
    hidden = voice.t("Its words are kept and not shown here. With TLP:GREEN in front of them they would be.")
    return (dim(hidden),)


@says("remind.kept", took=True, in_part=True)
def _say_kept(voice: Voice, reminder: Reminder) -> Text:
    return paragraphs(
        lines(
            voice.t("I will remind you %(time)s.", time=voice.when(reminder.due_at)),
            _repeats(voice, reminder),
        ),
        _words(voice, reminder.words),
    )


def _repeats(voice: Voice, kept: Reminder) -> Text | None:
    how = repeats.said(voice, kept.rule) if kept.rule else ""
    return text(dim(voice.t("It repeats %(how)s.", how=how))) if how else None


@says("remind.now", in_part=True, rings=Rings.AT_ONCE)
def _say_now(voice: Voice, late: str | None, reminder: Reminder) -> Text:
    delay = voice.duration(voice.now - datetime.fromisoformat(late)) if late else ""
    return paragraphs(
        bold(voice.t("You wanted to be reminded")),
        _words(voice, reminder.words),
        dim(voice.t("This reminder comes %(delay)s late: it could not be sent before.", delay=delay))
        if late
        else None,
    )


@says("remind.dropped", in_part=True)
def _say_dropped(voice: Voice, words: Typed) -> Text:
    return paragraphs(voice.t("Deleted. /remind lists the others."), _words(voice, words))


@says("remind.over")
def _say_over(voice: Voice) -> Text:
    return text(voice.t("That reminder is over already. /remind lists the others."))


@says("remind.list", in_part=True)
def _say_list(voice: Voice, listed: Sequence[Reminder] = ()) -> Text:
    """As its buttons count them."""
    if not listed:
        return _say_how(voice)
    rows = (text(f"{number}. ", _row(voice, one)) for number, one in enumerate(listed, start=1))
    return lines(bold(voice.t("Your reminders")), *rows)


def _row(voice: Voice, kept: Reminder) -> Text:
    may_show = kept.words and voice.may_repeat(assumed_handling.of_words(voice.work, kept.words))
    return text(
        voice.when(kept.due_at),
        f" – {one_line(kept.words)[:80] if may_show else '…'}" if kept.words else None,
        dim(f" · {repeats.said(voice, kept.rule)}") if kept.rule else None,
    )


@says("remind.moved", in_part=True, rings=Rings.AT_ONCE)
def _say_moved(voice: Voice, reader: int) -> Text:
    mine = stored.own_of(voice.work, reader)[:LISTED]
    title = voice.t("Your repeating reminders keep their wall time:")
    return lines(title, *(_row(voice, one) for one in mine if one.rule))
