"""A form under way: it survives a restart, and may be started on one channel and finished on another."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func
from sqlmodel import Field, col, select

from storage.columns import SealedJson, UtcDateTime
from storage.item import NO_ITEM, Item, ItemColumn
from storage.rows import Row, link
from storage.work import Work

_BATCH = 50


class Draft(Row, table=True):
    """At most one a person. `answers` by field name; `step` is the field that is being asked."""

    officer_id: int = link("officer", unique=True)
    form: str
    step: str
    answers: dict[str, Any] = Field(default_factory=dict, sa_type=SealedJson)
    item: Item = Field(default=NO_ITEM, sa_type=ItemColumn)
    started_at: datetime = Field(sa_type=UtcDateTime)
    touched_at: datetime = Field(sa_type=UtcDateTime)


_OF = select(Draft).where(Draft.officer_id == bindparam("officer"))  # asked for every message


def draft_of(work: Work, officer_id: int) -> Draft | None:
    draft: Draft | None = work.first(_OF, officer=officer_id)
    return draft


def drop(work: Work, draft: Draft) -> None:
    work.session.delete(draft)
    work.session.flush()


def rested(work: Work, since: datetime | None, until: datetime) -> list[Draft]:
    """Those last touched after `since`, and not after `until`, the earliest first."""
    query = select(Draft).where(*_after(since), col(Draft.touched_at) <= until)
    in_turn = query.order_by(col(Draft.touched_at), col(Draft.id))
    return work.all(in_turn.limit(_BATCH).with_for_update(skip_locked=True))


def next_rested(work: Work, since: datetime | None) -> datetime | None:
    """When the first of those was last touched."""
    found: datetime | None = work.first(select(func.min(col(Draft.touched_at))).where(*_after(since)))
    return found


def _after(since: datetime | None) -> list[Any]:
    return [] if since is None else [col(Draft.touched_at) > since]


_OLDEST = select(Draft).order_by(col(Draft.touched_at)).limit(1)  # asked at every look


def oldest(work: Work) -> Draft | None:
    """The one that was left alone for longest."""
    draft: Draft | None = work.first(_OLDEST)
    return draft
