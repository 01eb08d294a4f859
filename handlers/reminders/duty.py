"""Which coordinator is asked, and who is next where that one does not take it."""

from zoneinfo import ZoneInfo

from handlers.core.when_to_ring import AWAKE
from handlers.times.working_hours import may_ring
from storage import people
from storage.people import Officer, Role
from storage.work import Work


def in_turn(work: Work) -> list[Officer]:
    """Who is awake goes first."""
    found = people.with_role(work, Role.COORDINATOR)
    return sorted(found, key=lambda one: not _is_awake(work, one))


def _is_awake(work: Work, officer: Officer) -> bool:
    return may_ring(work.now, ZoneInfo(officer.zone), None, AWAKE)
