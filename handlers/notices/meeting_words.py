"""What is said about meetings."""

from collections.abc import Sequence
from datetime import datetime

from handlers.core import asking_date
from handlers.core.speech import says
from handlers.core.when_to_ring import Rings
from handlers.notices import series
from handlers.notices.item import handling, key
from handlers.notices.words import (
    ANSWERS,
    coming,
    date_line,
    date_shown,
    head,
    heading,
    in_language,
    last_day,
    short_line,
    words,
)
from handlers.vocabulary.languages import N_
from handlers.vocabulary.made_files import MadeFile
from handlers.vocabulary.text import Text, bold, lines, paragraphs, quote, text
from handlers.vocabulary.voice import Voice
from storage import items
from storage.meetings import MeetingDate
from storage.notices import Notice


def _as_file(voice: Voice, notice: Notice) -> Sequence[MadeFile]:
    """Nothing where its text may not be shown, as while all content is stopped."""
    from handlers.notices.calendar_entry import calendar_entry  # the library of calendars, only for an entry

    return (calendar_entry(voice, notice),) if voice.holds(handling(notice)) else ()


@says("meeting.invited", shows_content=True, makes=_as_file, points=heading)
def _say_invited(voice: Voice, notice: Notice) -> Text:
    """Nothing, where it was held until it had begun."""
    if series.is_over(voice.work, notice):
        return ()
    return paragraphs(
        lines(head(voice, notice, voice.t("Meeting")), date_line(voice, notice)),
        words(voice, notice),
        voice.t("Will you come?"),
    )


@says("meeting.moved", shows_content=True, makes=_as_file, points=heading)
def _say_moved(voice: Voice, notice: Notice) -> Text:
    return paragraphs(
        lines(head(voice, notice, voice.t("Meeting moved")), date_line(voice, notice)),
        quote(in_language(voice, notice).splitlines()[0]),
        voice.t("Will you come?"),
    )


@says("meeting.moved_by_you")
def _say_moved_by_you(voice: Voice, notice: Notice) -> Text:
    ref = items.reference_of(voice.work, key(notice))
    return lines(
        voice.rich(N_("%(ref)s is moved to %(time)s"), ref=bold(ref), time=date_shown(voice, notice)),
        voice.t("Those invited have been notified, and are asked again."),
    )


@says("meeting.cancelled", makes=_as_file)
def _say_cancelled(voice: Voice, ref: str, notice: Notice) -> Text:
    return lines(
        voice.rich(N_("Meeting %(ref)s is cancelled."), ref=bold(ref)),
        short_line(voice, notice),
    )


@says("meeting.reminder", shows_content=True, points=heading, rings=Rings.AT_ONCE)
def _say_reminder(voice: Voice, notice: Notice, answer: str, on: datetime | None = None) -> Text:
    starts = on or notice.starts_at or voice.now
    if starts < voice.now:
        return ()
    left = voice.t("Meeting in %(time)s", time=voice.duration(starts - voice.now))
    label = ANSWERS.get(answer, "")
    answer = voice.t(label) if label else ""
    return paragraphs(
        lines(head(voice, notice, left), date_line(voice, notice, starts)),
        quote(in_language(voice, notice).splitlines()[0]),
        voice.t("Your answer: %(answer)s", answer=answer) if answer else voice.t("Will you come?"),
    )


@says("meeting.answered")
def _say_answered(voice: Voice, notice: Notice, answer: str, on: datetime | None = None) -> Text:
    label, ref = ANSWERS[answer], items.reference_of(voice.work, key(notice))
    return lines(
        text(bold(ref), f" {voice.t(label)}"),
        short_line(voice, notice, on),
    )


@says("meeting.how", unclear=True)
def _say_how(voice: Voice, reason: str, offers: bool) -> Text:
    why = voice.t(asking_date.WHY[reason]) if reason else None
    if offers:
        return lines(why)
    return lines(
        why,
        voice.t("Write who it is for, when, how long and what about, in one line; the agenda may follow:"),
        bold(voice.t("/notice meeting all Friday 10:00 90 minutes Monthly call")),
    )


@says("meeting.move_how", unclear=True)
def _say_move_how(voice: Voice, ref: str, reason: str, offers: bool) -> Text:
    return lines(
        voice.t(asking_date.WHY[reason]) if reason else None,
        None
        if offers
        else voice.t("What is the new time? For instance: /notice move %(ref)s Monday 15:00", ref=ref),
    )


@says("meeting.minutes_how", unclear=True)
def _say_minutes_how(voice: Voice, ref: str) -> Text:
    return text(voice.t("Write the minutes behind it: /notice minutes %(ref)s …", ref=ref))


@says("series.changed", shows_content=True, makes=_as_file, points=heading)
def _say_series_changed(voice: Voice, notice: Notice, since: int) -> Text:
    """Each date by when it was to be; `since`: the version that this reader knows."""
    changed = series.changed_since(voice.work, notice, since)
    asks = len(series.moved_since(voice.work, notice, since)) == 1
    return paragraphs(
        head(voice, notice, voice.t("Meeting changed")),
        quote(in_language(voice, notice).splitlines()[0]),
        lines(*(_change(voice, row) for row in changed)) if changed else None,
        _end(voice, notice, is_news=not changed),
        voice.t("Will you come to the meeting that was moved?") if asks else None,
    )


def _change(voice: Voice, row: MeetingDate) -> Text:
    was = bold(voice.when(row.original_at))
    if row.starts_at is None:
        return voice.rich(N_("%(time)s is cancelled."), time=was)
    return voice.rich(
        N_("%(before)s is moved to %(time)s."), before=was, time=bold(voice.when(row.starts_at))
    )


def _end(voice: Voice, notice: Notice, *, is_news: bool) -> Text:
    """How it goes on, if it does."""
    if notice.ends_at is not None and notice.ends_at <= voice.now:
        return text(voice.t("The series has ended: there are no more meetings."))
    ends = notice.ends_at if is_news else None
    said = voice.t("The last one is on %(day)s.", day=last_day(voice, ends)) if ends is not None else None
    return lines(said, date_line(voice, notice))


@says("series.changed_by_you")
def _say_series_changed_by_you(voice: Voice, notice: Notice) -> Text:
    ref = items.reference_of(voice.work, key(notice))
    next_dates = lines(*coming(voice, notice)) if voice.holds(handling(notice)) else None
    return lines(voice.rich(N_("%(ref)s is changed. Those invited are notified."), ref=bold(ref)), next_dates)


@says("series.gone")
def _say_series_gone(voice: Voice, notice: Notice) -> Text:
    ref = items.reference_of(voice.work, key(notice))
    return voice.rich(N_("%(ref)s is not held at that time any more."), ref=bold(ref))


@says("series.new_rule")
def _say_new_rule(voice: Voice, notice: Notice) -> Text:
    ref = items.reference_of(voice.work, key(notice))
    said = N_("%(ref)s keeps its rhythm. For another one, end it and call a new meeting.")
    return voice.rich(said, ref=bold(ref))


@says("series.over")
def _say_over(voice: Voice, notice: Notice) -> Text:
    ref = items.reference_of(voice.work, key(notice))
    return voice.rich(N_("%(ref)s has no more meetings to come."), ref=bold(ref))
