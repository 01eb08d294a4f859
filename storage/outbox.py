"""What is to be said, to whom, and what became of it; and the buttons under it.

A row holds the kind and the parameters of what is to be said, not the finished text.
"""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, Integer, bindparam, exists, func, text, update
from sqlalchemy.orm import aliased
from sqlmodel import Field, col, select
from sqlmodel.sql.expression import SelectOfScalar

from storage.columns import Json, RowId, SealedJson, UtcDateTime, code, fixed
from storage.people import Account
from storage.rows import Row, link
from storage.work import Work

UNLOCK = "stepup.show"  # the act of the button under a letter that is locked …
SET_UP = "stepup.set_up"  # … or of this one, where no digits could open it
_CLAIM = timedelta(minutes=2)  # a delivery that took longer was killed: somebody else takes it over


class Fate(StrEnum):
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    PARKED = "parked"  # the person cannot be reached until he or she writes again
    HELD = "held"  # by a lockdown
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
        Index("ix_outgoing_sending", "officer_id", sqlite_where=text("fate = 'sending'"),
              postgresql_where=text("fate = 'sending'")),
        Index("ix_outgoing_put_off", "officer_id", "id",
              sqlite_where=text("fate = 'waiting' AND attempts > 0"),
              postgresql_where=text("fate = 'waiting' AND attempts > 0")),
        Index("ix_outgoing_held", "id", sqlite_where=text("fate = 'held'"),
              postgresql_where=text("fate = 'held'")),
        Index("ix_outgoing_parked", "officer_id", sqlite_where=text("fate = 'parked'"),
              postgresql_where=text("fate = 'parked'")),
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
    locked: bool = False  # announced only: what it says waits for its reader's six digits


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


def _ready() -> SelectOfScalar[Outgoing]:
    on_its_way = aliased(Outgoing)
    is_busy = exists().where(
        on_its_way.officer_id == Outgoing.officer_id,  # type: ignore[arg-type]
        col(on_its_way.fate) == fixed(Fate.SENDING),
    )
    put_off = aliased(Outgoing)
    is_behind = exists().where(
        put_off.officer_id == Outgoing.officer_id,  # type: ignore[arg-type]
        col(put_off.fate) == fixed(Fate.WAITING),
        col(put_off.attempts) > text("0"),
        col(put_off.lane) == col(Outgoing.lane),
        col(put_off.id) < col(Outgoing.id),
    )
    return (
        select(Outgoing)
        .where(
            col(Outgoing.fate) == fixed(Fate.WAITING),
            col(Outgoing.due_at) <= bindparam("now"),
            ~is_busy,
            ~is_behind,
        )
        .order_by(col(Outgoing.lane), col(Outgoing.due_at), col(Outgoing.id))
        .limit(bindparam("most", type_=Integer))
        .with_for_update(skip_locked=True)
    )


_READY = _ready()  # put together once: this is asked before every delivery


def claim(work: Work, most: int = 1) -> list[Outgoing]:
    """The next ones that are due, now ours until they are settled; their attempts are counted. Answers come
    in a batch of their own: they do not wait until what goes to many is put into words.

    While something for a person is on its way, or has to be tried again, nothing after it for that person is
    claimed: the order holds.
    """
    found: list[Outgoing] = work.all(_READY, now=work.now, most=most)
    answers = [row for row in found if row.lane is Lane.ANSWER]
    rows = _in_order(work, answers or found)
    for row in rows:
        row.fate, row.claimed_at, row.attempts = Fate.SENDING, work.now, row.attempts + 1
        work.session.add(row)
    return rows


def _in_order(work: Work, rows: list[Outgoing]) -> list[Outgoing]:
    """Without those whose person has an earlier one that another process is just about to claim.

    Until the other transaction ends such a row looks as if it waited, and is left out because it is locked.
    """
    if work.is_sqlite or not rows:
        return rows
    officers = [row.officer_id for row in rows if row.officer_id is not None]
    waits = (
        Outgoing.fate == Fate.WAITING,
        Outgoing.due_at <= work.now,
        col(Outgoing.officer_id).in_(officers),
    )
    earliest = work.all(select(func.min(col(Outgoing.id))).where(*waits).group_by(col(Outgoing.officer_id)))
    ours = {row.id for row in rows}
    overtaken = {work.need(Outgoing, row_id).officer_id for row_id in earliest if row_id not in ours}
    return [row for row in rows if row.officer_id not in overtaken]


def still_shown(
    work: Work, channel: str, kinds: list[str], sent_after: datetime, sent_before: datetime
) -> list[Outgoing]:
    """What was sent there between the two and has not been taken back, oldest first."""
    query = select(Outgoing).where(
        Outgoing.fate == Fate.SENT,
        Outgoing.channel == channel,
        col(Outgoing.sent_at) > sent_after,
        col(Outgoing.sent_at) <= sent_before,
        col(Outgoing.removed_at).is_(None),
        col(Outgoing.kind).in_(kinds),
    )
    return work.all(query.order_by(col(Outgoing.sent_at)))


def release_stale(work: Work, everything: bool = False) -> int:
    """Put back what was claimed and never settled: `everything` at the start of the only process."""
    before = work.now if everything else work.now - _CLAIM
    stale = (col(Outgoing.fate) == fixed(Fate.SENDING), col(Outgoing.claimed_at) <= before)
    return work.execute(update(Outgoing).where(*stale).values(fate=Fate.WAITING, may_be_twice=True))


def settle(
    work: Work, row: Outgoing, fate: Fate, due_at: datetime | None = None, external: str | None = None
) -> None:
    """What became of a claimed one. `due_at`: when it is tried again; `external`: its id on the channel."""
    row.fate, row.claimed_at = fate, None
    if due_at is not None:
        row.due_at = due_at
    if fate in {Fate.WITHHELD, Fate.FAILED}:
        row.params = row.place = None  # it will never be said
    if fate is Fate.SENT:
        row.sent_at, row.external = work.now, external
    work.session.add(row)


def unpark(work: Work, officer_id: int) -> int:
    work.execute(update(Account).where(col(Account.officer_id) == officer_id).values(blocked=False))
    parked = (col(Outgoing.officer_id) == officer_id, col(Outgoing.fate) == fixed(Fate.PARKED))
    return work.execute(
        update(Outgoing).where(*parked).values(fate=Fate.WAITING, due_at=work.now, account_id=None)
    )


def has_held(work: Work) -> bool:
    return work.first(select(Outgoing.id).where(Outgoing.fate == Fate.HELD).limit(1)) is not None


def release_held(work: Work) -> int:
    """What a lockdown held goes out now, in its order."""
    held = update(Outgoing).where(col(Outgoing.fate) == Fate.HELD)
    return work.execute(held.values(fate=Fate.WAITING, due_at=work.now))


def unpark_all(work: Work, channels: Iterable[str]) -> int:
    """Take up again what waits for people who can be reached on these channels."""
    reachable = select(Account.officer_id).where(
        col(Account.channel).in_(list(channels)), ~col(Account.blocked)
    )
    parked = (col(Outgoing.fate) == fixed(Fate.PARKED), col(Outgoing.officer_id).in_(reachable))
    return work.execute(update(Outgoing).where(*parked).values(fate=Fate.WAITING, account_id=None))


def waiting_about(work: Work, item: str, kind: str) -> list[Outgoing]:
    """What is still to go out about an item, now or later."""
    query = select(Outgoing).where(
        Outgoing.fate == Fate.WAITING, Outgoing.item == item, Outgoing.kind == kind
    )
    return work.all(query)


def waiting_for(work: Work, officer_id: int, kind: str) -> Outgoing | None:
    """What of this kind is still to go out to this person, if anything; it may yet be added to."""
    query = select(Outgoing).where(
        Outgoing.fate == Fate.WAITING, Outgoing.officer_id == officer_id, Outgoing.kind == kind
    )
    found: Outgoing | None = work.first(query.order_by(col(Outgoing.id)).with_for_update())
    return found


def sent_to(work: Work, item: str, kind: str, officers: Iterable[int]) -> int:
    """How many of these people have been sent this about the item."""
    query = select(func.count()).where(
        Outgoing.item == item,
        Outgoing.kind == kind,
        Outgoing.fate == Fate.SENT,
        col(Outgoing.officer_id).in_(list(officers)),
    )
    return work.first(query) or 0


def next_due(work: Work) -> datetime | None:
    """When the next message that waits for its time is to go out; None when none does."""
    query = select(func.min(col(Outgoing.due_at))).where(
        col(Outgoing.fate) == fixed(Fate.WAITING), Outgoing.due_at > work.now
    )
    found: datetime | None = work.first(query)
    return found


_UNDER = (  # asked before every delivery
    select(Offer)
    .where(col(Offer.outgoing_id).in_(bindparam("letters", expanding=True)))
    .order_by(col(Offer.position))
)


def offers_under(work: Work, *letters: int) -> list[Offer]:
    return work.all(_UNDER, letters=letters)


def choices_under(work: Work, letter: Outgoing) -> list[Offer]:
    """Those that its reader can see: under a locked letter, only the one that opens it."""
    return [offer for offer in offers_under(work, letter.id) if is_opener(offer) is letter.locked]


def is_opener(offer: Offer) -> bool:
    """Whether it stands under a letter that is locked, and nowhere else."""
    return offer.act in {UNLOCK, SET_UP}


_WITH_TOKEN = select(Offer).where(Offer.token == bindparam("token")).with_for_update()


def offer_with(work: Work, token: str) -> Offer | None:
    offer: Offer | None = work.first(_WITH_TOKEN, token=token)
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
    return [] if outgoing_id is None else choices_under(work, work.need(Outgoing, outgoing_id))


def with_external(work: Work, channel: str, external: str) -> Outgoing | None:
    """The message that has this id on its channel: the newest, where one took the place of another.

    A message in parts has several ids; the first of them is the one that carries its buttons.
    """
    here = select(Outgoing).where(Outgoing.channel == channel).order_by(col(Outgoing.id).desc()).limit(1)
    whole: Outgoing | None = work.first(here.where(Outgoing.external == external))
    if whole is not None or not external:
        return whole
    first: Outgoing | None = work.first(here.where(col(Outgoing.external).startswith(external + " ")))
    return first


def forget(work: Work, after: datetime, before: datetime) -> int:
    """Drop what was said between these times; that it was said stays."""
    said = (col(Outgoing.sent_at) > after, col(Outgoing.sent_at) <= before)
    return work.execute(update(Outgoing).where(*said).values(params=None, place=None))
