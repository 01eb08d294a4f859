"""The trail as those read it whom it protects: who has seen an item, and why; its entries for an observer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, func, select

from storage.audit import AuditEntry, Tag
from storage.people import Officer
from storage.work import Work


@dataclass(frozen=True)
class Look:
    """`count`: how many letters showed something of it to this person. `reason`: the last one given."""

    officer_id: int
    count: int
    last: datetime
    reason: str = ""


def looks_at(work: Work, item: str) -> list[Look]:
    """One for each person, the last one first."""
    last = func.max(col(AuditEntry.at), type_=AuditEntry.__table__.c.at.type)  # type: ignore[attr-defined]
    seen = select(AuditEntry.actor, func.count(), last).where(
        AuditEntry.item == item, AuditEntry.tag == Tag.SENT, col(AuditEntry.actor).is_not(None)
    )
    rows = work.all(seen.group_by(col(AuditEntry.actor)).order_by(last.desc()))
    reasons = _reasons(work, item)
    return [Look(actor, count, at, reasons.get(actor, "")) for actor, count, at in rows]


def _reasons(work: Work, item: str) -> dict[int, str]:
    said = select(AuditEntry).where(AuditEntry.item == item, AuditEntry.tag == Tag.LOOK_EXPLAINED)
    return {one.actor: one.detail["why"] for one in work.all(said.order_by(col(AuditEntry.number)))}


_OPENED = (Tag.REQUEST_VIEWED, Tag.CLUE_VIEWED, Tag.SNOOZED)


def opened_since(work: Work, item: str, agency_id: int, since: datetime) -> datetime | None:
    """When somebody of this agency first opened the item from then on, or put a reminder of it off."""
    by_them = select(Officer.id).where(Officer.agency_id == agency_id)
    first = select(AuditEntry.at).where(
        AuditEntry.item == item,
        col(AuditEntry.tag).in_(_OPENED),
        col(AuditEntry.actor).in_(by_them),
        AuditEntry.at >= since,
    )
    found: datetime | None = work.first(first.order_by(col(AuditEntry.number)).limit(1))
    return found


def gave_reason(work: Work, officer_id: int, item: str, since: datetime) -> bool:
    said = select(AuditEntry.number).where(
        AuditEntry.item == item,
        AuditEntry.tag == Tag.LOOK_EXPLAINED,
        AuditEntry.actor == officer_id,
        AuditEntry.at > since,
    )
    return work.first(said) is not None


def entries(work: Work, most: int, item: str = "", officer_id: int | None = None) -> Sequence[AuditEntry]:
    """The newest, newest first: of all, of one item, or of what one person did."""
    query = select(AuditEntry).order_by(col(AuditEntry.number).desc()).limit(most)
    if item:
        query = query.where(AuditEntry.item == item)
    if officer_id is not None:
        query = query.where(AuditEntry.actor == officer_id)
    return work.all(query)
