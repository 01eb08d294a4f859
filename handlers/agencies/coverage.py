"""Who covers a place: the one home of that question, for whoever addresses, names or looks somebody up."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from handlers.core import access
from storage import clues, people
from storage.clues import Way
from storage.people import Agency, Role
from storage.work import Work

_LOOKED_AT = 100  # clues, the newest ones


@dataclass
class Routes:
    """`to`: each agency once, with its way. `uncovered`: codes that nobody answers for. `closed`: agencies to
    which nothing may go from here."""

    to: dict[int, tuple[Agency, Way]] = field(default_factory=dict)
    uncovered: list[str] = field(default_factory=list)
    closed: list[int] = field(default_factory=list)

    def put(self, agency: Agency, way: Way) -> None:
        """Directly addressed stays so, whatever else it would get in copy."""
        if agency.id not in self.to or way is Way.DIRECT:
            self.to[agency.id] = (agency, way)


def routes(work: Work, codes: Sequence[str], own: int) -> Routes:
    """`codes`: ISO 3166-1 or -2. The agency `own` is not addressed by itself."""
    found = Routes()
    for code in codes:
        addressed = covering(work, code)
        if not addressed:
            found.uncovered.append(code)
        for agency in addressed:
            found.put(agency, Way.DIRECT)
    for authority in above(work, found.to, own):
        found.put(authority, Way.COPY)
    found.to.pop(own, None)
    found.closed = [agency_id for agency_id in found.to if access.is_denied(work, own, agency_id)]
    for agency_id in found.closed:
        del found.to[agency_id]
    return found


def covering(work: Work, code: str) -> list[Agency]:
    """Who answers for a country or a part of it; for a part without an agency of its own, the country's."""
    country, _, part = code.partition("-")
    return (people.covering(work, code) if part else []) or people.covering(work, country)


def often(work: Work, own: int) -> list[str]:
    """The countries of the network that others cover: those of the agency's own clues first, as often as they
    were."""
    lately = clues.countries_lately(work, own, _LOOKED_AT)
    used = Counter(code.partition("-")[0] for codes in lately for code in codes)
    countries = [code for code in people.covered(work, besides=own) if "-" not in code]
    return sorted(countries, key=lambda code: -used[code])


def others_covering(work: Work, codes: Iterable[str], own: int) -> dict[str, list[Agency]]:
    """For each place, who answers for it besides `own`; [] where that is nobody."""
    return {code: [one for one in covering(work, code) if one.id != own] for code in codes}


def helpers(work: Work, own: int) -> list[Agency]:
    """The coordinators' agencies besides `own`: whom to turn to where nobody covers a country."""
    ids = dict.fromkeys(officer.agency_id for officer in people.with_role(work, Role.COORDINATOR))
    return [work.need(Agency, agency_id) for agency_id in ids if agency_id != own]


def above(work: Work, agency_ids: Iterable[int], own: int) -> list[Agency]:
    """The authorities above the bureaus among these, which get a copy; without `own` and those asked."""
    asked = [work.need(Agency, agency_id) for agency_id in agency_ids]
    parents = {one.parent_id for one in asked if one.subdivision} - {own, *(one.id for one in asked)}
    return [parent for row_id in parents if (parent := work.get(Agency, row_id)) is not None]
