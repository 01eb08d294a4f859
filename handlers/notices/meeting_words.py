"""What is said about meetings."""

from handlers.core import asking_date
from handlers.core.speech import says
from handlers.core.when_to_ring import Rings
from handlers.notices.calendar_entry import as_file
from handlers.notices.item import key
from handlers.notices.words import ANSWERS, date_line, date_shown, head, heading, in_language, words
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Text, bold, lines, paragraphs, quote, text
from handlers.vocabulary.voice import Voice
from storage import items
from storage.notices import Notice


@says("meeting.invited", shows_content=True, makes=as_file, points=heading)
def _say_invited(voice: Voice, notice: Notice) -> Text:
    return paragraphs(
        lines(head(voice, notice, voice.t("Meeting")), date_line(voice, notice)),
        words(voice, notice),
        voice.t("Will you come?"),
    )


@says("meeting.moved", shows_content=True, makes=as_file, points=heading)
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


@says("meeting.cancelled", makes=as_file)
def _say_cancelled(voice: Voice, ref: str, notice: Notice) -> Text:
    return lines(
        voice.rich(N_("Meeting %(ref)s is cancelled."), ref=bold(ref)),
        date_shown(voice, notice),
    )


@says("meeting.reminder", shows_content=True, points=heading, rings=Rings.AT_ONCE)
def _say_reminder(voice: Voice, notice: Notice, answer: str) -> Text:
    starts = notice.starts_at or voice.now
    left = voice.t("Meeting in %(time)s", time=voice.duration(starts - voice.now))
    label = ANSWERS.get(answer, "")
    answer = voice.t(label) if label else ""
    return paragraphs(
        lines(head(voice, notice, left), date_line(voice, notice)),
        quote(in_language(voice, notice).splitlines()[0]),
        voice.t("Your answer: %(answer)s", answer=answer) if answer else voice.t("Will you come?"),
    )


@says("meeting.answered")
def _say_answered(voice: Voice, notice: Notice, answer: str) -> Text:
    label, ref = ANSWERS[answer], items.reference_of(voice.work, key(notice))
    return lines(
        text(bold(ref), f" {voice.t(label)}"),
        date_shown(voice, notice),
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
