"""Which coordinator is on duty when, and who was asked to call an office that owes something."""

from datetime import datetime

from sqlalchemy import Index, bindparam, text
from sqlmodel import Field, col, select

from storage.answers import kept
from storage.columns import UtcDateTime
from storage.item import Item, ItemColumn
from storage.people import Officer, Role, State
from storage.rights import Guarded
from storage.rows import link
from storage.work import Work

_OPEN = text("ended_at IS NULL")


class Duty(Guarded, table=True):
    """This coordinator is on duty from `begins_at` until `ends_at`. Where entries overlap, the one that was
    set last holds; one that was handed back holds no more."""

    __bound__ = ("officer_id", "begins_at", "ends_at", "set_by", "handed_back_at")
    officer_id: int = link("officer")
    begins_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime, index=True)
    set_by: int = link("officer")
    made_at: datetime = Field(sa_type=UtcDateTime)
    handed_back_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


_ENTRIES = kept(  # asked for every step of a reminder
    select(Duty)
    .join(Officer, col(Officer.id) == col(Duty.officer_id))
    .where(
        Duty.ends_at > bindparam("begins"),
        Duty.begins_at < bindparam("ends"),
        col(Duty.handed_back_at).is_(None),
        Officer.state == State.ACTIVE,
        Officer.role == Role.COORDINATOR,
    )
    .order_by(col(Duty.made_at), col(Duty.id))
)


def entries(work: Work, begins: datetime, ends: datetime) -> list[Duty]:
    """Those that hold for some of this time, of coordinators who are active; the one set last is the last."""
    return work.all(_ENTRIES, begins=begins, ends=ends)


class Call(Guarded, table=True):
    """A coordinator was asked to call an office that owes something about `item` ("addressee:12"), at this
    `step`. `passed_at`: he or she cannot; `ended_at`: something happened with the item since."""

    __bound__ = ("item", "step", "officer_id", "taken_at", "passed_at", "ended_at")
    __table_args__ = (Index("ix_call_open", "item", sqlite_where=_OPEN, postgresql_where=_OPEN),)
    item: Item = Field(sa_type=ItemColumn)
    step: str
    officer_id: int = link("officer")
    asked_at: datetime = Field(sa_type=UtcDateTime)
    taken_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    passed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


_ABOUT = kept(
    select(Call)
    .where(Call.item == bindparam("item"), col(Call.ended_at).is_(None))
    .order_by(col(Call.asked_at), col(Call.id))
)
_EVERY = select(Call).where(col(Call.ended_at).is_(None)).order_by(col(Call.id))


def calls_about(work: Work, item: Item) -> list[Call]:
    """Those that stand, in the order in which people were asked."""
    return work.all(_ABOUT, item=item)


_ABOUT_NOW = _ABOUT.with_for_update().execution_options(populate_existing=True)


def hold_calls(work: Work, item: Item) -> list[Call]:
    """The same as they are now; nobody else changes them until this unit ends."""
    return work.all(_ABOUT_NOW, item=item)


def open_items(work: Work) -> list[Item]:
    """About which a coordinator was asked to call, and nothing has happened since."""
    return list(dict.fromkeys(one.item for one in work.all(_EVERY)))


def end_calls(work: Work, item: Item) -> None:
    for one in calls_about(work, item):
        one.ended_at = work.now
        work.add(one)
