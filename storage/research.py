"""What of closed clues may go to research, as the agencies say that they are from."""

from datetime import datetime

from sqlmodel import Field, col, select

from storage.columns import UtcDateTime
from storage.item import Item, ItemColumn
from storage.rights import Guarded
from storage.work import Work


class Research(Guarded, table=True):
    """The agency of `item` lets its codes go out, among others that look the same. `sent_at`: they have gone;
    from then on nobody can say which they were."""

    __bound__ = ("item", "given_at", "sent_at")
    item: Item = Field(sa_type=ItemColumn, unique=True)
    given_at: datetime = Field(sa_type=UtcDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


def of(work: Work, item: Item) -> Research | None:
    found: Research | None = work.first(select(Research).where(Research.item == item))
    return found


def give(work: Work, item: Item) -> None:
    if of(work, item) is None:
        work.add(Research(item=item, given_at=work.now))


def take_back(work: Work, item: Item) -> None:
    """What has gone out stays: it cannot be told from the others."""
    if (row := of(work, item)) is not None and row.sent_at is None:
        work.session.delete(row)
        work.session.flush()


def waiting(work: Work) -> list[Research]:
    """What has not gone out yet, the oldest first."""
    query = select(Research).where(col(Research.sent_at).is_(None))
    return work.all(query.order_by(col(Research.given_at), col(Research.id)))
