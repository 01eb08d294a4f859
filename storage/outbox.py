"""What is to be said, to whom, and what became of it; and the buttons under it.

A row holds the kind and the parameters of what is to be said, not the finished text.
"""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import takewhile
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Index,
    Integer,
    bindparam,
    exists,
    func,
    or_,
    text,
    update,
)
from sqlalchemy.orm import aliased, defer
from sqlmodel import Field, Relationship, col, select
from sqlmodel.sql.expression import SelectOfScalar

from storage.columns import Json, RowId, SealedJson, UtcDateTime, code, fixed
from storage.item import NO_ITEM, Item, ItemColumn
from storage.people import Account
from storage.rows import Row, link
from storage.work import Work

UNLOCK = "stepup.show"  # the act of the button under a letter that is locked …
SET_UP = "stepup.set_up"  # … or of this one, where no digits could open it
MORE = "more.choices"  # of the button behind which the further ones stand
_PARTS = 20  # messages that are looked at for a part with this id
_IN_PARTS = timedelta(days=60)  # for so long: their buttons, and their words, are gone before
CLAIM = timedelta(minutes=2)  # a delivery that took longer was killed: somebody else takes it over


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


def _partial(name: str, condition: str, *columns: str) -> Index:
    """An index over the rows of which the condition holds, the same on both databases."""
    return Index(name, *columns, sqlite_where=text(condition), postgresql_where=text(condition))


class Outgoing(Row, table=True):
    """To an officer (`account_id` once it is chosen), or to a stranger at `place`."""

    __needed__ = True  # one that does not open is put aside, and its reader hears of it
    __table_args__ = (
        _partial("ix_outgoing_ready", "fate = 'waiting'", "lane", "id", "due_at"),
        _partial("ix_outgoing_sending", "fate = 'sending'", "officer_id"),
        _partial("ix_outgoing_put_off", "fate = 'waiting' AND attempts > 0", "officer_id", "lane", "id"),
        _partial("ix_outgoing_held", "fate = 'held'", "id"),
        _partial("ix_outgoing_parked", "fate = 'parked'", "officer_id"),
        Index("ix_outgoing_external", "channel", "external"),
        Index("ix_outgoing_item", "item"),
        Index("ix_outgoing_reached", "account_id", "sent_at", "id"),
    )
    officer_id: int | None = link("officer", default=None)
    account_id: int | None = link("account", default=None)
    place: dict[str, Any] | None = Field(default=None, sa_type=SealedJson)  # {"channel", "address"}
    kind: str
    params: dict[str, Any] | None = Field(default=None, sa_type=SealedJson)
    carried: dict[str, Any] | None = Field(default=None, sa_type=SealedJson)  # beside its words
    item: Item = Field(default=NO_ITEM, sa_type=ItemColumn)  # "clue:123": what the gate asks about
    files: list[int] = Field(default_factory=list, sa_type=Json)  # ids of attachments
    lane: Lane = Field(default=Lane.ANSWER, sa_type=code(Lane))
    urgent: bool = False
    replaces_id: int | None = Field(default=None, sa_type=RowId)  # the message this one takes the place of
    fate: Fate = Field(default=Fate.WAITING, sa_type=code(Fate))
    attempts: int = 0
    begun: int = 0  # how often in a row it was to be put into words, and the process ended before it was
    due_at: datetime = Field(sa_type=UtcDateTime)
    made_at: datetime = Field(sa_type=UtcDateTime)
    claimed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    claimed_by: int | None = None  # the number of the process, where there are several
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    channel: str | None = None
    external: str | None = None  # the message's id on its channel; several, joined by spaces
    may_be_twice: bool = False  # sent again without knowing whether the first one arrived
    removed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    guarded: bool = False  # where copying can be forbidden, it was
    locked: bool = False  # announced only: what it says waits for its reader's six digits


class Offer(Row, table=True):
    """A button: what it does, for whom, until when. Pressed once, whatever way the press takes."""

    token: str = Field(default_factory=lambda: secrets.token_urlsafe(9), unique=True)
    outgoing_id: int = link("outgoing")
    officer_id: int | None = link("officer", default=None)
    position: int  # 1, 2, 3, … under its message
    label: str  # an English source text; shown in the reader's language
    label_params: dict[str, Any] | None = Field(default=None, sa_type=SealedJson)  # names, where it has any
    act: str
    item: Item = Field(default=NO_ITEM, sa_type=ItemColumn, index=True)
    params: dict[str, Any] = Field(default_factory=dict, sa_type=Json)  # codes and ids, never content
    group: str = ""  # of offers with the same group on one message, one press ends all
    ends_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    # never read: of letters and buttons that are written together, the letters come first
    letter: Outgoing = Relationship(sa_relationship_kwargs={"lazy": "raise"})


def is_next() -> tuple[ColumnElement[bool], ...]:
    """Which could go out `now`. Of two letters in a lane, the one with the smaller id is earlier."""
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
        col(put_off.due_at) > bindparam("now"),
        col(put_off.lane) == col(Outgoing.lane),
        col(put_off.id) < col(Outgoing.id),
    )
    waits = (col(Outgoing.fate) == fixed(Fate.WAITING), col(Outgoing.due_at) <= bindparam("now"))
    return *waits, ~is_busy, ~is_behind


def _next() -> SelectOfScalar[Outgoing]:
    in_turn = select(Outgoing).where(*is_next()).order_by(col(Outgoing.lane), col(Outgoing.id))
    # one that cannot be opened any more must not keep the others back: content is read afterwards
    return in_turn.options(defer(col(Outgoing.params)), defer(col(Outgoing.place)))  # type: ignore[arg-type]


_LINE = func.coalesce(col(Outgoing.officer_id), col(Outgoing.id))  # a stranger's letters wait for nothing
_PERSON = func.unnest(bindparam("people", type_=ARRAY(BigInteger))).column_valued("person")
# put together once: these are asked before every delivery
_NEXT = _next().limit(bindparam("most", type_=Integer))
_NEXT_OF_OTHERS = _NEXT.where(_LINE.not_in(bindparam("besides", expanding=True)))
_STILL_NEXT = (
    _next()
    .where(col(Outgoing.id).in_(bindparam("letters", expanding=True)))
    .with_for_update(skip_locked=True)
    .execution_options(populate_existing=True)
)
_FREE = select(_PERSON).where(func.pg_try_advisory_xact_lock(_PERSON))


def claim(work: Work, most: int = 1) -> list[Outgoing]:
    """The next ones that are due, now ours until they are settled; their attempts are counted. Answers come
    in a batch of their own: they do not wait until what goes to many is put into words. So does one that
    ended a process while it was put into words.

    While something for a person is on its way, nothing else for that person is claimed; while something has
    to be tried again, nothing after it in its lane is: the order holds. [] only where nothing is left that
    somebody else is not just about to claim.
    """
    passed: set[int] = set()
    found: list[Outgoing] = work.all(_NEXT, now=work.now, most=most)
    while found:
        batch = _of_a_kind(found)
        if rows := _ours(work, batch):
            for row in rows:
                row.fate, row.claimed_at = Fate.SENDING, work.now
                row.claimed_by = work.number or None
                row.attempts, row.begun = row.attempts + 1, row.begun + 1
                work.session.add(row)
            return rows
        passed.update(map(_line, batch))
        found = work.all(_NEXT_OF_OTHERS, now=work.now, most=most, besides=passed)
    return []


def _of_a_kind(found: list[Outgoing]) -> list[Outgoing]:
    lane = found[0].lane
    return list(takewhile(lambda row: row.lane is lane and not row.begun, found)) or found[:1]


def _ours(work: Work, found: list[Outgoing]) -> list[Outgoing]:
    """Those that nobody else can claim, in their order: nothing after one that somebody else has in hand.

    Two processes may see the same letters wait, or one sees a letter due that is not yet for the other. So
    the person is taken first, and only then it is asked what is next.
    """
    if work.is_sqlite:  # nobody else writes
        return found
    free = set(work.all(_FREE, people=[row.officer_id for row in found if row.officer_id is not None]))
    asked = [row.id for row in found if row.officer_id is None or row.officer_id in free]
    still = {row.id for row in work.all(_STILL_NEXT, now=work.now, letters=asked)} if asked else set()
    ours, stopped = [], set[int]()
    for row in found:
        if row.id in still and _line(row) not in stopped:
            ours.append(row)
        else:
            stopped.add(_line(row))
    return ours


def _line(row: Outgoing) -> int:
    return row.id if row.officer_id is None else row.officer_id


def release_stale(work: Work, everything: bool = False) -> int:
    """Put back what was claimed and never settled: `everything` at the start of the only process."""
    before = work.now if everything else work.now - CLAIM
    return put_back(work, col(Outgoing.claimed_at) <= before)


def put_back(work: Work, which: ColumnElement[bool]) -> int:
    lost = select(Outgoing.id).where(col(Outgoing.fate) == fixed(Fate.SENDING), which)
    waiting = update(Outgoing).where(col(Outgoing.id).in_(lost.with_for_update(skip_locked=True)))
    may_have_arrived = or_(col(Outgoing.may_be_twice), col(Outgoing.begun) == 0)
    waits = {"fate": Fate.WAITING, "due_at": work.now, "claimed_by": None}
    return work.execute(waiting.values(**waits, may_be_twice=may_have_arrived))


def settle(
    work: Work,
    row: Outgoing,
    fate: Fate,
    due_at: datetime | None = None,
    external: str | None = None,
    sent_at: datetime | None = None,
) -> None:
    """What became of a claimed one. `due_at`: when it is tried again; `external`: its id on the channel;
    `sent_at`: when the network had it."""
    row.fate, row.claimed_at, row.claimed_by = fate, None, None
    if due_at is not None:
        row.due_at = due_at
    if fate in {Fate.WITHHELD, Fate.FAILED}:
        row.params = row.carried = row.place = None  # it will never be said
    if fate is Fate.SENT:
        row.sent_at, row.external = sent_at or work.now, external
    work.session.add(row)


def unpark(work: Work, officer_id: int) -> int:
    work.execute(update(Account).where(col(Account.officer_id) == officer_id).values(blocked=False))
    parked = (col(Outgoing.officer_id) == officer_id, col(Outgoing.fate) == fixed(Fate.PARKED))
    return work.execute(
        update(Outgoing).where(*parked).values(fate=Fate.WAITING, due_at=work.now, account_id=None)
    )


def unpark_all(work: Work, channels: Iterable[str]) -> int:
    """Take up again what waits for people who can be reached on these channels."""
    reachable = select(Account.officer_id).where(
        col(Account.channel).in_(list(channels)), ~col(Account.blocked)
    )
    parked = (col(Outgoing.fate) == fixed(Fate.PARKED), col(Outgoing.officer_id).in_(reachable))
    return work.execute(
        update(Outgoing).where(*parked).values(fate=Fate.WAITING, due_at=work.now, account_id=None)
    )


def waiting_about(work: Work, item: Item, kind: str) -> list[Outgoing]:
    """What is still to go out about an item, now or later."""
    query = select(Outgoing).where(
        Outgoing.fate == Fate.WAITING, Outgoing.item == item, Outgoing.kind == kind
    )
    return work.all(query)


_WAITING_FOR = (
    select(Outgoing)
    .where(
        col(Outgoing.fate) == fixed(Fate.WAITING),
        Outgoing.officer_id == bindparam("officer"),
        Outgoing.kind == bindparam("kind"),
    )
    .order_by(col(Outgoing.id))
    .with_for_update()
)


def waiting_for(work: Work, officer_id: int, kind: str) -> Outgoing | None:
    """What of this kind is still to go out to this person, if anything; it may yet be added to."""
    found: Outgoing | None = work.first(_WAITING_FOR, officer=officer_id, kind=kind)
    return found


def said_since(work: Work, officer_id: int, kind: str, since: datetime) -> bool:
    """Whether this was said to this person, or is to be, since then."""
    said = (Outgoing.officer_id == officer_id, Outgoing.kind == kind, Outgoing.made_at > since)
    return work.first(select(Outgoing.id).where(*said).limit(1)) is not None


def said_about(work: Work, officer_id: int, kind: str, item: Item) -> list[Outgoing]:
    """What of this kind was said to this person about an item, or is to be."""
    said = (Outgoing.officer_id == officer_id, Outgoing.kind == kind, Outgoing.item == item)
    return work.all(select(Outgoing).where(*said))


def sent_to(work: Work, item: Item, kind: str, officers: Iterable[int]) -> int:
    """How many of these people have been sent this about the item."""
    query = select(func.count()).where(
        Outgoing.item == item,
        Outgoing.kind == kind,
        Outgoing.fate == Fate.SENT,
        col(Outgoing.officer_id).in_(list(officers)),
    )
    return work.first(query) or 0


_NEXT_DUE = select(func.min(col(Outgoing.due_at))).where(
    col(Outgoing.fate) == fixed(Fate.WAITING), Outgoing.due_at > bindparam("now")
)


def next_due(work: Work) -> datetime | None:
    """When the next message that waits for its time is to go out; None when none does."""
    found: datetime | None = work.first(_NEXT_DUE, now=work.now)
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


def shown_under(work: Work, letter: Outgoing) -> list[Offer]:
    """Those that its reader sees there, and counts."""
    return at_hand(choices_under(work, letter))


def at_hand(offers: list[Offer]) -> list[Offer]:
    """Without those behind [More choices]."""
    last = next((number for number, one in enumerate(offers, start=1) if one.act == MORE), len(offers))
    return offers[:last]


def is_opener(offer: Offer) -> bool:
    """Whether it stands under a letter that is locked, and nowhere else."""
    return offer.act in {UNLOCK, SET_UP}


_WITH_TOKEN = select(Offer).where(Offer.token == bindparam("token")).with_for_update()


def offer_with(work: Work, token: str) -> Offer | None:
    offer: Offer | None = work.first(_WITH_TOKEN, token=token)
    return offer


def with_external(work: Work, channel: str, external: str) -> Outgoing | None:
    """The message that has this id on its channel: the newest, where one took the place of another.

    A message in parts, or with files, has several ids; any of them is it, for as long as anything could be
    done with it.
    """
    newest = select(Outgoing).where(Outgoing.channel == channel).order_by(col(Outgoing.id).desc())
    whole: Outgoing | None = work.first(newest.where(Outgoing.external == external).limit(1))
    if whole is not None or not external:
        return whole
    # by their time, not by their channel: that has all of them
    there = (col(Outgoing.channel) + "" == channel, col(Outgoing.sent_at) > work.now - _IN_PARTS)
    lately = select(Outgoing).where(*there).order_by(col(Outgoing.sent_at).desc(), col(Outgoing.id).desc())
    begins = col(Outgoing.external).startswith(external + " ", autoescape=True)
    first: Outgoing | None = work.first(lately.where(begins).limit(1))
    if first is not None:
        return first
    further = lately.where(col(Outgoing.external).contains(" " + external, autoescape=True)).limit(_PARTS)
    return next((one for one in work.all(further) if external in (one.external or "").split()), None)
