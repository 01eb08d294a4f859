"""A contact point as everybody else sees it: the gate, its name, its phone, its time."""

from zoneinfo import ZoneInfo

from handlers import places as gazetteer
from handlers.contacts import phone_numbers
from handlers.core.access import Subject
from handlers.law.handling import Handling, Tlp
from handlers.times import showing
from handlers.vocabulary.voice import Voice
from storage import people
from storage.contacts import ContactPoint
from storage.people import Agency, Officer, Role
from storage.work import Work


def named(voice: Voice, point: ContactPoint) -> str:
    """The agency's name in the reader's language where the point bears the agency's name."""
    agency = voice.work.get(Agency, point.agency_id)
    return voice.agency(agency) if agency is not None and agency.name == point.name else point.name


def phone(number: str | None) -> str | None:
    return phone_numbers.shown(number) if number else None


def zone_of(point: ContactPoint) -> ZoneInfo | None:
    key = point.zone or gazetteer.zone_of(point.subdivision or point.country)
    return ZoneInfo(key) if key else None


def time_there(voice: Voice, point: ContactPoint) -> str:
    zone = zone_of(point)
    return showing.show(voice.now, [zone], voice.language, voice.now) if zone else voice.t("unknown")


def subject(work: Work, point_id: int) -> Subject | None:
    """A private contact point."""
    point = work.get(ContactPoint, point_id)
    if point is None:
        return None

    def sees(work: Work, officer: Officer) -> bool:
        is_own = point.agency_id in people.agencies_of(work, officer)
        return not point.is_private or is_own or officer.role is Role.COORDINATOR

    return Subject(handling(point), sees, origin=point.agency_id or 0)


def handling(point: ContactPoint) -> Handling:
    """Role mailboxes and duty numbers are for everybody here; what its agency marked private is not."""
    return Handling(Tlp.AMBER if point.is_private else Tlp.GREEN, point.is_private)
