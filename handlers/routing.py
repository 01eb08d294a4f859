"""Who is addressed: the agencies that cover a country, and the national authority in copy of its bureaus."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from storage import people
from storage.clues import Way
from storage.people import Agency, Role
from storage.work import Work


@dataclass
class Routes:
    """`to`: each agency once, with its way. `uncovered`: codes that nobody answers for."""

    to: dict[int, tuple[Agency, Way]] = field(default_factory=dict)
    uncovered: list[str] = field(default_factory=list)

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
            if agency.subdivision and (parent := work.get(Agency, agency.parent_id)) is not None:
                found.put(parent, Way.COPY)
    found.to.pop(own, None)
    return found


def covering(work: Work, code: str) -> list[Agency]:
    """Who answers for a country or a part of it; for a part without an agency of its own, the country's."""
    country, _, part = code.partition("-")
    return (people.covering(work, country, code) if part else []) or people.covering(work, country)


def helpers(work: Work) -> list[Agency]:
    """The coordinators' agencies: whom to turn to where nobody covers a country."""
    ids = dict.fromkeys(officer.agency_id for officer in people.with_role(work, Role.COORDINATOR))
    return [work.need(Agency, agency_id) for agency_id in ids]
