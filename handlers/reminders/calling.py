"""A coordinator calls the office that owes something: who is asked, who takes it, and when nobody more is.

One after the other, at most so many before what is owed is late and so many after. Nobody is asked once
somebody has taken it, or once somebody of that office has opened it. What is left stands in the list that
coordinators read in the morning.
"""

from collections.abc import Iterable
from datetime import datetime

from handlers.reminders import duty
from handlers.reminders.ladder import MOST_COORDINATORS
from handlers.reminders.matter import Matter, owed
from storage import duty as stored
from storage import trail
from storage.duty import Call
from storage.item import Item
from storage.people import Officer
from storage.work import Work

TAKEN = "call.taken"  # in the history of what it is about
TAKE, PASS = "call.take", "call.pass"  # what its buttons do
ASKED, CALLS = "asked", "calls"
OPEN = "open"  # the step of a ring that only says what stands in the morning list
_EARLY = {"ring"}  # before it is late


def ask(work: Work, found: Matter, item: Item, step: str) -> list[Officer]:
    """Who is told of this step: whoever has taken it, once it is late; else the next, who is written down as
    asked; else nobody."""
    calls = stored.calls_about(work, item)
    taken = next((one for one in calls if one.taken_at is not None), None)
    mine = [one for one in calls if _is_early(one.step) == _is_early(step)]
    if taken is not None:
        return [] if mine else [note(work, item, step, work.need(Officer, taken.officer_id), taken.taken_at)]
    if len(mine) >= MOST_COORDINATORS or opened_at(work, found, step) is not None:
        return []
    asked = {one.officer_id for one in mine}
    following = next((one for one in _in_turn(work, found) if one.id not in asked), None)
    return [] if following is None else [note(work, item, step, following)]


def may_ask(work: Work, found: Matter | None) -> bool:
    """Whether what is late is a matter for a coordinator: not once somebody there has opened it."""
    return found is not None and opened_at(work, found) is None


def note(work: Work, item: Item, step: str, officer: Officer, taken_at: datetime | None = None) -> Officer:
    """That this officer is asked; or has taken it, and hears that it is late."""
    call = Call(item=item, step=step, officer_id=officer.id, asked_at=work.now, taken_at=taken_at)
    work.add(call)
    work.session.flush()
    return officer


def _in_turn(work: Work, found: Matter) -> list[Officer]:
    """Who waits for it, or is of the office that owes it, last: they know."""
    return sorted(
        duty.in_turn(work),
        key=lambda one: one.id == found.asker_officer_id or one.agency_id == found.agency_id,
    )


def _is_early(step: str) -> bool:
    return step in _EARLY


def opened_at(work: Work, found: Matter, step: str = "") -> datetime | None:
    """When somebody of the office that owes it opened it, after it was received, or was due where it is late;
    "Remind me later" is seen, too."""
    late = found.due_at is not None and found.due_at <= work.now and not _is_early(step)
    since = found.due_at if late and found.due_at is not None else found.since
    return trail.opened_since(work, found.about, found.agency_id, since)


def role_of(work: Work, officer: Officer, item: Item) -> str:
    """ASKED to call about it, and has not answered; CALLS; or ""."""
    mine = [one for one in stored.calls_about(work, item) if one.officer_id == officer.id]
    if any(one.taken_at is not None for one in mine):
        return CALLS
    return ASKED if mine and mine[-1].passed_at is None else ""


def taken(work: Work, item: Item) -> Call | None:
    return next((one for one in stored.calls_about(work, item) if one.taken_at is not None), None)


def listed(work: Work, first: Iterable[Item] = ()) -> list[tuple[Item, Matter]]:
    """What stands in the morning list, where it is owed still: what it rings for, also what is owed again
    after somebody took it up; then whatever a coordinator was asked about. Of each what nobody has taken
    first, the oldest deadline first.
    """
    ringing = dict.fromkeys(first)  # in order: what is due at one moment keeps its place
    items = dict.fromkeys([*ringing, *stored.open_items(work)])
    live = [(item, found) for item in items if (found := owed(work, item)) is not None]

    def place(one: tuple[Item, Matter]) -> tuple[bool, bool, datetime]:
        item, found = one
        return item not in ringing, taken(work, item) is not None, found.due_at or found.since

    return sorted(live, key=place)
