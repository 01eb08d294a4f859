"""Contact points put into words, and as cards to keep in a phone."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import vobject

from handlers import access, agreements, contacts_hours, contacts_instead, countries, hours, showtime
from handlers.access import Handling, Subject, Tlp
from handlers.chat import Piece, Text, bold, dim, lines, paragraphs, text
from handlers.contacts import count_for, points_for, points_shown
from handlers.contacts_instead import named, phone, time_there, zone_of
from handlers.contacts_topics import TOPICS
from handlers.lang import Voice
from handlers.speech import MadeFile, Params, says
from handlers.walltime import local
from storage import people
from storage.contacts import CONFIRM_EVERY, ContactPoint
from storage.people import Agency, Officer, Role
from storage.work import Work


@access.handled_by("contact")
def _subject(work: Work, point_id: int) -> Subject | None:
    """A private contact point."""
    point = work.get(ContactPoint, point_id)
    if point is None:
        return None

    def sees(work: Work, officer: Officer) -> bool:
        is_own = point.agency_id in people.agencies_of(work, officer)
        return not point.is_private or is_own or officer.role is Role.COORDINATOR

    return Subject(Handling(Tlp.AMBER if point.is_private else Tlp.GREEN, point.is_private), sees)


@says("contacts.of", shows_content=True)
def _say_contacts(voice: Voice, params: Params) -> Text:
    start = params.get("start", 0)
    sections = [_country(voice, code, params, start) for code in params["countries"]]
    if start:
        return paragraphs(*sections)
    treaties = [agreements.between(voice, code[:2], params["mine"]) for code in params["countries"]]
    return paragraphs(*sections, *treaties)


def _country(voice: Voice, code: str, params: Params, start: int) -> Text:
    points = points_for(voice, code, params["topic"], start)
    covering = people.covering(voice.work, code[:2], code if "-" in code else None)
    if not covering and "-" in code:
        covering = people.covering(voice.work, code[:2])
    head = lines(bold(voice.country(code)), _covered(voice, covering), _holiday(voice, code))
    if not points and not covering:
        return contacts_instead.nobody(voice, code)
    urgent, count = params["urgency"] == "now", count_for(voice, code)
    shown = [_point(voice, one, urgent) for one in points]
    page = voice.t("%(first)s to %(last)s of %(count)s", first=voice.number(start + 1),
                   last=voice.number(start + len(points)), count=voice.number(count))  # fmt: skip
    away = contacts_instead.not_here(voice, code) if not covering and not start else None
    return paragraphs(head, *shown, dim(page) if count > len(points) else None, away)


def _covered(voice: Voice, covering: Sequence[Agency]) -> Text | None:
    if not covering:
        return None
    return text(voice.t("Covered by: "), voice.listed(voice.agency(agency) for agency in covering))


def _holiday(voice: Voice, code: str) -> Text | None:
    zone = ZoneInfo(countries.zone_of(code) or "UTC")
    name = hours.holiday_name(local(voice.now, zone).date(), code[:2], voice.language)
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
            voice.t("Ring the number for out of hours now.")
            if point.duty_phone
            else voice.t("The desk is closed now: write, and ring when it opens.")
        )
    yield _confirmed(voice, point)


def _is_shut(voice: Voice, point: ContactPoint) -> bool:
    zone = zone_of(point)
    return zone is not None and contacts_hours.is_open(point.hours, zone, point.country, voice.now) is False


def _now_open(voice: Voice, point: ContactPoint) -> Text | None:
    zone = zone_of(point)
    if zone is None or not point.hours:
        return None
    if point.hours == contacts_hours.ALWAYS:
        return text(" · ", bold(voice.t("on duty round the clock")))
    at = contacts_hours.changes_at(point.hours, zone, point.country, voice.now)
    when = _clock(voice, at, zone) if at else voice.t("unknown")
    if _is_shut(voice, point):
        return text(" · ", bold(voice.t("closed, opens %(time)s", time=when)))
    return text(" · ", bold(voice.t("open until %(time)s", time=when)))


def _clock(voice: Voice, at: datetime, zone: ZoneInfo) -> str:
    """The time there, with its day unless it is today."""
    there, today = local(at, zone), local(voice.now, zone).date()
    day = "" if there.date() == today else showtime.show_day(there.date(), voice.language, voice.now) + " "
    return f"{day}{there:%H:%M}"


def _confirmed(voice: Voice, point: ContactPoint) -> Text | None:
    if point.confirmed_at is None:
        return text(dim(voice.t("Never confirmed by its agency: check before you rely on it.")))
    if voice.now - point.confirmed_at < CONFIRM_EVERY:
        day = showtime.show_day(local(point.confirmed_at, voice.zone).date(), voice.language, voice.now)
        return text(dim(voice.t("Confirmed on %(day)s", day=day)))
    ago = voice.ago(point.confirmed_at)
    return text(voice.t("Last confirmed %(ago)s: check before you rely on it.", ago=ago))


@says("contacts.private", shows_content=True)
def _say_private(voice: Voice, params: Params) -> Text:
    point = voice.work.need(ContactPoint, params["point"])
    return lines(
        text(bold(voice.t(point.role)), dim(f" – {named(voice, point)}")),
        *_details(voice, point, urgent=False),
        dim(voice.t("Private: do not pass it on.")),
    )


@says("contacts.which")
def _say_which(voice: Voice, params: Params) -> Text:
    return text(voice.t("“%(typed)s” may mean several places. Which one?", typed=params["typed"]))


@says("contacts.unclear")
def _say_unclear(voice: Voice, params: Params) -> Text:
    unknown = voice.t("I do not know a country “%(typed)s”.", typed=params["typed"])
    if params["offered"]:
        return lines(unknown, voice.t("Did you mean one of these?"))
    return lines(unknown, voice.t("Write it another way, for instance /contacts Spain."))


def _cards(voice: Voice, params: Params) -> Sequence[MadeFile]:
    shown = [
        point for point in points_shown(voice, params) if not point.is_private and (point.phone or point.mail)
    ]
    if not shown:
        return ()
    data = "".join(card(voice, point) for point in shown).encode()
    return (MadeFile(f"{'-'.join(params['countries'])}.vcf", "text/vcard", data),)


def card(voice: Voice, point: ContactPoint) -> str:
    """One vCard 3.0."""
    made = vobject.vCard()
    made.add("fn").value = f"{voice.t(point.role)}, {named(voice, point)}"
    made.add("n").value = vobject.vcard.Name(family=named(voice, point))
    made.add("org").value = [named(voice, point)]
    for number, kind in ((point.phone, "WORK"), (point.duty_phone, "PREF")):
        if number:
            field = made.add("tel")
            field.value, field.type_param = phone(number), kind
    if point.mail:
        made.add("email").value = point.mail
    if point.country:
        made.add("adr").value = vobject.vcard.Address(country=voice.country(point.country))
    duty = voice.t("Out of hours: ") + str(phone(point.duty_phone)) if point.duty_phone else None
    if noted := " · ".join(filter(None, (point.person, duty))):
        made.add("note").value = noted
    return str(made.serialize())


@says("contacts.card", shows_content=True, makes=_cards)
def _say_card(voice: Voice, params: Params) -> Text:
    return text(voice.t("Contact card for %(countries)s.", countries=voice.countries(params["countries"])))
