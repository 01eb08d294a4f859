"""Values that agencies let compare, as keyed hashes only; the hits between them; what keeps guessers out."""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint, bindparam, delete, func, or_, text
from sqlmodel import Field, col, select

from storage.columns import Json, Sealed, UtcDateTime, code
from storage.item import Item, ItemColumn
from storage.rights import Guarded
from storage.rows import Row, link
from storage.work import Work

SIZE = 16  # bytes of a hash
_WAITS = text("looked_at IS NULL")


class Choice(StrEnum):
    """Of whoever owns a value: who hears that another agency has it, too."""

    BOTH = "both"
    FIRST = "first"  # the owner, and some hours later the other side
    ONLY = "only"
    NEVER = "never"


class Says(StrEnum):
    """What a side says of a hit when it has looked."""

    SAME = "same"
    OTHER = "other"
    UNSURE = "unsure"


class MatchValue(Guarded, table=True):
    """One value of an item: `digest` is all that is kept of it. `kind`: what it looked like; `strength`: what
    is known of its being whole. `key`: under which matching key. `is_typed`: it was given for this
    alone, and stands in no text. `chosen_at`: when its owner chose otherwise. `looked_at`: when it was
    compared."""

    __tablename__ = "matchvalue"
    __table_args__ = (
        UniqueConstraint("item", "digest"),
        Index("ix_matchvalue_waits", "id", sqlite_where=_WAITS, postgresql_where=_WAITS),
    )
    __bound__ = ("item", "officer_id", "agency_id", "digest", "kind", "strength", "choice", "key")
    item: Item = Field(sa_type=ItemColumn)
    officer_id: int = link("officer")
    agency_id: int = link("agency")
    digest: bytes = Field(index=True)
    kind: str
    strength: str
    choice: Choice = Field(sa_type=code(Choice))
    key: str
    is_typed: bool = False
    made_at: datetime = Field(sa_type=UtcDateTime, index=True)
    chosen_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    looked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class MatchSide(Guarded, table=True):
    """One side of a hit: `item` of `agency_id` has something in common with `other_item`. `matched`: pairs of
    kind and strength. `due_at`: when this side is told; None: never."""

    __tablename__ = "matchside"
    __table_args__ = (UniqueConstraint("item", "other_item"),)
    __bound__ = ("item", "agency_id", "other_item", "other_agency_id", "matched", "due_at", "told_at")
    item: Item = Field(sa_type=ItemColumn)
    agency_id: int = link("agency")
    other_item: Item = Field(sa_type=ItemColumn, index=True)
    other_agency_id: int = link("agency")
    matched: list[list[str]] = Field(default_factory=list, sa_type=Json)
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    told_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    is_waiting: bool = Field(default=False, index=True)
    says: Says | None = Field(default=None, sa_type=code(Says))
    made_at: datetime = Field(sa_type=UtcDateTime)


class MatchUse(Row, table=True):
    """One value that was given to compare. `block`: a keyed hash of the agency and of the value less its last
    two signs, so that runs of neighbours show."""

    __tablename__ = "matchuse"
    officer_id: int = link("officer")
    agency_id: int = link("agency")
    block: bytes = Field(index=True)
    at: datetime = Field(sa_type=UtcDateTime, index=True)


class MatchStop(Guarded, table=True):
    """An officer may not compare until a coordinator of another agency says so, or until time has passed."""

    __tablename__ = "matchstop"
    __bound__ = ("officer_id", "reason", "at", "lifted_at")
    officer_id: int = link("officer")
    reason: str
    at: datetime = Field(sa_type=UtcDateTime)
    lifted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    lifted_by: int | None = link("officer", default=None)


class MatchNever(Guarded, table=True):
    """A value that is everybody's: a hotline, an embassy, a hotel's switchboard."""

    __tablename__ = "matchnever"
    __bound__ = ("digest",)
    digest: bytes = Field(unique=True)
    value: str = Field(sa_type=Sealed)
    by_id: int | None = link("officer", default=None)
    at: datetime = Field(sa_type=UtcDateTime)


def digest_of(work: Work, group: str, value: str) -> bytes:
    """Under the matching key of its group; equal for what people write differently and mean the same by."""
    return hmac.digest(work.keyring.matching_key(group), value.encode(), hashlib.sha256)[:SIZE]


def values_of(work: Work, item: Item) -> list[MatchValue]:
    return work.all(select(MatchValue).where(MatchValue.item == item).order_by(col(MatchValue.id)))


_SAME = select(MatchValue).where(
    MatchValue.digest == bindparam("digest"), MatchValue.choice != Choice.NEVER
)  # asked for each value


def same_as(work: Work, digest: bytes, most: int) -> list[MatchValue]:
    """Of all agencies, the oldest first; so many at most."""
    return work.all(_SAME.order_by(col(MatchValue.id)).limit(most), digest=digest)


def waiting(work: Work, most: int = 100) -> list[MatchValue]:
    """Those that nobody has compared yet."""
    query = select(MatchValue).where(col(MatchValue.looked_at).is_(None))
    return work.all(query.order_by(col(MatchValue.id)).limit(most))


def is_waiting(work: Work) -> bool:
    query = select(MatchValue.id).where(col(MatchValue.looked_at).is_(None)).limit(1)
    return work.first(query) is not None


def held_by(work: Work, agency_id: int, digests: Sequence[bytes]) -> set[bytes]:
    """Which of these the agency has given to compare before. Looked up by the values alone: it may have
    a million."""
    query = select(MatchValue.digest, MatchValue.agency_id).where(col(MatchValue.digest).in_(digests))
    return {bytes(one) for one, holder in work.all(query.distinct()) if holder == agency_id}


def side_of(work: Work, item: Item, other_item: Item) -> MatchSide | None:
    query = select(MatchSide).where(MatchSide.item == item, MatchSide.other_item == other_item)
    found: MatchSide | None = work.first(query)
    return found


def sides_about(work: Work, item: Item) -> list[MatchSide]:
    """Of others, that have something in common with it."""
    return work.all(select(MatchSide).where(MatchSide.other_item == item).order_by(col(MatchSide.id)))


def shared(work: Work, item: Item, other_item: Item) -> list[tuple[MatchValue, MatchValue]]:
    """What both have, and neither has left out."""
    theirs = {bytes(one.digest): one for one in values_of(work, other_item)}
    pairs = [(one, theirs.get(bytes(one.digest))) for one in values_of(work, item)]
    return [
        (one, other)
        for one, other in pairs
        if other is not None and Choice.NEVER not in {one.choice, other.choice}
    ]


def due_sides(work: Work) -> list[MatchSide]:
    query = select(MatchSide).where(col(MatchSide.is_waiting), col(MatchSide.due_at) <= work.now)
    return work.all(query.order_by(col(MatchSide.id)))


def next_side(work: Work) -> datetime | None:
    found: datetime | None = work.first(select(func.min(MatchSide.due_at)).where(col(MatchSide.is_waiting)))
    return found


def forget(work: Work, item: Item) -> None:
    """Its values, and the hits that they had."""
    about = or_(col(MatchSide.item) == item, col(MatchSide.other_item) == item)
    work.execute(delete(MatchSide).where(about))
    work.execute(delete(MatchValue).where(col(MatchValue.item) == item))


def forget_old(work: Work, before: datetime, used_before: datetime) -> None:
    work.execute(delete(MatchValue).where(col(MatchValue.made_at) < before))
    work.execute(delete(MatchSide).where(col(MatchSide.made_at) < before))
    work.execute(delete(MatchUse).where(col(MatchUse.at) < used_before))


def used(work: Work, since: datetime, officer_id: int | None = None, agency_id: int | None = None) -> int:
    """How many values were given to compare since then."""
    query = select(func.count()).select_from(MatchUse).where(MatchUse.at >= since)
    if officer_id is not None:
        query = query.where(MatchUse.officer_id == officer_id)
    if agency_id is not None:
        query = query.where(MatchUse.agency_id == agency_id)
    return int(work.first(query) or 0)


def in_blocks(work: Work, since: datetime, blocks: Sequence[bytes]) -> dict[bytes, int]:
    """How many values of each block were given since then."""
    query = select(MatchUse.block, func.count()).where(MatchUse.at >= since, col(MatchUse.block).in_(blocks))
    return {bytes(block): count for block, count in work.all(query.group_by(col(MatchUse.block)))}


def stop_of(work: Work, officer_id: int, lasts: timedelta) -> MatchStop | None:
    """What keeps this officer from comparing now."""
    query = select(MatchStop).where(
        MatchStop.officer_id == officer_id,
        col(MatchStop.lifted_at).is_(None),
        MatchStop.at > work.now - lasts,
    )
    found: MatchStop | None = work.first(query)
    return found


def never(work: Work, digests: Sequence[bytes]) -> set[bytes]:
    """Which of these never count."""
    # of the hash alone: an entry that somebody damaged goes on to be one
    found = work.all(select(MatchNever.digest).where(col(MatchNever.digest).in_(digests)))
    return {bytes(one) for one in found}


def never_list(work: Work) -> list[MatchNever]:
    return work.all(select(MatchNever).order_by(col(MatchNever.id)))
