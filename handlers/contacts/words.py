"""Contact points put into words, and as cards to keep in a phone."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from handlers import places as gazetteer
from handlers.agencies import agreements, coverage
from handlers.contacts import desk_hours, nobody_there
from handlers.contacts.item import named, phone, time_there, zone_of
from handlers.contacts.look_up import count_for, points_for
from handlers.contacts.topics import TOPICS
from handlers.core.params import Typed
from handlers.core.speech import says
from handlers.times import showing, working_hours
from handlers.times.walltime import local
from handlers.vocabulary.text import Piece, Text, bold, dim, lines, paragraphs, text
from handlers.vocabulary.voice import Voice
from storage import contacts as stored
from storage.contacts import CONFIRM_EVERY, ContactPoint
from storage.people import Agency


@says("contacts.of", shows_content=True)
def _say_contacts(
    voice: Voice, countries: Sequence[str], mine: str, topic: str, urgency: str, start: int = 0
) -> Text:
    sections = [_country(voice, code, topic, urgency, start) for code in countries]
    if start:
        return paragraphs(*sections)
    treaties = [agreements.between(voice, code[:2], mine) for code in countries]
    return paragraphs(*sections, *treaties)


@says("contacts.office", shows_content=True)
def _say_office(voice: Voice, offices: Sequence[int]) -> Text:
    return paragraphs(*(_office(voice, voice.work.need(Agency, one)) for one in offices))


def _office(voice: Voice, agency: Agency) -> Text:
    points = [one for one in stored.points_by(voice.work, [agency.id]) if not one.is_private]
    return lines(
        bold(voice.agency(agency)), *(piece for one in points for piece in _details(voice, one, False))
    )


def _country(voice: Voice, code: str, topic: str, urgency: str, start: int) -> Text:
    points = points_for(voice, code, topic, start)
    covering = coverage.covering(voice.work, code)
    head = lines(bold(voice.country(code)), _covered(voice, covering), _holiday(voice, code))
    if not points and not covering:
        return nobody_there.nobody(voice, code)
    urgent, count = urgency == "now", count_for(voice, code)
    shown = [_point(voice, one, urgent) for one in points]
    page = voice.t(
        "%(first)s to %(last)s of %(count)s",
        first=voice.number(start + 1),
        last=voice.number(start + len(points)),
        count=voice.number(count),
    )
    away = nobody_there.not_here(voice, code) if not covering and not start else None
    return paragraphs(head, *shown, dim(page) if count > len(points) else None, away)


def _covered(voice: Voice, covering: Sequence[Agency]) -> Text | None:
    if not covering:
        return None
    return text(voice.t("Covered by: "), voice.listed(voice.agency(agency) for agency in covering))


def _holiday(voice: Voice, code: str) -> Text | None:
    zone = ZoneInfo(gazetteer.zone_of(code) or "UTC")
    name = working_hours.holiday_name(local(voice.now, zone).date(), code[:2], voice.language)
    return text(voice.t("Public holiday there today: %(name)s", name=name)) if name else None


def _point(voice: Voice, point: ContactPoint, urgent: bool) -> Text:
    head = text(bold(voice.t(point.role)), dim(f" – {named(voice, point)}"))
    if point.is_private:
        return lines(head, dim(voice.t("On request: ask the agency.")))
    return lines(head, *_details(voice, point, urgent))


def _details(voice: Voice, point: ContactPoint, urgent: bool) -> Iterable[Piece]:
    yield point.person
    yield phone(point.phone)
    if point.duty_phone:
        yield text(voice.t("Out of hours: "), phone(point.duty_phone))
    yield point.mail
    if point.languages:
        yield dim(voice.t("Speaks: ") + voice.listed(voice.tongue(code) for code in point.languages))
    if point.topics:
        yield dim(voice.t("Topics: ") + voice.listed(voice.t(TOPICS[topic]) for topic in point.topics))
    yield text(dim(voice.t("Now there: ") + time_there(voice, point)), _now_open(voice, point))
    if urgent and _is_shut(voice, point):
        yield bold(
            voice.t("Call the out-of-hours number.")
            if point.duty_phone
            else voice.t("The desk is closed now: write, and call when it opens.")
        )
    yield _confirmed(voice, point)


def _is_shut(voice: Voice, point: ContactPoint) -> bool:
    zone = zone_of(point)
    return zone is not None and desk_hours.is_open(point.hours, zone, point.country, voice.now) is False


def _now_open(voice: Voice, point: ContactPoint) -> Text | None:
    zone = zone_of(point)
    if zone is None or not point.hours:
        return None
    if point.hours == desk_hours.ALWAYS:
        return text(" · ", bold(voice.t("on duty round the clock")))
    at = desk_hours.changes_at(point.hours, zone, point.country, voice.now)
    when = _clock(voice, at, zone) if at else voice.t("unknown")
    if _is_shut(voice, point):
        return text(" · ", bold(voice.t("closed, opens %(time)s", time=when)))
    return text(" · ", bold(voice.t("open until %(time)s", time=when)))


def _clock(voice: Voice, at: datetime, zone: ZoneInfo) -> str:
    """The time there, with its day unless it is today."""
    there, today = local(at, zone), local(voice.now, zone).date()
    day = "" if there.date() == today else showing.show_day(there.date(), voice.language, voice.now) + " "
    return f"{day}{there:%H:%M}"


def _confirmed(voice: Voice, point: ContactPoint) -> Text | None:
    if point.confirmed_at is None:
        return text(dim(voice.t("Never confirmed by its agency: check before you rely on it.")))
    if voice.now - point.confirmed_at < CONFIRM_EVERY:
        day = showing.show_day(local(point.confirmed_at, voice.zone).date(), voice.language, voice.now)
        return text(dim(voice.t("Confirmed on %(day)s", day=day)))
    ago = voice.ago(point.confirmed_at)
    return text(voice.t("Last confirmed %(ago)s: check before you rely on it.", ago=ago))


@says("contacts.private", shows_content=True)
def _say_private(voice: Voice, point: ContactPoint) -> Text:
    return lines(
        text(bold(voice.t(point.role)), dim(f" – {named(voice, point)}")),
        *_details(voice, point, urgent=False),
        dim(voice.t("Private: do not pass it on.")),
    )


@says("contacts.which", unclear=True)
def _say_which(voice: Voice, typed: Typed) -> Text:
    return text(voice.t("“%(typed)s” may mean several places. Which one?", typed=typed))


@says("contacts.unclear", unclear=True)
def _say_unclear(voice: Voice, offered: int, typed: Typed) -> Text:
    unknown = voice.t("I do not know a country “%(typed)s”.", typed=typed)
    if offered:
        return lines(unknown, voice.t("Did you mean one of these?"))
    return lines(unknown, voice.t("Write it another way, for instance /contacts Spain."))
