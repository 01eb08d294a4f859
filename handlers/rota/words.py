"""What is said about the rota."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from handlers.core.speech import says
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Piece, Text, bold, dim, lines, paragraphs
from handlers.vocabulary.voice import Voice
from storage.people import Officer

_MOST = 8  # stretches of time in a list
_WAYS = (N_("/duty me this week"), N_("/duty iom Mon–Fri"), N_("/duty 1 Dec to 7 Dec iom"))
Rows = Sequence[Sequence[Any]]  # officer or 0, and two instants


def _span(voice: Voice, begins: datetime, ends: datetime) -> str:
    return voice.t("%(begins)s – %(ends)s", begins=voice.when(begins), ends=voice.when(ends, deadline=True))


def _row(voice: Voice, officer_id: int, begins: str, ends: str) -> str:
    span = _span(voice, datetime.fromisoformat(begins), datetime.fromisoformat(ends))
    who = voice.work.need(Officer, officer_id).name if officer_id else voice.t("nobody")
    return voice.t("%(who)s: %(time)s", who=who, time=span)


def _rows(voice: Voice, rows: Rows) -> Text:
    return lines(*(_row(voice, *one) for one in rows[:_MOST]), voice.more(len(rows) - _MOST))


def _without(voice: Voice) -> Piece:
    return dim(voice.t("Where nobody is on duty, the coordinator who is awake is called."))


@says("duty.rota")
def _say_rota(voice: Voice, rows: Rows, called: Officer) -> Text:
    (who, _, ends), *others = rows
    until = voice.when(datetime.fromisoformat(ends), deadline=True)
    if who:
        name = voice.work.need(Officer, who).name
        first = bold(voice.t("On duty now: %(name)s, until %(until)s.", name=name, until=until))
    else:
        first = bold(voice.t("Nobody is on duty now."))
    instead = voice.t("Called instead: %(name)s.", name=called.name)
    return paragraphs(
        lines(first, None if who else instead),
        _rows(voice, others),
        _without(voice) if any(not one[0] for one in rows) else None,
    )


@says("duty.set")
def _say_set(
    voice: Voice,
    person: Officer,
    by: Officer,
    begins: datetime,
    ends: datetime,
    replaced: Rows,
    gaps: Rows,
) -> Text:
    mine, span = person.id == by.id, _span(voice, begins, ends)
    done = voice.t("You are on duty: %(time)s", time=span)
    if not mine:
        done = voice.t("%(name)s is on duty: %(time)s", name=person.name, time=span)
    return paragraphs(
        lines(bold(done), None if mine else voice.t("%(name)s has been notified.", name=person.name)),
        lines(voice.t("What was set last holds. Instead of:"), _rows(voice, replaced)) if replaced else None,
        lines(voice.t("In the next seven days:"), _rows(voice, gaps), _without(voice)) if gaps else None,
    )


@says("duty.yours")
def _say_yours(voice: Voice, by: Officer, begins: datetime, ends: datetime) -> Text:
    return lines(
        bold(voice.t("You are on duty: %(time)s", time=_span(voice, begins, ends))),
        voice.t("Set by %(name)s. What nobody answers then goes to you first.", name=by.name),
    )


@says("duty.theirs")
def _say_theirs(voice: Voice, person: Officer, by: Officer, begins: datetime, ends: datetime) -> Text:
    return lines(
        voice.t(
            "%(name)s is on duty instead of you: %(time)s", name=person.name, time=_span(voice, begins, ends)
        ),
        voice.t("Set by %(name)s.", name=by.name),
    )


@says("duty.back")
def _say_back(voice: Voice, person: Officer, begins: datetime, ends: datetime, rows: Rows) -> Text:
    span = _span(voice, begins, ends)
    return paragraphs(
        bold(voice.t("%(name)s is not on duty any more: %(time)s", name=person.name, time=span)),
        lines(voice.t("On duty then:"), _rows(voice, rows)),
        _without(voice) if any(not one[0] for one in rows) else None,
    )


@says("duty.when", unclear=True)
def _say_when(voice: Voice, rows: Rows) -> Text:
    return lines(voice.t("That can be read in more than one way. Which one do you mean?"), _rows(voice, rows))


@says("duty.how", unclear=True)
def _say_how(voice: Voice, said: bool) -> Text:
    first = N_("That time is over, or has no end, or is longer than three months.")
    second = N_("I did not understand when. Write for example:")
    return lines(voice.t(first if said else second), *(bold(voice.t(one)) for one in _WAYS))


@says("duty.cannot")
def _say_cannot(voice: Voice, person: Officer) -> Text:
    return lines(voice.t("%(name)s is not an active coordinator: only they are on duty.", name=person.name))


@says("duty.over")
def _say_over(voice: Voice) -> Text:
    return lines(voice.t("That has ended already. /duty shows the rota."))
