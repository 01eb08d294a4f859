"""A country in which nobody is on the ground: who is the next best, and small words about contact points."""

from zoneinfo import ZoneInfo

from handlers import countries, phone_numbers, showtime
from handlers.chat import Piece, Text, bold, dim, lines, paragraphs, text
from handlers.instead import Helper, helpers
from handlers.lang import Voice
from storage import people
from storage.contacts import ContactPoint
from storage.people import Agency, Level


def nobody(voice: Voice, code: str) -> Text:
    """Nothing is on record for it."""
    found = helpers(voice.work, code)
    return paragraphs(
        lines(
            bold(voice.country(code)),
            voice.t("Nobody covers %(country)s yet.", country=voice.country(code)),
            voice.t("These can help instead:") if found else None,
        ),
        _helpers(voice, code, found),
    )


def not_here(voice: Voice, code: str) -> Text:
    """Only its own desk at home is on record: the first to try, and who comes after it."""
    found = helpers(voice.work, code)
    first = voice.t("No liaison officer covers %(country)s: try the desk above first.",
                    country=voice.country(code))  # fmt: skip
    then = voice.t("If nobody answers there, these can help:") if found else None
    return lines(first, then, _helpers(voice, code, found))


def _helpers(voice: Voice, code: str, found: list[Helper]) -> Text:
    rows: list[Piece] = []
    for helper in found:
        name = voice.agency(helper.agency) if helper.agency else helper.name
        rows.append(text(bold(name), _nearby(voice, helper.agency, code)))
        rows.append(_reach(voice, helper.point) if helper.point else None)
    return lines(*rows)


def _nearby(voice: Voice, agency: Agency | None, code: str) -> Text | None:
    if agency is None or agency.level is Level.INTERNATIONAL:
        return None
    near = set(countries.neighbours(code[:2])) & set(people.countries_of(voice.work, agency.id))
    named = voice.countries(sorted(near))
    return text(dim(voice.t(" (covers %(countries)s)", countries=named))) if near else None


def _reach(voice: Voice, point: ContactPoint) -> Text | None:
    if point.is_private:
        return None
    there = f" · {time_there(voice, point)}" if zone_of(point) else ""
    return text(" · ".join(filter(None, (phone(point.phone), point.mail))), dim(there))


def named(voice: Voice, point: ContactPoint) -> str:
    """The agency's name in the reader's language where the point bears the agency's name."""
    agency = voice.work.get(Agency, point.agency_id)
    return voice.agency(agency) if agency is not None and agency.name == point.name else point.name


def phone(number: str | None) -> str | None:
    return phone_numbers.shown(number) if number else None


def zone_of(point: ContactPoint) -> ZoneInfo | None:
    key = point.zone or countries.zone_of(point.subdivision or point.country)
    return ZoneInfo(key) if key else None


def time_there(voice: Voice, point: ContactPoint) -> str:
    zone = zone_of(point)
    return showtime.show(voice.now, [zone], voice.language, voice.now) if zone else voice.t("unknown")
