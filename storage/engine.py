"""The database: one engine, and the unit of work that everything happens in."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import DBAPIError, OperationalError

from storage import keys
from storage.errors import BusyError
from storage.keys import Keyring
from storage.work import KnowingSession, Work

_BUSY_MS = 15_000  # how long a writer of another process is waited for
_SERIALIZATION = {"40001", "40P01", "55P03"}  # SQLSTATE: try the same unit again


class Database:
    """`with database.work(now) as work:` commits when the block ends, and rolls back when it raises."""

    def __init__(self, url: str, keyring: Keyring, pool: int = 8) -> None:
        self.keyring = keyring
        self.engine = _engine(url, pool)
        keys.use(self.engine, keyring)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self._reading = self.engine.execution_options(liaison_reads=True)
        self._relaxed = self.engine.execution_options(liaison_relaxed=True)
        # SQLite has one writer: threads of this process queue here instead of polling the file's lock
        self._writer = threading.Lock() if self.is_sqlite else nullcontext()

    @contextmanager
    def work(self, now: datetime, write: bool = True, lasting: bool = True) -> Iterator[Work]:
        """One transaction. BusyError: nothing was changed, the same unit may be tried again.

        Not `lasting`: it outlives the process, but a power cut may undo it, and nothing waits for the disk.
        """
        engine = (self.engine if lasting else self._relaxed) if write else self._reading
        try:
            with (
                self._writer if write else nullcontext(),
                KnowingSession(engine, expire_on_commit=False) as session,
            ):
                work = Work(session, self.keyring, now)
                yield work
                if write:
                    work.finish()
                    session.commit()
            for then in work.afterwards:
                then()
        except DBAPIError as error:
            if _may_be_tried_again(error):
                raise BusyError("The database is busy.") from None
            raise

    @contextmanager
    def lock(self, name: str) -> Iterator[bool]:
        """Whether this process is the one that does `name` now; on SQLite it always is."""
        if self.is_sqlite:
            yield True
            return
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            number = int.from_bytes(self.keyring.derive("lock:" + name)[:8], signed=True)
            got = connection.exec_driver_sql("SELECT pg_try_advisory_lock(%s)", (number,)).scalar_one()
            try:
                yield bool(got)
            finally:
                if got:
                    connection.exec_driver_sql("SELECT pg_advisory_unlock(%s)", (number,))

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()


def _engine(url: str, pool: int) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
        engine = create_engine(parsed, pool_size=pool, max_overflow=2, pool_pre_ping=True)
        event.listen(engine, "begin", _begin_postgres)
        return engine
    engine = create_engine(parsed, pool_size=pool, max_overflow=2)
    event.listen(engine, "connect", _open_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _open_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in (
        "journal_mode=WAL",
        "foreign_keys=ON",
        f"busy_timeout={_BUSY_MS}",
        "secure_delete=ON",
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("liaison_reads"):
        connection.exec_driver_sql("BEGIN")
        return
    # FULL: what was answered survives a power cut
    kept = "NORMAL" if options.get("liaison_relaxed") else "FULL"
    connection.exec_driver_sql(f"PRAGMA synchronous={kept}")
    # a writer that begins as a reader can be refused half-way; one that says so at once only waits
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin_postgres(connection: Connection) -> None:
    if connection.get_execution_options().get("liaison_relaxed"):
        connection.exec_driver_sql("SET LOCAL synchronous_commit TO off")


def _may_be_tried_again(error: DBAPIError) -> bool:
    if getattr(error.orig, "sqlstate", None) in _SERIALIZATION:
        return True
    return isinstance(error, OperationalError) and "locked" in str(error.orig)
