"""What came in and waits to be handled, and how far each channel has read.

A message is here, in the same transaction as its channel's cursor, before anything is done about it. Each
sender's messages are handled one after the other; those of different senders side by side.
"""

import hashlib
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Index,
    Integer,
    UniqueConstraint,
    and_,
    bindparam,
    delete,
    func,
    text,
    update,
)
from sqlmodel import Field, col, select

from storage.answers import kept
from storage.columns import Sealed, SealedJson, UtcDateTime, code, fixed
from storage.people import active_addresses, address_index
from storage.rows import Row
from storage.text import clean
from storage.work import Work


class Progress(StrEnum):
    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


_LONGEST = 255  # characters of a message's id: so long may Matrix's be


class Arrival(Row, table=True):
    """`event` is the message's id on its channel: the same one is kept once. `due_at`: not before.

    `attempts`: how often somebody began to handle it. `held_until`: nobody else takes it before.
    """

    __needed__ = True  # one that does not open is put aside, and its author hears of it
    __table_args__ = (
        UniqueConstraint("channel", "event"),
        Index("ix_arrival_handled", "sender", "done_at"),
        Index(
            "ix_arrival_ready",
            "due_at",
            "id",
            sqlite_where=text("progress = 'waiting'"),
            postgresql_where=text("progress = 'waiting'"),
        ),
        Index(
            "ix_arrival_waiting",
            "channel",
            "sender",
            "id",
            sqlite_where=text("progress = 'waiting'"),
            postgresql_where=text("progress = 'waiting'"),
        ),
        Index(
            "ix_arrival_put_aside",
            "sender",
            "done_at",
            sqlite_where=text("progress = 'failed'"),
            postgresql_where=text("progress = 'failed'"),
        ),
    )
    channel: str
    event: str
    sender: bytes  # blind index of the address
    body: dict[str, Any] | None = Field(sa_type=SealedJson)  # gone once it is handled
    progress: Progress = Field(default=Progress.WAITING, sa_type=code(Progress))
    wants_files: bool = False
    put_off: bool = False  # its sender was faster than the rules allow
    is_lookup: bool = False  # counted, and put off by itself: what comes after it does not wait
    attempts: int = 0
    held_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    held_by: int | None = None  # the number of the process that took it, where there are several
    at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime = Field(sa_type=UtcDateTime)
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)


class Cursor(Row, table=True):
    """How far a channel has read: whatever it needs to ask for the rest."""

    channel: str = Field(unique=True)
    value: str = Field(sa_type=Sealed)


# put together once: these are asked for every message that comes
_CURSOR = kept(select(Cursor).where(Cursor.channel == bindparam("channel")))
_KEPT = select(Arrival.id).where(Arrival.channel == bindparam("channel"), Arrival.event == bindparam("event"))


def _event(named: str) -> str:
    """As both databases can hold and find it, however long it is."""
    if len(named) <= _LONGEST:
        return clean(named)
    return hashlib.sha256(named.encode(errors="replace")).hexdigest()


def keep(work: Work, body: dict[str, Any], at: datetime) -> Arrival | None:
    """Put one message where it cannot be lost. None: it was kept before."""
    channel, event = str(body["channel"]), _event(str(body["event"]))
    if work.first(_KEPT, channel=channel, event=event):
        return None
    arrival = Arrival(
        channel=channel,
        event=event,
        sender=address_index(work, channel, str(body["address"])),
        body=body,
        wants_files=bool(body.get("files")),
        at=at,
        due_at=work.now,
    )
    return work.add(arrival)


def refuse(work: Work, channel: str, event: str) -> None:
    """Nothing of it could be kept. That it came is, so that it is told once."""
    known = _event(event)
    if not work.first(_KEPT, channel=channel, event=known):
        row = Arrival(channel=channel, event=known, sender=b"", body=None, at=work.now, due_at=work.now)
        finish(work, row, Progress.FAILED)


_WAIT = col(Arrival.progress) == fixed(Progress.WAITING)
_OF_ONE = select(func.count()).where(Arrival.sender == bindparam("sender"), _WAIT)
_OF_STRANGERS = select(func.count()).where(_WAIT, col(Arrival.sender).notin_(active_addresses()))


def waiting_of(work: Work, channel: str, address: str) -> int:
    """How many messages from there wait."""
    return work.first(_OF_ONE, sender=address_index(work, channel, address)) or 0


def waiting_of_strangers(work: Work) -> int:
    """How many wait of everybody who is no active officer."""
    return work.first(_OF_STRANGERS) or 0


def forget_strangers(work: Work, before: datetime) -> int:
    """Drop what was handled before that time and came from nobody who is active now."""
    is_theirs = col(Arrival.sender).notin_(active_addresses())
    return work.execute(delete(Arrival).where(col(Arrival.done_at) < before, is_theirs))


def begun_album(work: Work, piece: Arrival, album: str) -> Arrival | None:
    """The earlier message that this piece of an album belongs to, as long as that one is not due."""
    waits = (Arrival.sender == piece.sender, Arrival.progress == Progress.WAITING, Arrival.id < piece.id)
    found: list[Arrival] = work.all(select(Arrival).where(*waits, col(Arrival.due_at) > work.now))
    return next((one for one in found if one.body and one.body["extra"].get("album") == album), None)


def finish(work: Work, arrival: Arrival, progress: Progress = Progress.DONE) -> None:
    arrival.progress, arrival.done_at, arrival.body, arrival.held_until = progress, work.now, None, None
    arrival.held_by = None
    work.session.add(arrival)


_BY_SENDER = select(Arrival.done_at).where(Arrival.sender == bindparam("sender"))
_HANDLED = (
    _BY_SENDER.where(col(Arrival.done_at).is_not(None))
    .order_by(col(Arrival.done_at).desc())
    .offset(bindparam("after", type_=Integer))
    .limit(1)
)
_LOOKUPS = _BY_SENDER.where(col(Arrival.done_at) > bindparam("since"), col(Arrival.is_lookup)).order_by(
    col(Arrival.done_at)
)


def nth_last_handled(work: Work, sender: bytes, count: int) -> datetime | None:
    """When the `count`th last of this sender's messages was handled; None for fewer."""
    at: datetime | None = work.first(_HANDLED, sender=sender, after=count - 1)
    return at


def lookups_since(work: Work, sender: bytes, since: datetime) -> list[datetime]:
    """When this sender's look-ups were handled, oldest first."""
    return work.all(_LOOKUPS, sender=sender, since=since)


_UPCOMING = [
    select(func.min(at)).where(col(Arrival.progress) == fixed(Progress.WAITING), at > bindparam("now"))
    for at in (col(Arrival.due_at), col(Arrival.held_until))
]


def next_due(work: Work) -> datetime | None:
    """When the next message that waits for its turn has it; None when none does."""
    times = [work.first(query, now=work.now) for query in _UPCOMING]
    return min((at for at in times if at is not None), default=None)


def waiting_files(work: Work) -> set[str]:
    """Sealed files of messages that are not handled yet."""
    bodies = work.all(select(Arrival.body).where(Arrival.progress == Progress.WAITING))
    return {file["file_id"] for body in bodies for file in (body or {}).get("files", ()) if file["file_id"]}


def postpone(work: Work, sender: bytes, until: datetime) -> None:
    """Everything of this sender that waits keeps waiting, in its order."""
    waits = (col(Arrival.sender) == sender, col(Arrival.progress) == Progress.WAITING)
    work.execute(
        update(Arrival).where(*waits, col(Arrival.due_at) < until).values(due_at=until, put_off=True)
    )


def forget(work: Work, before: datetime) -> int:
    """Drop what was handled before that time: the networks do not repeat themselves for so long."""
    return work.execute(delete(Arrival).where(col(Arrival.done_at) < before))


def _cursor(work: Work, channel: str) -> Cursor | None:
    row: Cursor | None = work.first(_CURSOR, channel=channel)
    return row


def cursor(work: Work, channel: str) -> str | None:
    row = _cursor(work, channel)
    return None if row is None else row.value


def name_of(work: Work, channel: str) -> str | None:
    """What people look the bot up by there; None until the channel has run."""
    return cursor(work, f"{channel} name")


def know_name(work: Work, channel: str, name: str) -> None:
    """Kept beside the cursor: both are what the channel was last told of itself."""
    if name_of(work, channel) != name:
        move_cursor(work, f"{channel} name", name)


def out_since(work: Work, channel: str) -> datetime | None:
    """Since when its network does not let the bot in; None where it does."""
    since = (cursor(work, f"{channel} out") or "").partition(" ")[0]
    return datetime.fromisoformat(since) if since else None


def why_out(work: Work, channel: str) -> str:
    """What is wrong there, as a code; empty where nothing is, or where the account is not accepted."""
    return (cursor(work, f"{channel} out") or "").partition(" ")[2]


def note_out(work: Work, channel: str, since: datetime | None, why: str = "") -> None:
    move_cursor(work, f"{channel} out", f"{since.isoformat()} {why}".strip() if since else "")


def move_cursor(work: Work, channel: str, value: str) -> None:
    row = _cursor(work, channel)
    if row is None:
        work.add(Cursor(channel=channel, value=value))
    else:
        row.value = value
        work.session.add(row)


def put_off_alone(work: Work, arrival: Arrival, until: datetime) -> None:
    """Only this look-up waits; what its sender writes meanwhile is handled."""
    arrival.due_at, arrival.put_off, arrival.is_lookup = until, True, True
    work.session.add(arrival)


def was_put_off(work: Work, sender: bytes, lookups: bool = False) -> bool:
    """Whether something of this sender waits for a later turn already."""
    waits = (
        Arrival.sender == sender,
        Arrival.progress == Progress.WAITING,
        col(Arrival.put_off),
        col(Arrival.is_lookup) == lookups,
    )
    return work.first(select(Arrival.id).where(*waits).limit(1)) is not None


def turn_of(work: Work, channel: str, event: str) -> datetime | None:
    """When a message is due, which may stand behind others of its sender; None once it is handled."""
    waits = col(Arrival.progress) == fixed(Progress.WAITING)
    one: Arrival | None = work.first(
        select(Arrival).where(Arrival.channel == channel, Arrival.event == _event(event), waits)
    )
    if one is None:
        return None
    is_before = (col(Arrival.id) < one.id, ~and_(col(Arrival.is_lookup), col(Arrival.put_off)))
    before = select(func.max(col(Arrival.due_at)), func.max(col(Arrival.held_until)))
    times: list[datetime | None] = [
        *work.first(before.where(Arrival.sender == one.sender, waits, *is_before))
    ]
    return max(at for at in (one.due_at, one.held_until, *times) if at is not None)
