"""Which coordinator is on duty, and who is next where that one does not take it.

The rota goes first (`handlers.rota`); where it has nobody, who is awake. Who is suspended, cannot be reached,
or has a deputy is not there: the deputy is, where he or she is a coordinator.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from handlers.core.when_to_ring import AWAKE
from handlers.times.working_hours import may_ring
from storage import duty, people
from storage.duty import Duty
from storage.people import Officer, Role
from storage.work import Work

_AHEAD = timedelta(days=14)  # in which the rota's next is looked for


@dataclass(frozen=True)
class Shift:
    """One stretch of the rota; nobody has it where there is no `entry`."""

    begins: datetime
    ends: datetime
    entry: Duty | None

    @property
    def officer_id(self) -> int | None:
        return self.entry.officer_id if self.entry is not None else None


def shifts(work: Work, begins: datetime, ends: datetime) -> list[Shift]:
    """The rota from then to then, without a hole. Where entries overlap, the one that was set last holds."""
    found = duty.entries(work, begins, ends)
    within = {at for one in found for at in (one.begins_at, one.ends_at) if begins < at < ends}
    cuts = sorted({begins, ends, *within})
    return _joined(Shift(start, end, _holding(found, start)) for start, end in pairwise(cuts))


def _holding(found: Iterable[Duty], at: datetime) -> Duty | None:
    return next((one for one in reversed(list(found)) if one.begins_at <= at < one.ends_at), None)


def _joined(parts: Iterable[Shift]) -> list[Shift]:
    """Parts of one person that follow each other are one."""
    whole: list[Shift] = []
    for one in parts:
        if whole and whole[-1].officer_id == one.officer_id:
            one = Shift(whole.pop().begins, one.ends, one.entry)
        whole.append(one)
    return whole


def in_turn(work: Work) -> list[Officer]:
    """Who is on duty, then whom the rota names next, then who is awake, then the others."""
    everybody = people.with_role(work, Role.COORDINATOR)
    there = _there(work, everybody) or everybody
    ahead = [shift.officer_id for shift in shifts(work, work.now, work.now + _AHEAD)]
    by_id = {one.id: one for one in everybody}
    named = [_or_deputy(work, by_id[one]) for one in ahead if one in by_id]
    awake = sorted(there, key=lambda one: not _is_awake(work, one))
    here = {one.id for one in there}
    return [one for one in {one.id: one for one in (*named, *awake)}.values() if one.id in here]


def _there(work: Work, officers: list[Officer]) -> list[Officer]:
    reached = {
        one.officer_id for one in people.accounts_of(work, *(o.id for o in officers)) if not one.blocked
    }
    return [one for one in officers if one.id in reached and people.deputy_of(work, one) is None]


def _or_deputy(work: Work, officer: Officer) -> Officer:
    return people.deputy_of(work, officer) or officer


def _is_awake(work: Work, officer: Officer) -> bool:
    return may_ring(work.now, ZoneInfo(officer.zone), None, AWAKE)
