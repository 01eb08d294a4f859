"""What a process has claimed, and still has when it comes back to it."""

from collections.abc import Iterable, Mapping

from sqlalchemy import bindparam, tuple_, update
from sqlmodel import col, select

from storage.columns import fixed
from storage.outbox import Fate, Outgoing, put_back
from storage.presence import is_gone
from storage.work import Work

_IN_HAND = (
    select(Outgoing)
    .where(col(Outgoing.id).in_(bindparam("letters", expanding=True)))
    .order_by(col(Outgoing.id))
    .with_for_update()
)


def in_hand(work: Work, claims: Mapping[int, int]) -> dict[int, Outgoing]:
    """Of letters and the attempt each was claimed for: those that nobody has claimed anew, held until this
    unit ends. After a process stood still for minutes, others may have done its work; what was only put back
    is waiting, and so is a claim that a database lost with its last moment."""
    rows: list[Outgoing] = work.all(_IN_HAND, letters=list(claims)) if claims else []
    return {
        row.id: row
        for row in rows
        if row.attempts <= claims[row.id] and row.fate in {Fate.SENDING, Fate.WAITING}
    }


def renew(work: Work, claims: Mapping[int, int]) -> None:
    """They take long, and are still being sent: nobody else is to take them over."""
    if claims:
        ours = tuple_(col(Outgoing.id), col(Outgoing.attempts)).in_(list(claims.items()))
        mine = update(Outgoing).where(ours, col(Outgoing.fate) == fixed(Fate.SENDING))
        work.execute(mine.values(claimed_at=work.now, claimed_by=work.number or None))


def release_lost(work: Work) -> int:
    """Put back what was claimed by processes that are not there any more."""
    return put_back(work, is_gone(col(Outgoing.claimed_by)))


def give_up(work: Work, letters: Iterable[int]) -> None:
    """Claimed ones end here, whatever they hold: nothing of them is read."""
    ours = (col(Outgoing.id).in_(list(letters)), col(Outgoing.fate) == fixed(Fate.SENDING))
    ended = update(Outgoing).where(*ours)
    work.execute(ended.values(fate=Fate.FAILED, claimed_at=None, params=None, place=None))
