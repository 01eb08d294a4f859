"""What the Matrix channel keeps: its secrets, private rooms, messages that wait for their key, which
were heard."""

import base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, func
from sqlmodel import Field, col, select

from storage.columns import Sealed, SealedJson, UtcDateTime
from storage.people import Account, address_index
from storage.rows import Row
from storage.work import Work

CHANNEL = "matrix"


class MatrixSecret(Row, table=True):
    """Login, key of the key store, seeds of the identity: `value` is base64."""

    __tablename__ = "matrix_secret"
    name: str = Field(unique=True)
    value: str = Field(sa_type=Sealed)


class MatrixRoom(Row, table=True):
    """A room with one person. Somebody may have several; the one used last is written to."""

    __tablename__ = "matrix_room"
    address_index: bytes = Field(index=True)
    room_index: bytes = Field(unique=True)
    room_id: str = Field(sa_type=Sealed)
    used_at: datetime = Field(sa_type=UtcDateTime)


class MatrixParked(Row, table=True):
    """An event whose room key has not come. `body` holds its room and the event as it came."""

    __tablename__ = "matrix_parked"
    event: str = Field(unique=True)
    body: dict[str, Any] = Field(sa_type=SealedJson)
    since: datetime = Field(sa_type=UtcDateTime)
    told: bool = False


class MatrixHeard(Row, table=True):
    """Which messages of one room key were read; `session` is a hash of the key's names, `used` is the
    channel's own."""

    __tablename__ = "matrix_heard"
    session: bytes = Field(unique=True)
    used: bytes
    at: datetime = Field(sa_type=UtcDateTime, index=True)


class MatrixAside(Row, table=True):
    """How many of a kind (events, keys, accounts …) were put aside because nothing could be made of them."""

    __tablename__ = "matrix_aside"
    kind: str = Field(unique=True)
    count: int = 0
    at: datetime = Field(sa_type=UtcDateTime)


def secret(work: Work, name: str) -> bytes | None:
    row: MatrixSecret | None = work.first(select(MatrixSecret).where(MatrixSecret.name == name))
    return None if row is None else base64.b64decode(row.value)


def keep_secret(work: Work, name: str, value: bytes) -> None:
    """In the place of one before."""
    text = base64.b64encode(value).decode()
    row: MatrixSecret | None = work.first(select(MatrixSecret).where(MatrixSecret.name == name))
    if row is None:
        work.add(MatrixSecret(name=name, value=text))
    else:
        row.value = text
        work.session.add(row)


def rooms_of(work: Work, address: str) -> list[str]:
    """The rooms with this person, the one used last first."""
    index = address_index(work, CHANNEL, address)
    query = select(MatrixRoom).where(MatrixRoom.address_index == index)
    newest = (col(MatrixRoom.used_at).desc(), col(MatrixRoom.id).desc())
    return [str(row.room_id) for row in work.all(query.order_by(*newest))]


def use_room(work: Work, address: str, room_id: str) -> None:
    """From now on this is where this person is written to."""
    owner, index = address_index(work, CHANNEL, address), _room_index(work, room_id)
    row: MatrixRoom | None = work.first(select(MatrixRoom).where(MatrixRoom.room_index == index))
    if row is None:
        work.add(MatrixRoom(address_index=owner, room_index=index, room_id=room_id, used_at=work.now))
    else:
        row.address_index, row.used_at = owner, work.now
        work.session.add(row)


def forget_room(work: Work, room_id: str) -> None:
    work.execute(delete(MatrixRoom).where(col(MatrixRoom.room_index) == _room_index(work, room_id)))


def parked(work: Work) -> list[MatrixParked]:
    """Oldest first."""
    return work.all(select(MatrixParked).order_by(col(MatrixParked.since), col(MatrixParked.id)))


def park(work: Work, event: str, body: dict[str, Any], since: datetime) -> None:
    """The same event may come again: it is kept once."""
    if work.first(select(MatrixParked.id).where(MatrixParked.event == event)) is None:
        work.add(MatrixParked(event=event, body=body, since=since))


def mark_told(work: Work, event: str) -> None:
    row: MatrixParked | None = work.first(select(MatrixParked).where(MatrixParked.event == event))
    if row is not None:
        row.told = True
        work.session.add(row)


def unpark(work: Work, events: Sequence[str]) -> None:
    if events:
        work.execute(delete(MatrixParked).where(col(MatrixParked.event).in_(events)))


def heard(work: Work, sessions: Iterable[bytes]) -> dict[bytes, bytes]:
    """What was read of these room keys."""
    rows = work.all(select(MatrixHeard).where(col(MatrixHeard.session).in_(list(sessions))))
    return {row.session: row.used for row in rows}


def keep_heard(work: Work, used: Mapping[bytes, bytes]) -> None:
    """In the place of what was kept of them before."""
    if not used:
        return
    rows = work.all(select(MatrixHeard).where(col(MatrixHeard.session).in_(list(used))))
    there = {row.session: row for row in rows}
    for session, packed in used.items():
        row = there.get(session) or MatrixHeard(session=session, used=packed, at=work.now)
        row.used, row.at = packed, work.now
        work.session.add(row)


def heard_before(work: Work, before: datetime) -> list[bytes]:
    """Room keys of which nothing was read since."""
    return work.all(select(MatrixHeard.session).where(MatrixHeard.at < before))


def forget_heard(work: Work, sessions: Iterable[bytes]) -> None:
    work.execute(delete(MatrixHeard).where(col(MatrixHeard.session).in_(list(sessions))))


def count_aside(work: Work, counts: Mapping[str, int]) -> None:
    for kind, count in counts.items():
        row: MatrixAside | None = work.first(select(MatrixAside).where(MatrixAside.kind == kind))
        row = row or MatrixAside(kind=kind, at=work.now)
        row.count, row.at = row.count + count, work.now
        work.session.add(row)


@dataclass(frozen=True)
class Figures:
    """`guests`: rooms with people who have no account here. `aside`: events, keys, … nothing could be
    made of."""

    parked: int
    rooms: int
    guests: int
    aside: int


def figures(work: Work) -> Figures:
    """What of Matrix is kept."""
    has_account = exists().where(col(Account.address_index) == col(MatrixRoom.address_index))
    return Figures(
        work.first(select(func.count()).select_from(MatrixParked)) or 0,
        work.first(select(func.count()).select_from(MatrixRoom)) or 0,
        work.first(select(func.count()).select_from(MatrixRoom).where(~has_account)) or 0,
        int(work.first(select(func.sum(col(MatrixAside.count)))) or 0),
    )


def _room_index(work: Work, room_id: str) -> bytes:
    # in hex, because the index folds case and a room id does not
    return work.index("matrix room", room_id.encode().hex())
