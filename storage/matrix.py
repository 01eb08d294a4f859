"""What the Matrix channel keeps: its secrets, private rooms, and messages that wait for their key."""

import base64
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlmodel import Field, col, select

from storage.columns import Sealed, SealedJson, UtcDateTime
from storage.people import address_index
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


def _room_index(work: Work, room_id: str) -> bytes:
    # in hex, because the index folds case and a room id does not
    return work.index("matrix room", room_id.encode().hex())
