"""Who can help with a country in which nobody is on the ground: the next best, in order."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from handlers import places as gazetteer
from handlers.agencies import coverage
from handlers.contacts.item import phone, time_there, zone_of
from handlers.vocabulary.text import Piece, Text, bold, dim, lines, paragraphs, text
from handlers.vocabulary.voice import Voice
from storage import contacts, people
from storage.contacts import ContactPoint
from storage.people import Agency, Level
from storage.work import Work

_MOST = 2  # offices of neighbouring countries that are named
_EU = re.compile(r"\bEU\b|european union|欧盟", re.IGNORECASE)
_NCB = re.compile(r"interpol|\bNCB\b|国际刑警", re.IGNORECASE)


@dataclass(frozen=True)
class Helper:
    """An agency of the network with one of its contact points, or a point of somebody outside it."""

    agency: Agency | None
    point: ContactPoint | None

    @property
    def name(self) -> str:
        return self.agency.name if self.agency else self.point.name if self.point else ""


def helpers(work: Work, country: str) -> list[Helper]:
    """The EU Delegation (for a member state), INTERPOL, other international offices, then neighbours."""
    found = [_with_point(work, agency) for agency in people.agencies(work, Level.INTERNATIONAL)]
    found += [Helper(None, point) for point in contacts.of_nobody(work) if not point.is_private]
    near: dict[int, Agency] = {}
    for code in gazetteer.neighbours(country[:2]):
        near |= {agency.id: agency for agency in coverage.covering(work, code)}
    nearby = [_with_point(work, agency) for agency in list(near.values())[:_MOST]]
    return [*sorted(found, key=lambda helper: _rank(helper.name, country)), *nearby]


def _rank(name: str, country: str) -> int:
    if _EU.search(name):
        return 0 if gazetteer.is_eu(country[:2]) else 3
    return 1 if _NCB.search(name) else 2


def _with_point(work: Work, agency: Agency) -> Helper:
    points: Sequence[ContactPoint] = contacts.points_by(work, [agency.id], 1)
    return Helper(agency, points[0] if points else None)


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
    first = voice.t(
        "No liaison officer covers %(country)s: try the desk above first.", country=voice.country(code)
    )
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
    near = set(gazetteer.neighbours(code[:2])) & set(people.countries_of(voice.work, agency.id))
    named = voice.countries(sorted(near))
    return text(dim(voice.t(" (covers %(countries)s)", countries=named))) if near else None


def _reach(voice: Voice, point: ContactPoint) -> Text | None:
    if point.is_private:
        return None
    there = f" · {time_there(voice, point)}" if zone_of(point) else ""
    return text(" · ".join(filter(None, (phone(point.phone), point.mail))), dim(there))
