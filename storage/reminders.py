"""What the clock has to do: steps that fall due about an item, and the rings they become for each person.

A step is written down ahead; when it is due it becomes one ring for each person it goes to, at the first
moment that this person may be rung. A person has at most one waiting ring about an item.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, Integer, bindparam, func, text, update
from sqlmodel import Field, col, select

from storage.answers import kept
from storage.columns import Sealed, UtcDateTime, code
from storage.item import NO_ITEM, Item, ItemColumn
from storage.people import Officer
from storage.rows import Row, link
from storage.work import Work

_WAITS = text("state = 'waiting'")
_HAS_WORDS = text("words IS NOT NULL")


class ReminderState(StrEnum):
    WAITING = "waiting"
    DONE = "done"
    MISSED = "missed"  # its person was suspended when it was due


class Reminder(Row, table=True):
    """A step. `item`: what it is about ("addressee:12"). `due_at` comes from `rule` where it repeats.

    A person's own reminder has `officer_id` and `words`, and no item.
    """

    __table_args__ = (
        Index("ix_reminder_waiting", "due_at", "id", sqlite_where=_WAITS, postgresql_where=_WAITS),
        Index("ix_reminder_words", "done_at", sqlite_where=_HAS_WORDS, postgresql_where=_HAS_WORDS),
    )
    item: Item = Field(default=NO_ITEM, sa_type=ItemColumn, index=True)
    step: str
    round: int = 0  # of a step that repeats with a growing interval
    due_at: datetime = Field(sa_type=UtcDateTime)
    state: ReminderState = Field(default=ReminderState.WAITING, sa_type=code(ReminderState))
    officer_id: int | None = link("officer", default=None)
    words: str | None = Field(default=None, sa_type=Sealed)
    rule: str = ""  # handlers.recurring, in the officer's own zone
    made_at: datetime = Field(sa_type=UtcDateTime)
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Ring(Row, table=True):
    """One person is to be told about an item. `meant_at`: when it may first ring; `due_at`: when it will."""

    __table_args__ = (
        Index("ix_ring_waiting", "due_at", "id", sqlite_where=_WAITS, postgresql_where=_WAITS),
        Index(
            "ix_ring_about", "item", "officer_id", unique=True, sqlite_where=_WAITS, postgresql_where=_WAITS
        ),
    )
    officer_id: int = link("officer")
    item: Item = Field(sa_type=ItemColumn)
    step: str
    urgent: bool = False
    meant_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime = Field(sa_type=UtcDateTime)
    state: ReminderState = Field(default=ReminderState.WAITING, sa_type=code(ReminderState))
    snoozed: bool = False
    made_at: datetime = Field(sa_type=UtcDateTime)


# put together once: these are asked at every look, and for every item that moves
_NEXT_STEP = kept(select(func.min(col(Reminder.due_at))).where(Reminder.state == ReminderState.WAITING))
_NEXT_RING = select(func.min(col(Ring.due_at))).where(Ring.state == ReminderState.WAITING)
_DUE_STEPS = (
    select(Reminder)
    .where(Reminder.state == ReminderState.WAITING, Reminder.due_at <= bindparam("now"))
    .order_by(col(Reminder.due_at), col(Reminder.id))
    .limit(bindparam("most", type_=Integer))
    .with_for_update(skip_locked=True)
)
_RING_IS_DUE = (Ring.state == ReminderState.WAITING, Ring.due_at <= bindparam("now"))
_DUE_PEOPLE = (
    select(Officer.id)
    .where(
        col(Officer.id).in_(
            select(Ring.officer_id)
            .where(*_RING_IS_DUE)
            .order_by(col(Ring.due_at), col(Ring.id))
            .limit(bindparam("most", type_=Integer))
        )
    )
    .order_by(col(Officer.id))
    .with_for_update(skip_locked=True, key_share=True)
)
_DUE_RINGS = (
    select(Ring)
    .where(*_RING_IS_DUE, col(Ring.officer_id).in_(bindparam("people", expanding=True)))
    .order_by(col(Ring.officer_id), col(Ring.meant_at), col(Ring.id))
)
_STEPS_OF = (
    select(Reminder)
    .where(Reminder.item == bindparam("item"), Reminder.state == ReminderState.WAITING)
    .order_by(col(Reminder.due_at), col(Reminder.id))
)
_RINGS_ABOUT = select(Ring).where(Ring.item == bindparam("item"), Ring.state == ReminderState.WAITING)
_RING_FOR = _RINGS_ABOUT.where(Ring.officer_id == bindparam("officer"))


def next_step(work: Work) -> datetime | None:
    """When the next step is due."""
    found: datetime | None = work.first(_NEXT_STEP)
    return found


def next_ring(work: Work) -> datetime | None:
    """When the next person is to be told."""
    found: datetime | None = work.first(_NEXT_RING)
    return found


def claim_steps(work: Work, most: int) -> list[Reminder]:
    """Those that are due, the earliest first, done from now on; other processes get others."""
    steps: list[Reminder] = work.all(_DUE_STEPS, now=work.now, most=most)
    for step in steps:
        step.state, step.done_at = ReminderState.DONE, work.now
        work.session.add(step)
    return steps


def claim_rings(work: Work, most: int) -> list[Ring]:
    """All due rings of at most so many persons, done from now on, each person's together."""
    people: list[int] = work.all(_DUE_PEOPLE, now=work.now, most=most)
    rings: list[Ring] = work.all(_DUE_RINGS, now=work.now, people=people)
    for ring in rings:
        ring.state = ReminderState.DONE
        work.session.add(ring)
    return rings


def put_off(work: Work, rows: Iterable[Reminder | Ring], until: datetime) -> None:
    """They were claimed, and wait again."""
    for row in rows:
        row.state, row.due_at = ReminderState.WAITING, until
        work.session.add(row)


def take_up_missed(work: Work, officer_id: int) -> None:
    """What a person could not be reminded of is due now, late."""
    missed = (col(Reminder.officer_id) == officer_id, col(Reminder.state) == ReminderState.MISSED)
    work.execute(update(Reminder).where(*missed).values(state=ReminderState.WAITING, done_at=None))


def waiting_ring(work: Work, officer_id: int, item: Item) -> Ring | None:
    found: Ring | None = work.first(_RING_FOR, item=item, officer=officer_id)
    return found


def steps_of(work: Work, item: Item) -> list[Reminder]:
    """Those still to come."""
    return work.all(_STEPS_OF, item=item)


def was_taken(work: Work, item: Item, step: str) -> bool:
    """Whether this step was told about the item, before or now."""
    is_done = (Reminder.item == item, Reminder.step == step, Reminder.state == ReminderState.DONE)
    return work.first(select(Reminder.id).where(*is_done).limit(1)) is not None


def rings_about(work: Work, item: Item) -> list[Ring]:
    """Those that wait."""
    return work.all(_RINGS_ABOUT, item=item)


def drop_waiting(work: Work, item: Item) -> None:
    """Nothing more is planned about an item, nobody is rung about it any more."""
    for row in [*steps_of(work, item), *rings_about(work, item)]:
        work.session.delete(row)
    work.session.flush()


def own_of(work: Work, officer_id: int) -> list[Reminder]:
    """A person's own reminders that are still to come, the next first."""
    query = select(Reminder).where(
        Reminder.officer_id == officer_id, Reminder.state == ReminderState.WAITING, Reminder.item == ""
    )
    return work.all(query.order_by(col(Reminder.due_at), col(Reminder.id)))


def without_next_step(work: Work, items: Iterable[Item]) -> list[Item]:
    """Which of these items have nothing planned: there should be none."""
    planned = set(work.all(select(Reminder.item).where(Reminder.state == ReminderState.WAITING).distinct()))
    return [item for item in items if item not in planned]
