"""What a person was told without having asked."""

from sqlmodel import col, select

from storage.outbox import Fate, Lane, Outgoing
from storage.work import Work


def last(work: Work, officer_id: int, most: int) -> list[Outgoing]:
    """The last that this person was told without having asked, the newest first."""
    query = select(Outgoing).where(
        Outgoing.officer_id == officer_id,
        Outgoing.fate == Fate.SENT,
        Outgoing.lane == Lane.BULK,
        col(Outgoing.replaces_id).is_(None),
    )
    return work.all(query.order_by(col(Outgoing.sent_at).desc(), col(Outgoing.id).desc()).limit(most))
