"""Who handles which messages of the inbox now.

Whoever handles some takes them first, in a transaction of its own that counts the attempt: a message that
kills the process was counted, whatever else is lost.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from operator import itemgetter

from sqlalchemy import Integer, and_, bindparam, exists, func, or_, update
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.sql.expression import Select

from storage.columns import fixed
from storage.inbox import Arrival, Progress
from storage.people import address_index
from storage.presence import is_gone
from storage.work import Work

_ROUNDS = 8  # as many batches are looked through for those whose first message waits
_TURN = 0x4C69_6169  # the lock under which processes take messages one after the other, on PostgreSQL


@dataclass(frozen=True)
class Taken:
    """One that is ours to handle. `attempts`: those before this one."""

    id: int
    sender: bytes
    attempts: int


def _next() -> Select[int, bytes, int]:
    earlier = aliased(Arrival)
    is_behind = exists().where(
        earlier.channel == Arrival.channel,  # type: ignore[arg-type]
        earlier.sender == Arrival.sender,  # type: ignore[arg-type]
        col(earlier.progress) == fixed(Progress.WAITING),
        col(earlier.id) < col(Arrival.id),
        or_(col(earlier.due_at) > col(Arrival.due_at), col(earlier.held_until) > bindparam("now")),
        ~and_(col(earlier.is_lookup), col(earlier.put_off)),
    )
    return (
        select(col(Arrival.id), col(Arrival.sender), col(Arrival.attempts))
        .where(
            col(Arrival.progress) == fixed(Progress.WAITING),
            col(Arrival.due_at) <= bindparam("now"),
            or_(col(Arrival.held_until).is_(None), col(Arrival.held_until) <= bindparam("now")),
            ~is_behind,
        )
        .order_by(col(Arrival.due_at), col(Arrival.id))
        .limit(bindparam("most", type_=Integer))
        .with_for_update(skip_locked=True)
    )


_NEXT = _next()  # put together once: this is asked before every message
_BEGUN = _NEXT.where(col(Arrival.attempts) > 0, ~col(Arrival.wants_files))


def take(
    work: Work, most: int, besides: frozenset[bytes], held_for: timedelta, *, begun: bool = False
) -> tuple[list[Taken], bool]:
    """The messages whose turn has come, each counted as begun; and whether there may be more. Each sender's
    oldest goes before anybody's second, so that nobody waits behind all that another one has sent. These
    senders are left out. `begun`: only those that were begun before, and need no files.

    One that was begun before, and not finished, comes alone: if it does harm, then to itself. Where others
    may take some, too, nobody else gets these for so long; where there is one process, `held_for` is zero.
    """
    if not work.is_sqlite:
        work.first(select(func.pg_advisory_xact_lock(_TURN)))
    query = _BEGUN if begun else _NEXT
    query = query.where(col(Arrival.sender).notin_(besides)) if besides else query
    found = [Taken(*row) for row in work.all(query, now=work.now, most=_ROUNDS * most)]
    ours = _in_rounds(list(takewhile(lambda one: not one.attempts, found)) or found[:1])[:most]
    _hold(work, (one.id for one in ours), work.now + held_for, counted=1)
    return ours, len(found) == _ROUNDS * most or len(ours) < len(found) or _has_followers(work, ours)


def _in_rounds(found: Sequence[Taken]) -> list[Taken]:
    """The first of each sender, then the second of each …"""
    seen, rounds = Counter[bytes](), list[tuple[int, Taken]]()
    for one in found:
        rounds.append((seen[one.sender], one))
        seen[one.sender] += 1
    return [one for _, one in sorted(rounds, key=itemgetter(0))]


_FOLLOWERS = select(Arrival.id).where(
    col(Arrival.sender).in_(bindparam("senders", expanding=True)),
    col(Arrival.progress) == fixed(Progress.WAITING),
    col(Arrival.due_at) <= bindparam("now"),
    col(Arrival.id).notin_(bindparam("ours", expanding=True)),
)


def _has_followers(work: Work, ours: list[Taken]) -> bool:
    """Whether something that is due stood behind one of these."""
    if not ours:
        return False
    senders, ids = {one.sender for one in ours}, [one.id for one in ours]
    return work.first(_FOLLOWERS.limit(1), senders=senders, ours=ids, now=work.now) is not None


def _hold(work: Work, ids: Iterable[int], until: datetime | None, counted: int = 0) -> None:
    wanted = list(ids)
    if wanted:
        waits = (col(Arrival.id).in_(wanted), col(Arrival.progress) == fixed(Progress.WAITING))
        attempts = col(Arrival.attempts) + counted
        by = work.number or None
        held = update(Arrival).where(*waits)
        work.execute(held.values(held_until=until, held_by=by, attempts=attempts))


def taken(work: Work, ids: Iterable[int]) -> dict[int, Arrival]:
    """What was taken, to be handled in this transaction; without what somebody else has finished."""
    waits = (col(Arrival.id).in_(list(ids)), col(Arrival.progress) == fixed(Progress.WAITING))
    return {row.id: row for row in work.all(select(Arrival).where(*waits).with_for_update(skip_locked=True))}


def give_back(work: Work, ids: Iterable[int], counted: bool) -> None:
    """Not handled after all; the attempt stays `counted` where it may have been the message's own fault."""
    _hold(work, ids, None, counted=0 if counted else -1)


def release_lost(work: Work) -> int:
    """Put back what processes had in hand that are not there any more."""
    held = (col(Arrival.progress) == fixed(Progress.WAITING), col(Arrival.held_until) > work.now)
    lost = select(Arrival.id).where(*held, is_gone(col(Arrival.held_by))).with_for_update(skip_locked=True)
    free = update(Arrival).where(col(Arrival.id).in_(lost))
    return work.execute(free.values(held_until=None, held_by=None))


def keep_hold(work: Work, row_id: int, held_for: timedelta) -> None:
    """It takes longer: its files are being fetched."""
    _hold(work, [row_id], work.now + held_for)


def give_up(work: Work, row_id: int, attempts: int) -> None:
    """As if it had been begun so often."""
    change = update(Arrival).where(col(Arrival.id) == row_id)
    work.execute(change.values(held_until=None, attempts=attempts))


_PUT_ASIDE = select(func.count()).where(
    Arrival.sender == bindparam("sender"),
    col(Arrival.progress) == fixed(Progress.FAILED),
    col(Arrival.done_at) > bindparam("since"),
)


def put_aside_since(work: Work, channel: str, address: str, since: datetime) -> int:
    """How many messages from there were put aside."""
    return work.first(_PUT_ASIDE, sender=address_index(work, channel, address), since=since) or 0


def put_aside(work: Work, row_id: int) -> None:
    """Whatever it holds: it is not read."""
    change = update(Arrival).where(col(Arrival.id) == row_id)
    work.execute(change.values(progress=Progress.FAILED, done_at=work.now, body=None, held_until=None))
