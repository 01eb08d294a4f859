"""The database: one engine, and the unit of work that everything happens in."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection, ExceptionContext, make_url

from storage import keys, wal
from storage.disk import try_room
from storage.errors import AWAY, BusyError, DamagedError, DatabaseAwayError, UnusableError
from storage.keys import Keyring
from storage.trouble import Standing, Trouble, trouble_in
from storage.work import KnowingSession, Work

_BUSY_MS = 15_000  # how long a writer of another process is waited for
_PATIENCE = {  # libpq's: a network that is cut is noticed, where the address says nothing else
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
_ENCRYPTED = {"require", "verify-ca", "verify-full"}  # sslmode; the others take what is offered
_SOCKETS = ("/", "@")  # how libpq tells the path of a Unix socket from a host
_STOPPED_MS = 60_000  # a process that stands still in the middle of a unit loses what it holds
_LOOK_UP = 100_000  # instructions of SQLite between two looks: some thousandths of a second
_SYNCHRONOUS = "liaison_synchronous"  # of a connection to SQLite, as it was set last
_here = threading.local()  # `units`: those that are open in this thread, the innermost last
_SERIALIZATION = {"40001", "40P01", "55P03"}  # SQLSTATE: try the same unit again


class _Unit:
    """`met`: what the driver said while it was open, whoever caught that."""

    met: UnusableError | None = None


def _open_units() -> list[_Unit]:
    units: list[_Unit] = _here.__dict__.setdefault("units", [])
    return units


class Database:
    """`with database.work(now) as work:` commits when the block ends, and rolls back when it raises."""

    def __init__(self, url: str, keyring: Keyring, pool: int = 8) -> None:
        self.keyring = keyring
        self.rules: Any = None
        self.number: int | None = None  # of this process, where several share the database
        self.standing = Standing()
        self.engine = _engine(url, pool)
        keys.use(self.engine, keyring)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self._reading = self.engine.execution_options(liaison_reads=True)
        self._relaxed = self.engine.execution_options(liaison_relaxed=True)
        # SQLite has one writer: threads of this process queue here instead of polling the file's lock
        self._writer = threading.Lock() if self.is_sqlite else nullcontext()

    @contextmanager
    def work(self, now: datetime, write: bool = True, lasting: bool = True) -> Iterator[Work]:
        """One transaction. BusyError, DatabaseAwayError: nothing was changed, the same may be tried again.

        Not `lasting`: it outlives the process, but a power cut may undo it, and nothing waits for the disk.
        """
        engine = (self.engine if lasting else self._relaxed) if write else self._reading
        units, unit = _open_units(), _Unit()
        units.append(unit)
        try:
            with (
                self._writer if write else nullcontext(),
                KnowingSession(engine, expire_on_commit=False) as session,
            ):
                work = Work(session, self, now)
                yield work
                if write:
                    work.finish()
                    _refuse_half(unit)
                    session.commit()
                    self._is_it_over()
            for then in work.afterwards:
                then()
        except Exception as error:
            # whatever else was made on its way of a database that is away
            cause = unit.met or error
            if isinstance(cause, UnusableError):
                self.standing.met(cause)
                raise cause from None
            raise
        finally:
            units.remove(unit)

    def _is_it_over(self) -> None:
        """Of what was only begun, or took no room, nobody learns that."""
        if self.standing.why not in {None, Trouble.DAMAGED} and self.standing.may_look():
            with suppress(*AWAY, OSError):
                self.try_to_write()
                self.standing.over()

    def try_to_write(self) -> None:
        """A page, to the disk, and as much beside it as a message takes; nothing is changed.

        DatabaseAwayError, BusyError; OSError: there is no room beside it.
        """
        with self.engine.connect() as connection, connection.begin():
            connection.exec_driver_sql("UPDATE audit_head SET number = number")
        if self.is_sqlite and self.engine.url.database:
            try_room(Path(self.engine.url.database).parent)

    def cut_log(self) -> bool:
        """What was dropped leaves the disk. False: somebody was at work just now; try again later."""
        with self._writer:
            return wal.cut(self.engine)

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()


def _refuse_half(unit: _Unit) -> None:
    """What was undone because the database could not be used does not pass for what was not wanted, whoever
    caught the error on its way."""
    if unit.met is not None:
        raise unit.met


def _engine(url: str, pool: int) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
        patience = {name: value for name, value in _PATIENCE.items() if name not in parsed.query}
        engine = create_engine(
            parsed, pool_size=pool, max_overflow=2, pool_pre_ping=True, connect_args=patience
        )
        event.listen(engine, "connect", _open_postgres)
        event.listen(engine, "begin", _begin_postgres)
    else:
        engine = create_engine(parsed, pool_size=pool, max_overflow=2)
        event.listen(engine, "connect", _open_sqlite)
        event.listen(engine, "invalidate", _let_go)
        event.listen(engine, "begin", _begin_sqlite)
    event.listen(engine, "handle_error", _translate)
    return engine


def _translate(context: ExceptionContext) -> None:
    """Whoever uses the engine, in a unit of work or beside it, meets our own errors. Of the driver's words
    the first line: without a statement and its parameters."""
    error: Any = context.original_exception
    if getattr(error, "sqlstate", None) in _SERIALIZATION or _is_locked(error):
        raise BusyError("The database is busy.")
    why = trouble_in(error)
    if why is None and (context.is_disconnect or _is_of_the_way(context)):
        why = Trouble.AWAY
    if why is Trouble.DAMAGED:
        raise DamagedError(_first_line(error))
    if why is not None:
        met = DatabaseAwayError(_first_line(error), why)
        if units := _open_units():
            units[-1].met = met
        raise met


def _first_line(error: Any) -> str:
    return str(error).strip().partition("\n")[0]


def _is_locked(error: Any) -> bool:
    return isinstance(error, sqlite3.OperationalError) and "locked" in str(error)


def _is_of_the_way(context: ExceptionContext) -> bool:
    """The server has said nothing of it; what it does say of a statement is a fault of ours."""
    error, driver = context.original_exception, context.dialect.loaded_dbapi
    of_theirs = isinstance(error, driver.OperationalError | driver.InterfaceError)
    return of_theirs and getattr(error, "sqlstate", "") is None


def hosts_in_clear(url: str) -> list[str]:
    """PostgreSQL hosts that may be spoken to without TLS, as libpq reads the address and the environment."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "postgresql":
        return []
    from psycopg import pq  # loaded only where the database is PostgreSQL

    dialect = parsed.set(drivername="postgresql+psycopg").get_dialect()()
    known = {option.keyword: option.val for option in pq.Conninfo.get_defaults() if option.val}
    said = {key.decode(): value.decode() for key, value in known.items()}
    said |= {key: str(value) for key, value in dialect.create_connect_args(parsed)[1].items()}
    if said.get("sslmode") in _ENCRYPTED:
        return []
    hosts = (said.get("hostaddr") or said.get("host", "")).split(",")
    return [host for host in hosts if host and not host.startswith(_SOCKETS)]


def _open_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    connection.set_progress_handler(_go_on, _LOOK_UP)
    for pragma in (
        "journal_mode=WAL",
        "foreign_keys=ON",
        f"busy_timeout={_BUSY_MS}",
        "secure_delete=ON",
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _let_go(connection: Any, _record: Any, _error: Any) -> None:
    """It is about to be closed, perhaps in the middle of a statement, and would keep its lock until that is
    collected as garbage."""
    with suppress(sqlite3.Error):
        connection.rollback()


def _go_on() -> int:
    """Called amid a long statement: it is Python code, so what another thread raises in this one ends it."""
    return 0


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("liaison_reads"):
        connection.exec_driver_sql("BEGIN")
        return
    # FULL: what was answered survives a power cut
    kept = "NORMAL" if options.get("liaison_relaxed") else "FULL"
    if connection.info.get(_SYNCHRONOUS) != kept:
        connection.exec_driver_sql(f"PRAGMA synchronous={kept}")
        connection.info[_SYNCHRONOUS] = kept
    # a writer that begins as a reader can be refused half-way; one that says so at once only waits
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _open_postgres(connection: Any, _record: Any) -> None:
    connection.execute(f"SET lock_timeout = {_BUSY_MS}")
    connection.execute(f"SET idle_in_transaction_session_timeout = {_STOPPED_MS}")
    connection.commit()


def _begin_postgres(connection: Connection) -> None:
    if connection.get_execution_options().get("liaison_relaxed"):
        connection.exec_driver_sql("SET LOCAL synchronous_commit TO off")
