"""Until when what was shared may be used, as its originator says."""

from datetime import datetime

from sqlalchemy import bindparam, func
from sqlmodel import Field, col, select

from storage.answers import kept
from storage.columns import UtcDateTime
from storage.item import Item, ItemColumn
from storage.rights import Guarded
from storage.work import Work


class Expiry(Guarded, table=True):
    """`item` may be used before `until`. `due_at`: when it is looked at next, to ask its originator or to
    withdraw it; None once that is done."""

    __bound__ = ("item", "until", "due_at")
    item: Item = Field(sa_type=ItemColumn, unique=True)
    until: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)


_OF = kept(select(Expiry).where(Expiry.item == bindparam("item")))


def of(work: Work, item: Item) -> Expiry | None:
    found: Expiry | None = work.first(_OF, item=item)
    return found


def keep(work: Work, item: Item, until: datetime, due_at: datetime) -> None:
    row = of(work, item) or Expiry(item=item, until=until)
    row.until, row.due_at = until, due_at
    work.add(row)


def drop(work: Work, item: Item) -> None:
    """No end is set any more."""
    if (row := of(work, item)) is not None:
        work.session.delete(row)


def due(work: Work, until: datetime, most: int) -> list[Expiry]:
    query = select(Expiry).where(col(Expiry.due_at) <= until)
    return work.all(query.order_by(col(Expiry.due_at), col(Expiry.id)).limit(most))


def next_due(work: Work) -> datetime | None:
    found: datetime | None = work.first(select(func.min(col(Expiry.due_at), type_=UtcDateTime())))
    return found
