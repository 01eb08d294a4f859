"""Reminders about items: steps planned ahead, told to each person when this person may be rung, together.

A room plans steps for its item and says, by `@matter(kind)`, what is owed about it now. What is settled
gives None, and nothing more is said about it, whatever was planned.

    reminders.plan(work, "addressee:12", {"before": at, "due": later})
    reminders.cancel(work, "addressee:12")
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby

import structlog

from handlers.core import access
from handlers.core.registry import tick
from handlers.core.rules import Rules
from handlers.core.saying import say, take_news
from handlers.core.when_to_ring import rings_at
from handlers.reminders.escalation import readers, recipients
from handlers.reminders.hours import last_moment
from handlers.reminders.ladder import Step
from handlers.reminders.matter import Matter, owed
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button
from storage import items, people, reminders
from storage.audit import Tag
from storage.errors import BusyError
from storage.item import Item
from storage.people import Officer, Role, State
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
    """Nothing planned any more, nobody rung any more."""
    reminders.drop_waiting(work, item)


def ring(
    work: Work,
    rules: Rules,
    officer: Officer,
    item: Item,
    step: str,
    at: datetime,
    *,
    urgent: bool = False,
    may_wake: bool = True,
    in_the_morning: bool = False,
) -> None:
    """Tell this officer about the item as soon as that may be. One that waits already is not doubled: it says
    the newer thing, and an urgent one does not wait for a snooze."""
    when = partial(
        rings_at, work, rules, officer, urgent=urgent, may_wake=may_wake, in_the_morning=in_the_morning
    )
    meant = when(at)
    due = meant if meant > work.now else when(work.now)
    waiting = reminders.waiting_ring(work, officer.id, item)
    if waiting is None:
        work.add(
            Ring(
                officer_id=officer.id,
                item=item,
                step=step,
                urgent=urgent,
                meant_at=meant,
                due_at=due,
                made_at=work.now,
            )
        )
        return
    waiting.step, waiting.urgent = step, urgent or waiting.urgent
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


def _next_ring(work: Work, _rules: Rules) -> datetime | None:
    """None in a lockdown: what is owed may be held itself, so nobody is rung before the release. None while a
    step is due, too: what it becomes belongs into the same message."""
    step = reminders.next_step(work)
    if people.is_on(work, access.LOCKDOWN) or (step is not None and step <= work.now):
        return None
    return reminders.next_ring(work)


@tick("reminders.steps", _next_step)
def take_steps(work: Work, rules: Rules) -> None:
    """Each step that is due becomes a ring for each person it goes to."""
    taken = reminders.claim_steps(work, _BATCH)
    if not taken:
        raise BusyError("Another process has the steps that are due.")
    for step in taken:
        _apart(work, [step], partial(_take_one, work, rules, step))


def _apart(work: Work, rows: Sequence[Reminder | Ring], do: Callable[[], None]) -> None:
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
    told = recipients(work, found, step.step, step.round)
    if step.step == "before":
        told = [officer for officer in told if officer.preferences.get("warns", True)]
    tell = partial(ring, work, rules, item=step.item, step=step.step, at=step.due_at, urgent=found.urgent)
    for officer in told:
        tell(officer, may_wake=found.may_wake)
    for officer in readers(work, step.step, told):
        tell(officer, in_the_morning=True)
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
        officer, together = work.need(Officer, officer_id), list(theirs)
        if officer.state is State.ACTIVE:
            _apart(work, together, partial(_tell, work, rules, officer, together))


def _tell(work: Work, rules: Rules, officer: Officer, rings: Iterable[Ring]) -> None:
    live = [(one, found) for one in rings if (found := _still_owed(work, officer, one)) is not None]
    if len(live) == 1:
        _tell_one(work, rules, officer, *live[0])
        return
    if live:
        _tell_several(work, rules, officer, live)


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
    say(
        work,
        officer,
        "reminder",
        buttons=(*mine[:2], later, *mine[2:]),
        item=found.about,
        urgent=found.urgent,
        about=ring.item,
        step=ring.step,
        mine=bool(mine),
        late=_delay(work, rules, [ring]),
        news=None if found.urgent else take_news(work, officer),
    )


def _tell_several(work: Work, rules: Rules, officer: Officer, live: list[tuple[Ring, Matter]]) -> None:
    live.sort(key=lambda pair: not pair[1].urgent)
    rings = [ring for ring, _ in live]
    rows = [{"about": ring.item, "step": ring.step} for ring in rings]
    later = Button(N_("Remind me later"), "reminder.snooze", params={"items": rows})
    lists = Button(N_("What is outstanding"), "command", params={"name": "outstanding"}, group="")
    each = _each(work, officer, [found.about for _, found in live])
    urgent = any(found.urgent for _, found in live)
    say(
        work,
        officer,
        "reminder.digest",
        buttons=(*each, later, *([lists] if len(each) > 2 or not each else ())),
        urgent=urgent,
        rows=rows,
        late=_delay(work, rules, rings),
        news=None if urgent else take_news(work, officer),
    )


def _each(work: Work, officer: Officer, about: Iterable[Item]) -> list[Button]:
    """One for each item that its reader may open; the message stays, for the next one."""
    seen = access.only_seen(work, officer, dict.fromkeys(about))
    refs = items.references_of(work, seen)
    return [Button(refs[one], "status", item=one, params={"keep": True}, group="") for one in seen]
