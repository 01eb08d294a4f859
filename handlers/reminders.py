"""Reminders about items: steps planned ahead, told to each person when this person may be rung, together.

A room plans steps for its item and says, by `@matter(kind)`, what is owed about it now. What is settled
gives None, and nothing more is said about it, whatever was planned.

    reminders.plan(work, "addressee:12", {"before": at, "due": later})
    reminders.cancel(work, "addressee:12")
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from handlers import access, recurring
from handlers.chat import Button
from handlers.context import say
from handlers.escalation import recipients
from handlers.hours import Quiet, next_ring
from handlers.lang import N_
from handlers.recurring import Every, Rule
from handlers.registry import tick
from handlers.rules import Rules
from storage import people, reminders
from storage.audit import Tag
from storage.errors import BusyError
from storage.people import Agency, Officer, Role, State
from storage.reminders import Reminder, Ring
from storage.work import Work

_BATCH = 100  # steps, or persons, of one unit of work
_DAILY = Rule(Every.DAY, time(9, 0))  # for who wants everything in one message a day
_A_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Matter:
    """What is owed about an item now. `about`: what the gate is asked; `agency_id`: who owes it.

    `officer_id`: who has it in hand; `asker_id`: the agency that waits. `follow` is called when a step is
    due: it may plan the next one; True when nobody needs to be told of this one.
    """

    about: str
    agency_id: int
    asker_id: int
    since: datetime
    due_at: datetime | None = None
    officer_id: int | None = None
    asker_officer_id: int | None = None
    urgent: bool = False
    buttons: tuple[Button, ...] = ()
    follow: Callable[[Work, Rules, Reminder], bool] | None = None


Loader = Callable[[Work, int], Matter | None]
_matters: dict[str, Loader] = {}
_own: list[Callable[[Work, Rules, Reminder], None]] = []


def matter(kind: str) -> Callable[[Loader], Loader]:
    """Declare how what is owed about items of this kind is looked up: `@matter("addressee")`."""

    def register(loader: Loader) -> Loader:
        _matters[kind] = loader
        return loader

    return register


def own(tell: Callable[[Work, Rules, Reminder], None]) -> Callable[[Work, Rules, Reminder], None]:
    """Declare what happens when a person's own reminder is due."""
    _own.append(tell)
    return tell


def owed(work: Work, item: str) -> Matter | None:
    """What is owed about the item now; None once it is settled."""
    kind, row_id = access.parts(item)
    return _matters[kind](work, row_id)


def plan(work: Work, item: str, steps: Mapping[str, datetime], round_: int = 0) -> None:
    """Write down what is to happen; what is planned for the item already stays."""
    for step, at in steps.items():
        work.add(Reminder(item=item, step=step, round=round_, due_at=at, made_at=work.now))


def plan_unread(work: Work, rules: Rules, item: str) -> None:
    """The steps of what was sent without a deadline and waits to be acknowledged."""
    first, second, third = rules.reminding.late
    steps = {"unread": first, "unread_deputy": first + second, "unread_coordinator": first + second + third}
    plan(work, item, {step: work.now + after for step, after in steps.items()})


def cancel(work: Work, item: str) -> None:
    """Nothing planned any more, nobody rung any more."""
    reminders.drop_waiting(work, item)


def quiet_of(officer: Officer, rules: Rules) -> Quiet:
    """The officer's own quiet hours, those of the house where nothing was chosen."""
    chosen = officer.quiet
    return Quiet(
        start=time.fromisoformat(chosen["start"]) if "start" in chosen else rules.quiet.start,
        end=time.fromisoformat(chosen["end"]) if "end" in chosen else rules.quiet.end,
        weekends=chosen.get("weekends", rules.quiet.weekends),
        holidays=chosen.get("holidays", rules.quiet.holidays),
    )


def rings_at(work: Work, rules: Rules, officer: Officer, at: datetime, urgent: bool) -> datetime:
    """The first moment from `at` on at which this officer may be rung."""
    country = work.need(Agency, officer.agency_id).country
    zone, quiet = ZoneInfo(officer.zone), quiet_of(officer, rules)
    if officer.preferences.get("digest") and not urgent:
        at = recurring.next_after(_DAILY, at - _A_MOMENT, zone)
    return next_ring(at, zone, country, quiet, urgent)


def ring(
    work: Work, rules: Rules, officer: Officer, item: str, step: str, at: datetime, *, urgent: bool = False
) -> None:
    """Tell this officer about the item as soon as that may be. One that waits already is not doubled: it says
    the newer thing, and an urgent one does not wait for a snooze."""
    meant = rings_at(work, rules, officer, at, urgent)
    due = meant if meant > work.now else rings_at(work, rules, officer, work.now, urgent)
    waiting = reminders.waiting_ring(work, officer.id, item)
    if waiting is None:
        work.add(
            Ring(officer_id=officer.id, item=item, step=step, urgent=urgent, meant_at=meant, due_at=due,
                 made_at=work.now)
        )  # fmt: skip
        return
    waiting.step, waiting.urgent = step, urgent or waiting.urgent
    if not waiting.snoozed:
        waiting.due_at = min(waiting.due_at, due)
    work.session.add(waiting)


def snooze(work: Work, rules: Rules, officer: Officer, item: str, step: str, at: datetime) -> datetime:
    """Tell this officer again at `at` or the first moment after it at which that may be; nothing before."""
    urgent = (found := owed(work, item)) is not None and found.urgent
    due = rings_at(work, rules, officer, at, urgent)
    waiting = reminders.waiting_ring(work, officer.id, item)
    row = waiting or Ring(
        officer_id=officer.id, item=item, step=step, urgent=urgent, meant_at=due, due_at=due, made_at=work.now
    )
    row.meant_at, row.due_at, row.snoozed = due, due, True
    work.add(row)
    return due


def _next_step(work: Work, _rules: Rules) -> datetime | None:
    return reminders.next_step(work)


def _next_ring(work: Work, _rules: Rules) -> datetime | None:
    """None in a lockdown: what is owed may be held itself, so nobody is rung before the release."""
    return None if people.is_on(work, access.LOCKDOWN) else reminders.next_ring(work)


@tick("reminders.steps", _next_step)
def take_steps(work: Work, rules: Rules) -> None:
    """Each step that is due becomes a ring for each person it goes to."""
    taken = reminders.claim_steps(work, _BATCH)
    if not taken:
        raise BusyError("Another process has the steps that are due.")
    for step in taken:
        if step.officer_id is not None:
            _tell_own(work, rules, step)
        elif (found := owed(work, step.item)) is not None:
            _take(work, rules, step, found)


def _take(work: Work, rules: Rules, step: Reminder, found: Matter) -> None:
    if found.follow is not None and found.follow(work, rules, step):
        return
    told = recipients(work, found, step.step, step.round)
    if step.step == "before":
        told = [officer for officer in told if officer.preferences.get("warns", True)]
    for officer in told:
        ring(work, rules, officer, step.item, step.step, step.due_at, urgent=found.urgent)
    work.audit(Tag.STEP_TAKEN, None, found.about, step=step.step, people=len(told))


def _tell_own(work: Work, rules: Rules, step: Reminder) -> None:
    for tell in _own:
        tell(work, rules, step)


@tick("reminders.rings", _next_ring)
def tell_rings(work: Work, rules: Rules) -> None:
    """Everybody whose time has come is told, each in one message; what was settled meanwhile is left out."""
    rings = reminders.claim_rings(work, _BATCH)
    if not rings:
        raise BusyError("Another process has the rings that are due.")
    for officer_id, theirs in groupby(rings, lambda one: one.officer_id):
        officer = work.need(Officer, officer_id)
        if officer.state is State.ACTIVE:
            _tell(work, rules, officer, list(theirs))


def _tell(work: Work, rules: Rules, officer: Officer, rings: Iterable[Ring]) -> None:
    live = [(one, found) for one in rings if (found := _still_owed(work, officer, one)) is not None]
    if len(live) == 1:
        return _tell_one(work, rules, officer, *live[0])
    return _tell_several(work, rules, officer, live) if live else None


def _still_owed(work: Work, officer: Officer, ring: Ring) -> Matter | None:
    found = owed(work, ring.item)
    if found is None:
        return None
    # a coordinator is told that it is late, and by whom, not what it is about
    knows = officer.role is Role.COORDINATOR or access.may_see(work, officer, found.about)
    return found if knows else None


def _delay(work: Work, rules: Rules, rings: Iterable[Ring]) -> str | None:
    """Since when it should have been told, where the house was not there to do it in time."""
    meant = min(one.meant_at for one in rings)
    return meant.isoformat() if work.now - meant > rules.reminding.notable_delay else None


def _tell_one(work: Work, rules: Rules, officer: Officer, ring: Ring, found: Matter) -> None:
    later = Button(N_("Remind me later"), "reminder.snooze", params={"item": ring.item, "step": ring.step})
    mine = found.buttons if found.agency_id in people.agencies_of(work, officer) else ()
    say(work, officer, "reminder", buttons=(*mine, later), item=found.about, urgent=found.urgent,
        about=ring.item, step=ring.step, mine=bool(mine), late=_delay(work, rules, [ring]))  # fmt: skip


def _tell_several(work: Work, rules: Rules, officer: Officer, live: list[tuple[Ring, Matter]]) -> None:
    live.sort(key=lambda pair: not pair[1].urgent)
    rings = [ring for ring, _ in live]
    rows = [{"about": ring.item, "step": ring.step} for ring in rings]
    later = Button(N_("Remind me later"), "reminder.snooze", params={"items": rows})
    lists = Button(N_("What is outstanding"), "command", params={"name": "outstanding"})
    urgent = any(found.urgent for _, found in live)
    say(work, officer, "reminder.digest", buttons=(lists, later), urgent=urgent, rows=rows,
        reader=officer.id, late=_delay(work, rules, rings))  # fmt: skip
