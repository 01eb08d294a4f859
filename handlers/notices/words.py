"""How a notice reads: its head, and its text in the reader's language."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from handlers.core.speech import says
from handlers.core.when_to_ring import Rings
from handlers.notices.item import handling
from handlers.notices.series import SHOWN, dates, is_over, is_series
from handlers.times import showing
from handlers.times.walltime import local
from handlers.vocabulary import repeats
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import (
    Button,
    Label,
    Piece,
    Span,
    Text,
    bold,
    dim,
    lines,
    paragraphs,
    quote,
    text,
)
from handlers.vocabulary.voice import Voice
from storage import items
from storage.item import Item
from storage.notices import Notice
from storage.people import Agency, Officer
from storage.work import Work


def in_language(voice: Voice, notice: Notice) -> str:
    """In the reader's language; else in English; else as it is."""
    return next(said for said in _choices(voice, notice) if said)


def _choices(voice: Voice, notice: Notice) -> list[str]:
    return [notice.texts.get(voice.language, ""), notice.texts.get("en", ""), *notice.texts.values()]


def head(voice: Voice, notice: Notice, title: str) -> Text:
    """Title, reference, who says it, and how it is to be handled."""
    ref = items.reference_of(voice.work, Item("notice", notice.id))
    by = voice.agency(voice.work.need(Agency, notice.agency_id))
    urgent = text(bold(voice.t("URGENT")), " · ") if notice.is_urgent else None
    return lines(text(urgent, bold(f"{title} {ref}")), dim(f"{by} · TLP:{notice.tlp}"))


def words(voice: Voice, notice: Notice) -> Text:
    """The text, and openly where it does not exist in the reader's language."""
    missing: Piece = None
    if voice.language not in notice.texts:
        there = voice.listed(voice.tongue(code) for code in notice.texts)
        missing = dim(voice.t("Only in %(languages)s.", languages=there))
    return lines(quote(in_language(voice, notice)), missing)


ANSWERS = {"yes": N_("I will come"), "maybe": N_("Maybe"), "no": N_("I cannot come")}


def invitation_kind(notice: Notice) -> str:
    return "meeting.invited" if notice.starts_at is not None else "notice.new"


def answer_buttons(on: datetime | None = None) -> list[Button]:
    """`on`: of a series, when the one date was to begin that is meant."""
    date = {"on": on.isoformat()} if on is not None else {}
    return [
        Button(label, "meeting.answer", params={"answer": answer, **date})
        for answer, label in ANSWERS.items()
    ]


def answers_ahead(work: Work, notice: Notice) -> list[Button]:
    """To a series that was answered as a whole: to which of its next dates somebody cannot come."""
    return [
        Button(
            Label(N_("Not %(time)s"), {"time": {"time": one.starts.isoformat()}}),
            "meeting.answer",
            params={"answer": "no", "on": one.original.isoformat()},
            group="",
        )
        for one in dates(work, notice, work.now, SHOWN)
    ]


def date_line(voice: Voice, notice: Notice, at: datetime | None = None) -> Text:
    """In the reader's zone, then in that of whoever called it; `at`: one date. Else a series as a whole."""
    length = voice.duration(timedelta(minutes=notice.minutes))
    if at is None and is_series(notice):
        return _series_lines(voice, notice, length)
    starts = at or notice.starts_at or voice.now
    return text(bold(_both(voice, notice, starts)), dim(f" · {length}"))


def _both(voice: Voice, notice: Notice, at: datetime) -> str:
    author = voice.work.need(Officer, notice.author_id)
    return voice.when(at, ZoneInfo(author.zone))


def _series_lines(voice: Voice, notice: Notice, length: str) -> Text:
    """How it repeats, and the dates that come next."""
    last = voice.t(" · until %(time)s", time=last_day(voice, notice.ends_at)) if notice.ends_at else ""
    return lines(text(bold(_rhythm(voice, notice)), dim(f" · {length}{last}")), *coming(voice, notice))


def last_day(voice: Voice, ends: datetime) -> str:
    """The last day, of an end that is 24:00 of it or the end of the last date."""
    return showing.show_day(local(ends - timedelta(seconds=1), voice.zone).date(), voice.language, voice.now)


def coming(voice: Voice, notice: Notice) -> list[Text]:
    """Its next dates, each on a line."""
    return [
        text("• ", _both(voice, notice, one.starts), dim(voice.t(" (moved)")) if one.is_moved else None)
        for one in dates(voice.work, notice, voice.now, SHOWN)
    ]


def short_line(voice: Voice, notice: Notice, at: datetime | None = None) -> Text | None:
    """Of a series as a whole only how it repeats; nothing where its date may not be shown."""
    if at is None and is_series(notice) and voice.holds(handling(notice)):
        return text(bold(_rhythm(voice, notice)))
    return date_shown(voice, notice, at)


def _rhythm(voice: Voice, notice: Notice) -> str:
    return voice.t("Repeats %(rule)s", rule=repeats.said(voice, notice.rule, notice.zone))


def date_shown(voice: Voice, notice: Notice, at: datetime | None = None) -> Text | None:
    """The same where a message says nothing else of it: only if its date may be shown there."""
    return date_line(voice, notice, at) if voice.holds(handling(notice)) else None


def ref_of(voice: Voice, notice: Notice) -> Span:
    return bold(items.reference_of(voice.work, Item("notice", notice.id)))


def heading(voice: Voice, notice: Notice) -> Text:
    """What it is and from whom; not even the date of a meeting that may not be shown."""
    kind = voice.t("Correction") if notice.corrects_id else voice.t("Notice")
    return head(voice, notice, voice.t("Meeting") if notice.starts_at is not None else kind)


@says("notice.new", shows_content=True, points=heading)
def _say_new(voice: Voice, notice: Notice) -> Text:
    """Nothing, where it was held until it was over."""
    return () if is_over(voice.work, notice) else shown(voice, notice)


@says("notice.over")
def _say_over(voice: Voice, notice: Notice) -> Text:
    return lines(
        voice.rich(N_("Notice %(ref)s was not sent: its time had passed."), ref=ref_of(voice, notice)),
        voice.t("Please write it again, with another time."),
    )


def shown(voice: Voice, notice: Notice) -> Text:
    """As its readers see it."""
    if notice.starts_at is not None:
        title = lines(head(voice, notice, voice.t("Meeting")), date_line(voice, notice))
    else:
        title = head(voice, notice, voice.t("Correction") if notice.corrects_id else voice.t("Notice"))
    ends = voice.when(notice.ends_at, deadline=True) if notice.ends_at else ""
    until = voice.t("In force until %(time)s", time=ends) if ends and not is_series(notice) else None
    return paragraphs(title, _corrects(voice, notice), words(voice, notice), dim(until) if until else None)


def _corrects(voice: Voice, notice: Notice) -> Text | None:
    if notice.corrects_id is None:
        return None
    ref = items.reference_of(voice.work, Item("notice", notice.corrects_id))
    return text(voice.t("This takes the place of %(ref)s.", ref=ref))


@says("notice.reminder", shows_content=True, points=heading, rings=Rings.AT_ONCE)
def _say_reminder(voice: Voice, notice: Notice) -> Text:
    if is_over(voice.work, notice):
        return ()
    sent = voice.t("Sent %(ago)s, not acknowledged yet.", ago=voice.ago(notice.sent_at or notice.made_at))
    return paragraphs(sent, shown(voice, notice))


@says("notice.recalled")
def _say_recalled(voice: Voice, ref: str) -> Text:
    return voice.rich(N_("Notice %(ref)s was recalled. Please disregard it."), ref=bold(ref))


@says("notice.acknowledged")
def _say_acknowledged(voice: Voice, notice: Notice) -> Text:
    return voice.rich(N_("You have acknowledged %(ref)s."), ref=ref_of(voice, notice))
