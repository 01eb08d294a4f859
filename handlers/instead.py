"""Who can help with a country in which nobody is on the ground: the next best, in order."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from handlers import countries
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


def who_can_help(work: Work, country: str) -> list[Agency]:
    """Agencies of the network: international offices, then those that cover a country nearby."""
    return [helper.agency for helper in helpers(work, country) if helper.agency is not None]


def helpers(work: Work, country: str) -> list[Helper]:
    """The EU Delegation (for a member state), INTERPOL, other international offices, then neighbours."""
    found = [_with_point(work, agency) for agency in people.agencies(work, Level.INTERNATIONAL)]
    found += [Helper(None, point) for point in contacts.of_nobody(work) if not point.is_private]
    near: dict[int, Agency] = {}
    for code in countries.neighbours(country[:2]):
        near |= {agency.id: agency for agency in people.covering(work, code)}
    nearby = [_with_point(work, agency) for agency in list(near.values())[:_MOST]]
    return [*sorted(found, key=lambda helper: _rank(helper.name, country)), *nearby]


def _rank(name: str, country: str) -> int:
    if _EU.search(name):
        return 0 if countries.is_eu(country[:2]) else 3
    return 1 if _NCB.search(name) else 2


def _with_point(work: Work, agency: Agency) -> Helper:
    points: Sequence[ContactPoint] = contacts.points_by(work, [agency.id], 1)
    return Helper(agency, points[0] if points else None)
