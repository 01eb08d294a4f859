"""What a lockdown holds, and what it will hold."""

from sqlalchemy import update
from sqlmodel import col, select

from storage.item import Item
from storage.outbox import Fate, Outgoing
from storage.work import Work

_STILL_HERE = (Fate.WAITING, Fate.SENDING, Fate.HELD)


def has_held(work: Work) -> bool:
    return work.first(select(Outgoing.id).where(Outgoing.fate == Fate.HELD).limit(1)) is not None


def release_held(work: Work) -> int:
    """What a lockdown held goes out now, in its order."""
    held = update(Outgoing).where(col(Outgoing.fate) == Fate.HELD)
    return work.execute(held.values(fate=Fate.WAITING, due_at=work.now))


def others_wait(work: Work, item: Item, officer_id: int) -> bool:
    """Whether anything about an item is still to reach anybody else."""
    theirs = select(Outgoing.id).where(
        Outgoing.item == item,
        col(Outgoing.officer_id) != officer_id,
        col(Outgoing.fate).in_(_STILL_HERE),
    )
    return work.first(theirs.limit(1)) is not None
