"""Whether anybody of an agency reads what is sent to it, and who could instead."""

from collections.abc import Iterable, Iterator

from handlers.agencies import coverage
from handlers.core import access
from storage import people, reaching
from storage.people import Agency
from storage.work import Work

_OFFERED = 2


def absent(work: Work, agency_ids: Iterable[int]) -> list[int]:
    """Those of them where nobody is."""
    asked = list(dict.fromkeys(agency_ids))
    there = reaching.reachable(work, asked) if asked else set()
    return [one for one in asked if one not in there and not _is_held(work, one)]


def _is_held(work: Work, agency_id: int) -> bool:
    """Another agency has taken it over, or somebody of another one stands in."""
    members = people.officers_of(work, [agency_id])
    others = [*members, *(people.deputy_of(work, one) for one in members)]
    return any(one is not None and reaching.reachable(work, [one.agency_id]) for one in others)


def instead_of(work: Work, agency_ids: Iterable[int], own: int, already: Iterable[int]) -> list[Agency]:
    """Who covers the same, stands above, or coordinates, and is there: the nearest first."""
    near = dict.fromkeys(one for agency_id in agency_ids for one in _near(work, agency_id, own))
    free = [one for one in near if one not in {own, *already} and not access.is_denied(work, own, one)]
    away = set(absent(work, free))
    return [work.need(Agency, one) for one in free if one not in away][:_OFFERED]


def _near(work: Work, agency_id: int, own: int) -> Iterator[int]:
    parent = work.need(Agency, agency_id).parent_id
    if parent is not None:
        yield parent
    for code in people.countries_of(work, agency_id):
        yield from (one.id for one in coverage.covering(work, code))
    yield from (one.id for one in coverage.helpers(work, own))
