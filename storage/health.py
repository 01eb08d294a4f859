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
        arrived = select(func.min(col(Arrival.due_at))).where(Arrival.progress == Progress.WAITING)
        outgoing = select(func.min(col(Outgoing.due_at))).where(Outgoing.fate == Fate.WAITING)
        oldest = [at for at in (work.first(arrived), work.first(outgoing)) if at is not None]
        kept = set(work.all(select(Attachment.file_id)))
        return Health(
            fault=audit.verify_tail(work.session, work.keyring, entries),
            last_entry=work.first(select(func.max(col(AuditEntry.at)))),
            waiting=max([now - at for at in oldest], default=timedelta(0)),
            lost_files=len(kept - set(store.ids())),
        )


def _away(error: Exception) -> DatabaseAwayError:
    """Its first line only: the driver's words, without a statement and its parameters."""
    cause = getattr(error, "orig", None) or error
    return DatabaseAwayError(str(cause).strip().splitlines()[0])
