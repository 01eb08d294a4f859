"""What is to be said, to whom, and what became of it; and the buttons under it.

A row holds the kind and the parameters of what is to be said, not the finished text.
"""

import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, func, text, update
from sqlmodel import Field, col, select

from storage.columns import Json, RowId, SealedJson, UtcDateTime, code
from storage.rows import Row, link
from storage.work import Work

_CLAIM = timedelta(minutes=2)  # a delivery that took longer was killed: somebody else takes it over


class Fate(StrEnum):
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    PARKED = "parked"  # the person cannot be reached until he or she writes again
    WITHHELD = "withheld"  # the gate said no
    FAILED = "failed"


class Lane(StrEnum):
    """Answers to what somebody just did go before what is sent to many."""

    ANSWER = "answer"
    BULK = "bulk"


class Outgoing(Row, table=True):
    """To an officer (`account_id` once it is chosen), or to a stranger at `place`."""

    __table_args__ = (
        Index("ix_outgoing_ready", "lane", "due_at", "id", sqlite_where=text("fate = 'waiting'"),
              postgresql_where=text("fate = 'waiting'")),
        Index("ix_outgoing_external", "channel", "external"),
    )  # fmt: skip
    officer_id: int | None = link("officer", default=None)
    account_id: int | None = link("account", default=None)
    place: dict[str, Any] | None = Field(default=None, sa_type=SealedJson)  # {"channel", "address"}
    kind: str
    params: dict[str, Any] | None = Field(default=None, sa_type=SealedJson)
    item: str = ""  # "clue:123": what the gate asks about
    files: list[int] = Field(default_factory=list, sa_type=Json)  # ids of attachments
    lane: Lane = Field(default=Lane.ANSWER, sa_type=code(Lane))
    urgent: bool = False
    replaces_id: int | None = Field(default=None, sa_type=RowId)  # the message this one takes the place of
    fate: Fate = Field(default=Fate.WAITING, sa_type=code(Fate))
    attempts: int = 0
    due_at: datetime = Field(sa_type=UtcDateTime)
    made_at: datetime = Field(sa_type=UtcDateTime)
    claimed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    channel: str | None = None
    external: str | None = None  # the message's id on its channel; several, joined by spaces
    may_be_twice: bool = False  # sent again without knowing whether the first one arrived
    removed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Offer(Row, table=True):
    """A button: what it does, for whom, until when. Pressed once, whatever way the press takes."""

    token: str = Field(default_factory=lambda: secrets.token_urlsafe(9), unique=True)
    outgoing_id: int = link("outgoing")
    officer_id: int | None = link("officer", default=None)
    position: int  # 1, 2, 3, … under its message
    label: str  # an English source text; shown in the reader's language
    label_params: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    act: str
    item: str = ""
    params: dict[str, Any] = Field(default_factory=dict, sa_type=Json)  # codes and ids, never content
    group: str = ""  # of offers with the same group on one message, one press ends all
    ends_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


def claim(work: Work, lanes: tuple[Lane, ...], besides: frozenset[int] = frozenset()) -> Outgoing | None:
    """The next one that is due, now ours until it is settled; its attempts are counted.

    What is for one person goes out in its order: nothing overtakes an earlier one on the same lane.
    """
    conditions = (
        [col(Outgoing.officer_id).notin_(besides) | col(Outgoing.officer_id).is_(None)] if besides else []
    )
    query = (
        select(Outgoing)
        .where(
            Outgoing.fate == Fate.WAITING,
            Outgoing.due_at <= work.now,
            col(Outgoing.lane).in_(lanes),
            *conditions,
        )
        .order_by(col(Outgoing.lane), col(Outgoing.id))
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row: Outgoing | None = work.first(query)
    if row is not None:
        row.fate, row.claimed_at, row.attempts = Fate.SENDING, work.now, row.attempts + 1
        work.session.add(row)
    return row


def release_stale(work: Work, everything: bool = False) -> int:
    """Put back what was claimed and never settled: `everything` at the start of the only process."""
    before = work.now if everything else work.now - _CLAIM
    stale = (col(Outgoing.fate) == Fate.SENDING, col(Outgoing.claimed_at) <= before)
    return work.execute(update(Outgoing).where(*stale).values(fate=Fate.WAITING, may_be_twice=True))


def unpark(work: Work, officer_id: int) -> int:
    parked = (col(Outgoing.officer_id) == officer_id, col(Outgoing.fate) == Fate.PARKED)
    return work.execute(
        update(Outgoing).where(*parked).values(fate=Fate.WAITING, due_at=work.now, account_id=None)
    )


def next_due(work: Work) -> datetime | None:
    """When the next message is to go out; None when none waits."""
    query = select(func.min(col(Outgoing.due_at))).where(Outgoing.fate == Fate.WAITING)
    found: datetime | None = work.first(query)
    return found


def offers_under(work: Work, outgoing_id: int) -> list[Offer]:
    query = select(Offer).where(Offer.outgoing_id == outgoing_id).order_by(col(Offer.position))
    return work.all(query)


def offer_with(work: Work, token: str) -> Offer | None:
    offer: Offer | None = work.first(select(Offer).where(Offer.token == token).with_for_update())
    return offer


def last_with_offers(work: Work, officer_id: int, account_id: int | None = None) -> list[Offer]:
    """The offers under the last message to this officer that has any."""
    conditions = [] if account_id is None else [Outgoing.account_id == account_id]
    query = (
        select(Offer.outgoing_id)
        .join(Outgoing, col(Outgoing.id) == col(Offer.outgoing_id))
        .where(Offer.officer_id == officer_id, Outgoing.fate == Fate.SENT, *conditions)
        .order_by(col(Outgoing.sent_at).desc(), col(Outgoing.id).desc())
        .limit(1)
    )
    outgoing_id: int | None = work.first(query)
    return [] if outgoing_id is None else offers_under(work, outgoing_id)


def with_external(work: Work, channel: str, external: str) -> Outgoing | None:
    """The message that has this id on its channel."""
    query = select(Outgoing).where(Outgoing.channel == channel, Outgoing.external == external)
    found: Outgoing | None = work.first(query)
    return found
