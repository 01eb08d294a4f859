"""Which processes are there, and which of them leads what: on PostgreSQL, where several share a network.

Each process has one connection of its own, with a lock on it that says that it is there, and one for
everything it leads. Whoever is killed loses them at once. Of one that stands still, or is cut off, the server
hears nothing for a while, and ends the connection. Each connection has a number, higher than all before: what
is led is written down with the number of who leads it. A process that wakes up when another one leads finds
another number there, and writes nothing.
"""

import zlib
from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Engine, NullPool, create_engine, literal_column, select, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Field, col
from sqlmodel import select as select_row

from storage.columns import new_id
from storage.errors import DatabaseAwayError, FencedError
from storage.rows import Row
from storage.work import Work

SILENT = timedelta(seconds=4)  # after which the server ends the connection of who says nothing
_LOCKED = timedelta(seconds=3)  # what a process that stands still holds in a fenced unit is free again then
_THERE, _LEADS = 0x4C49_4150, 0x4C49_4143  # "LIAP", "LIAC": the two kinds of lock
_OF_ITS_OWN = {  # libpq's: a network that is cut is noticed, and nobody is waited for
    "application_name": "liaison presence",
    "connect_timeout": 3,
    "keepalives": 1,
    "keepalives_idle": 1,
    "keepalives_interval": 1,
    "keepalives_count": 3,
    "tcp_user_timeout": _LOCKED // timedelta(milliseconds=1),
}
_NUMBER = text(
    "INSERT INTO fence (id, name, number) VALUES (:id, '', 1)"
    " ON CONFLICT (name) DO UPDATE SET number = fence.number + 1 RETURNING number"
)
_LED_BY = text(
    "INSERT INTO fence (id, name, number) VALUES (:id, :name, :number)"
    " ON CONFLICT (name) DO UPDATE SET number = :number"
)
_LOCK = text("SELECT pg_try_advisory_lock(:kind, :which)")
_PRESENT: Any = (
    select(literal_column("objid::bigint"))
    .select_from(text("pg_locks"))
    .where(
        text(
            "locktype = 'advisory' AND classid = :kind AND objsubid = 2 AND granted AND database ="
            " (SELECT oid FROM pg_database WHERE datname = current_database())"
        ).bindparams(kind=_THERE)
    )
)


class Fence(Row, table=True):
    """`number`: of who leads `name`, or was the last to; of the name "", the highest that was given out."""

    name: str = Field(unique=True)
    number: int


class Presence:
    """One process among several. `look` comes more often than `SILENT`; DatabaseAwayError: it is over."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.number = int(self._ask(_NUMBER, id=new_id()))
        self._ask(_LOCK, kind=_THERE, which=self.number)
        self.led: frozenset[str] = frozenset()

    def look(self, names: Iterable[str]) -> None:
        """Say that we are here, and lead what nobody leads."""
        self._ask(text("SELECT 1"))
        for name in names:
            if name not in self.led and self._ask(_LOCK, kind=_LEADS, which=_number_of(name)):
                self._run(_LED_BY, id=new_id(), name=name, number=self.number)
                self.led |= {name}

    def leave(self) -> None:
        """What was led is free."""
        with suppress(DBAPIError):
            self._connection.close()

    def _ask(self, statement: Any, **params: Any) -> Any:
        return self._run(statement, **params).scalar()

    def _run(self, statement: Any, **params: Any) -> Any:
        try:
            return self._connection.execute(statement, params)
        except DBAPIError as error:
            raise DatabaseAwayError(type(error.orig).__name__) from None


def enter(url: Any) -> Presence:
    """DatabaseAwayError."""
    engine = create_engine(
        url, poolclass=NullPool, isolation_level="AUTOCOMMIT", connect_args=dict(_OF_ITS_OWN)
    )
    try:
        connection = engine.connect()
    except DBAPIError as error:
        raise DatabaseAwayError(type(error.orig).__name__) from None
    for setting, longest in (
        ("idle_session_timeout", SILENT),
        ("lock_timeout", _LOCKED),
        ("statement_timeout", _LOCKED),
    ):
        connection.execute(text(f"SET {setting} = {longest // timedelta(milliseconds=1)}"))
    return Presence(connection)


def hold(work: Work, *names: str) -> None:
    """Until this unit ends nobody else comes to lead these, or anything where none is named. FencedError:
    somebody else does, or nobody, and this process may write nothing of it."""
    if work.number is None:
        return
    patience = _LOCKED // timedelta(milliseconds=1)
    connection = work.session.connection()
    connection.exec_driver_sql(f"SET LOCAL idle_in_transaction_session_timeout = {patience}")
    ours = select_row(Fence.name).where(col(Fence.number) == work.number, col(Fence.name) != "")
    led = set(work.all(ours.with_for_update(read=True)))
    if not led or not led.issuperset(names):
        raise FencedError("Another process leads this now.")


def is_anybody_there(engine: Engine) -> bool:
    """Whether any process serves this network."""
    with engine.connect() as connection:
        return connection.execute(_PRESENT.limit(1)).first() is not None


def is_gone(number: Any) -> Any:
    """Of a column with the number of a process: that one is not there any more."""
    return number.is_not(None) & number.not_in(_PRESENT)


def _number_of(name: str) -> int:
    return int.from_bytes(zlib.crc32(name.encode()).to_bytes(4), signed=True)
