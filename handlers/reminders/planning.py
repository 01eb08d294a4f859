"""Reminders about items: steps planned ahead, told to each person when this person may be rung, together.

A room plans steps for its item and says, by `@matter(kind)`, what is owed about it now. What is settled
gives None, and nothing more is said about it, whatever was planned.

    reminders.plan(work, "addressee:12", {"before": at, "due": later})
    reminders.cancel(work, "addressee:12")
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

import structlog

from handlers.core.registry import tick
from handlers.core.rules import Rules
from handlers.core.when_to_ring import rings_at
from handlers.reminders import calling
from handlers.reminders.escalation import readers, recipients
from handlers.reminders.hours import last_moment
from handlers.reminders.ladder import Step
from handlers.reminders.matter import Matter, owed
from storage import duty, reminders
from storage.audit import Tag
from storage.errors import BusyError
from storage.item import Item
from storage.people import Officer
from storage.reminders import Reminder, Ring
from storage.work import Work

log = structlog.get_logger()
_BATCH = 100  # steps, or persons, of one unit of work
_AGAIN = timedelta(minutes=5)


_own: list[Callable[[Work, Rules, Reminder], None]] = []


def own(tell: Callable[[Work, Rules, Reminder], None]) -> Callable[[Work, Rules, Reminder], None]:
    """Declare what happens when a person's own reminder is due."""
    _own.append(tell)
    return tell


def plan(work: Work, item: Item, steps: Mapping[str, datetime], round_: int = 0) -> None:
    """Write down what is to happen; what is planned for the item already stays."""
    for step, at in steps.items():
        work.add(Reminder(item=item, step=step, round=round_, due_at=at, made_at=work.now))


def plan_steps(work: Work, item: Item, steps: Iterable[Step]) -> None:
    for step in steps:
        plan(work, item, {step.name: step.at}, step.round)


def plan_unread(work: Work, rules: Rules, item: Item) -> None:
    """The steps of what was sent without a deadline and waits to be acknowledged."""
    first, second, third = rules.reminding.late
    steps = {"unread": first, "unread_deputy": first + second, "unread_coordinator": first + second + third}
    plan(work, item, {step: work.now + after for step, after in steps.items()})


def cancel(work: Work, item: Item) -> None:
    """Nothing planned any more, nobody rung or asked to call any more."""
    reminders.drop_waiting(work, item)
    duty.end_calls(work, item)


def waiting_about(work: Work, item: Item) -> dict[int, Ring]:
    """Of each person the one that waits already."""
    return {one.officer_id: one for one in reminders.rings_about(work, item)}


def ring(
    work: Work,
    rules: Rules,
    officer: Officer,
    item: Item,
    step: str,
    at: datetime,
    *,
    there: dict[int, Ring],
    urgent: bool = False,
    may_wake: bool = True,
    in_the_morning: bool = False,
) -> None:
    """Tell this officer about the item as soon as that may be. One that waits already (`there`) is not
    doubled: it says the newer thing, and an urgent one does not wait for a snooze."""
    when = partial(
        rings_at, work, rules, officer, urgent=urgent, may_wake=may_wake, in_the_morning=in_the_morning
    )
    meant = when(at)
    due = meant if meant > work.now else when(work.now)
    waiting = there.get(officer.id)
    if waiting is None:
        made = Ring(
            officer_id=officer.id,
            item=item,
            step=step,
            urgent=urgent,
            meant_at=meant,
            due_at=due,
            made_at=work.now,
        )
        there[officer.id] = made
        work.session.add(made)  # nothing points to it
        return
    if step != calling.OPEN:
        waiting.step = step
    waiting.urgent = urgent or waiting.urgent
    if not waiting.snoozed or step == "due":  # nobody sleeps over a deadline
        waiting.due_at = min(waiting.due_at, due)
    work.session.add(waiting)


def snooze(work: Work, rules: Rules, officer: Officer, item: Item, step: str, at: datetime) -> datetime:
    """Tell this officer again at `at` or the first moment after it at which that may be; nothing before."""
    found = owed(work, item)
    urgent = found is not None and found.urgent
    due = rings_at(work, rules, officer, _before_it_is_due(work, found, at), urgent)
    if found is not None and found.due_at is not None and work.now < found.due_at < due:
        due = max(work.now, last_moment(work, rules, officer, found.due_at))
    waiting = reminders.waiting_ring(work, officer.id, item)
    row = waiting or Ring(
        officer_id=officer.id, item=item, step=step, urgent=urgent, meant_at=due, due_at=due, made_at=work.now
    )
    row.meant_at, row.due_at, row.snoozed = due, due, True
    work.add(row)
    return due


def _before_it_is_due(work: Work, found: Matter | None, at: datetime) -> datetime:
    """Later never means after the deadline: it is half of the time that is left, then."""
    if found is None or found.due_at is None or not work.now < found.due_at < at:
        return at
    return work.now + (found.due_at - work.now) / 2


def _next_step(work: Work, _rules: Rules) -> datetime | None:
    return reminders.next_step(work)


@tick("reminders.steps", _next_step)
def take_steps(work: Work, rules: Rules) -> None:
    """Each step that is due becomes a ring for each person it goes to."""
    taken = reminders.claim_steps(work, _BATCH)
    if not taken:
        raise BusyError("Another process has the steps that are due.")
    for step in taken:
        apart(work, [step], partial(_take_one, work, rules, step))


def apart(work: Work, rows: Sequence[Reminder | Ring], do: Callable[[], None]) -> None:
    """What is wrong with one of them keeps no other back; it is tried again, and not lost."""
    step = rows[0].step
    try:
        with work.part():
            do()
    except Exception as error:
        log.exception("reminder.failed", step=step, error=type(error).__name__)
        reminders.put_off(work, rows, work.now + _AGAIN)


def _take_one(work: Work, rules: Rules, step: Reminder) -> None:
    if step.officer_id is not None:
        _tell_own(work, rules, step)
    elif (found := owed(work, step.item)) is not None:
        _take(work, rules, step, found)


def _take(work: Work, rules: Rules, step: Reminder, found: Matter) -> None:
    if found.follow is not None and found.follow(work, rules, step):
        return
    told = recipients(work, found, step.item, step.step, step.round)
    if step.step == "before":
        told = [officer for officer in told if officer.preferences.get("warns", True)]
    tell = partial(
        ring,
        work,
        rules,
        item=step.item,
        step=step.step,
        at=step.due_at,
        there=waiting_about(work, step.item),
        urgent=found.urgent,
    )
    for officer in told:
        tell(officer, may_wake=found.may_wake)
    for officer in readers(work, step.step, told):
        tell(officer, step=calling.OPEN, in_the_morning=True)
    work.audit(Tag.STEP_TAKEN, None, found.about, step=step.step, people=len(told))


def _tell_own(work: Work, rules: Rules, step: Reminder) -> None:
    for tell in _own:
        tell(work, rules, step)
