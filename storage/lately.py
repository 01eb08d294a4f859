"""What a person was told last: for short answers, which mean something of it."""

from datetime import datetime
from typing import Any

from sqlmodel import and_, col, exists, or_, select

from storage.outbox import Fate, Offer, Outgoing, shown_under
from storage.work import Work


def _reached(officer_id: int, account_id: int, *conditions: Any) -> Any:
    """What reached this account, the newest first."""
    account = (Outgoing.officer_id == officer_id, Outgoing.account_id == account_id)
    query = select(Outgoing).where(*account, Outgoing.fate == Fate.SENT, *conditions)
    return query.order_by(col(Outgoing.sent_at).desc(), col(Outgoing.id).desc())


def letters_with_offers(
    work: Work, officer_id: int, account_id: int, before: datetime | None, most: int
) -> list[Outgoing]:
    """The last messages with offers that reached this account `before`, or may have: those that had to be
    sent again. The newest first."""
    conditions: list[Any] = []
    if before is not None:
        may_have = and_(col(Outgoing.attempts) > 1, col(Outgoing.made_at) <= before)
        conditions.append(or_(col(Outgoing.sent_at) <= before, may_have))
    has_offers = exists().where(Offer.outgoing_id == Outgoing.id)  # type: ignore[arg-type]
    return work.all(_reached(officer_id, account_id, has_offers, *conditions).limit(most))


def last_said(work: Work, officer_id: int, account_id: int, since: datetime) -> Outgoing | None:
    """The last message that reached this account since then."""
    query = _reached(officer_id, account_id, col(Outgoing.sent_at) >= since)
    found: Outgoing | None = work.first(query.limit(1))
    return found


def last_of(
    work: Work, officer_id: int, account_id: int, kind: str, since: datetime, before: datetime | None
) -> Outgoing | None:
    """The last message of this kind that reached this account since then, and was there `before`."""
    conditions = [Outgoing.kind == kind, col(Outgoing.sent_at) >= since]
    if before is not None:
        conditions.append(col(Outgoing.sent_at) <= before)
    found: Outgoing | None = work.first(_reached(officer_id, account_id, *conditions).limit(1))
    return found


def last_with_offers(
    work: Work, officer_id: int, account_id: int | None = None, before: datetime | None = None
) -> list[Offer]:
    """The offers under the last message to this officer that has any, of those that were there `before`."""
    conditions = [] if account_id is None else [col(Outgoing.account_id) == account_id]
    if before is not None:
        conditions.append(col(Outgoing.sent_at) <= before)
    query = (
        select(Offer.outgoing_id)
        .join(Outgoing, col(Outgoing.id) == col(Offer.outgoing_id))
        .where(Offer.officer_id == officer_id, Outgoing.fate == Fate.SENT, *conditions)
        .order_by(col(Outgoing.sent_at).desc(), col(Outgoing.id).desc())
        .limit(1)
    )
    outgoing_id: int | None = work.first(query)
    return [] if outgoing_id is None else shown_under(work, work.need(Outgoing, outgoing_id))


def is_on_its_way(work: Work, officer_id: int, before: datetime) -> bool:
    """Whether something that was written to this person before then may have arrived, unnoted so far."""
    waits = and_(col(Outgoing.fate) == Fate.WAITING, col(Outgoing.attempts) > 0)
    tried = select(Outgoing.id).where(
        Outgoing.officer_id == officer_id,
        or_(col(Outgoing.fate) == Fate.SENDING, waits),
        col(Outgoing.made_at) <= before,
    )
    return work.first(tried.limit(1)) is not None
