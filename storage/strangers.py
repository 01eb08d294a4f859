"""Accounts that nobody vouched for: when each was last answered, and its wrong codes.

Anybody can make us keep such a row, so only so many are made in an hour, and none stays for long.
"""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, func, or_
from sqlmodel import col, select

from storage.people import Stranger, address_index
from storage.work import Work

_HOUR = timedelta(hours=1)
_EVERYBODY = ""  # the channel of the row that counts for all
_AT = select(Stranger).where(
    Stranger.channel == bindparam("channel"), Stranger.address_index == bindparam("index")
)
_LATELY = select(func.count()).where(col(Stranger.seen_at) > bindparam("since"))


def at(work: Work, channel: str, address: str) -> Stranger | None:
    found: Stranger | None = work.first(_AT, channel=channel, index=address_index(work, channel, address))
    return found


def new(work: Work, channel: str, address: str) -> Stranger:
    """For one that has none."""
    index = address_index(work, channel, address)
    return work.add(Stranger(channel=channel, address_index=index, seen_at=work.now))


def lately(work: Work) -> int:
    """How many were answered, or sent a wrong code, in the last hour."""
    return work.first(_LATELY, since=work.now - _HOUR) or 0


def everybody(work: Work) -> Stranger:
    """Counts the wrong codes of all accounts together."""
    found: Stranger | None = work.first(_AT, channel=_EVERYBODY, index=b"")
    return found or work.add(Stranger(channel=_EVERYBODY, address_index=b""))


def forget(work: Work, before: datetime) -> int:
    """Those that were quiet since, and need not be kept out any more."""
    is_over = (col(Stranger.closed_until).is_(None), col(Stranger.closed_until) < work.now)
    was_quiet = or_(col(Stranger.seen_at).is_(None), col(Stranger.seen_at) < before)
    chosen = (col(Stranger.channel) != _EVERYBODY, was_quiet, or_(*is_over))
    return work.execute(delete(Stranger).where(*chosen))
