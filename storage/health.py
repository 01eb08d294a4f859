"""How a database fares, for the operator."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, text
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, select

from storage import audit, migrate
from storage.audit import AuditEntry, Fault
from storage.engine import Database
from storage.errors import DatabaseAwayError
from storage.files import FileStore
from storage.inbox import Arrival, Progress
from storage.items import Attachment
from storage.outbox import Fate, Outgoing


@dataclass(frozen=True)
class Health:
    """`waiting`: for how long the oldest message or delivery has been due."""

    fault: Fault | None
    last_entry: datetime | None
    waiting: timedelta
    lost_files: int  # attachments whose file is not in the store


@dataclass(frozen=True)
class Load:
    """What is due and not done. `waiting`: for how long the oldest of it has been."""

    messages: int
    deliveries: int
    waiting: timedelta


def load(database: Database, now: datetime) -> Load:
    """DatabaseAwayError."""
    came = (col(Arrival.progress) == Progress.WAITING, col(Arrival.due_at) <= now)
    goes = (col(Outgoing.fate) == Fate.WAITING, col(Outgoing.due_at) <= now)
    try:
        with database.work(now, write=False) as work:
            messages, first_in = work.first(select(func.count(), func.min(col(Arrival.due_at))).where(*came))
            deliveries, first_out = work.first(
                select(func.count(), func.min(col(Outgoing.due_at))).where(*goes)
            )
    except SQLAlchemyError as error:
        raise _away(error) from None
    waits = [now - at for at in (first_in, first_out) if at is not None]
    return Load(messages, deliveries, max(waits, default=timedelta(0)))


def revision(database: Database) -> str | None:
    """The schema it has. DatabaseAwayError."""
    try:
        return migrate.revision_of(database.engine)
    except (SQLAlchemyError, OSError) as error:
        raise _away(error) from None


def try_to_write(database: Database) -> None:
    """Nothing is changed. DatabaseAwayError."""
    try:
        with database.engine.connect() as connection:
            connection.execute(text("UPDATE audit_head SET number = number"))
            connection.rollback()
    except SQLAlchemyError as error:
        raise _away(error) from None


def examine(database: Database, store: FileStore, now: datetime, entries: int) -> Health:
    """The last so many entries of the audit trail are checked."""
    with database.work(now, write=False) as work:
        kept = set(work.all(select(Attachment.file_id)))
        return Health(
            fault=audit.verify_tail(work.session, work.keyring, entries),
            last_entry=work.first(select(func.max(col(AuditEntry.at)))),
            waiting=load(database, now).waiting,
            lost_files=len(kept - set(store.ids())),
        )


def _away(error: Exception) -> DatabaseAwayError:
    """Its first line only: the driver's words, without a statement and its parameters."""
    cause = getattr(error, "orig", None) or error
    return DatabaseAwayError(str(cause).strip().splitlines()[0])
