"""How a database fares, for the operator."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, text
from sqlmodel import col, select

from storage import audit, inbox, matrix, migrate, outbox, rights
from storage.audit import AuditEntry, Fault, Tag
from storage.columns import UtcDateTime, fixed
from storage.engine import Database
from storage.files import FileStore, sealed_size
from storage.inbox import Arrival, Progress
from storage.items import Attachment
from storage.outbox import Fate, Lane, Outgoing
from storage.work import Work

_SENDING = col(Outgoing.fate) == fixed(Fate.SENDING)
_SOON = timedelta(minutes=1)  # by then a letter that could go out has gone, or has others before it

ALARMING = timedelta(days=7)  # for so long the operator is told of an alarm
CHANNELS = ("matrix", "telegram")


@dataclass(frozen=True)
class Health:
    fault: Fault | None
    last_entry: datetime | None
    load: "Load"
    lost_files: int  # attachments whose file is not in the store
    cut_files: int  # … or has another length than what was written
    out: dict[str, datetime]  # as in `Load`
    matrix: matrix.Figures
    alarms: dict[str, int]  # of the last days, by kind
    old_backups: list[datetime]  # when those were taken that hold what has been erased since, oldest first
    broken: list[str]  # rows whose rights are not what was written: "officer 12"


@dataclass(frozen=True)
class Letters:
    """What could go out this moment: how much, since how long, and how much of it nobody takes."""

    ready: int
    oldest: timedelta
    stalled: int


@dataclass(frozen=True)
class Load:
    """What is due and not done. `waiting`: for how long the oldest of it has been."""

    messages: int
    deliveries: int
    waiting: timedelta
    out: dict[str, datetime]  # channels that their network does not let in, and since when
    why: dict[str, str]  # the same, and what is wrong, as a code
    letters: Letters


def load(database: Database, now: datetime) -> Load:
    """DatabaseAwayError."""
    came = (col(Arrival.progress) == Progress.WAITING, col(Arrival.due_at) <= now)
    goes = (col(Outgoing.fate) == Fate.WAITING, col(Outgoing.due_at) <= now)
    with database.work(now, write=False) as work:
        messages, first_in = work.first(select(func.count(), func.min(col(Arrival.due_at))).where(*came))
        deliveries, first_out = work.first(select(func.count(), func.min(col(Outgoing.due_at))).where(*goes))
        out = {name: since for name in CHANNELS if (since := inbox.out_since(work, name)) is not None}
        why = {name: inbox.why_out(work, name) for name in out}
        found = letters(work)
    waits = [now - at for at in (first_in, first_out) if at is not None]
    return Load(messages, deliveries, max(waits, default=timedelta(0)), out, why, found)


def letters(work: Work) -> Letters:
    """A busy outbox has letters that wait for minutes, and is not stalled: it works its way to them."""
    ready = select(func.count(), func.min(col(Outgoing.due_at))).where(*outbox.is_next())
    count, oldest = work.first(ready, now=work.now)
    gone = (_SENDING, col(Outgoing.claimed_at) < work.now - outbox.CLAIM - _SOON)
    stalled = _passed_over(work) + work.first(select(func.count()).where(*gone))
    return Letters(count, work.now - oldest if oldest else timedelta(0), stalled)


def _passed_over(work: Work) -> int:
    """How many could have gone out a moment ago, while a later one of their lane was taken, or none was."""
    since = work.now - _SOON
    newest: dict[Lane, int] = {}
    sent = (col(Outgoing.fate) == Fate.SENT, col(Outgoing.sent_at).between(since, work.now))
    for taken in (sent, (_SENDING, col(Outgoing.claimed_at) > since)):
        query = select(Outgoing.lane, func.max(col(Outgoing.id))).where(*taken).group_by(col(Outgoing.lane))
        newest |= {lane: max(letter, newest.get(lane, 0)) for lane, letter in work.all(query)}
    if newest:
        newest.setdefault(Lane.BULK, 0)  # answers go first: it waits for them
    old = select(Outgoing.lane, Outgoing.id).where(*outbox.is_next(), col(Outgoing.due_at) <= since)
    return sum(letter < newest.get(lane, math.inf) for lane, letter in work.all(old, now=work.now))


def revision(database: Database) -> str | None:
    """The schema it has. DatabaseAwayError."""
    return migrate.revision_of(database.engine)


def damage(database: Database) -> str | None:
    """What SQLite finds where it looks at every page; PostgreSQL looks at its own."""
    if not database.is_sqlite:
        return None
    with database.engine.connect().execution_options(liaison_reads=True) as connection:
        found = str(connection.execute(text("PRAGMA quick_check(1)")).scalar())
    return None if found == "ok" else found


def examine(database: Database, store: FileStore, now: datetime, entries: int) -> Health:
    """The last so many entries of the audit trail are checked."""
    loaded = load(database, now)
    with database.work(now, write=False) as work:
        lost, cut = _files(work, store)
        return Health(
            fault=audit.verify_tail(work.session, work.keyring, entries),
            last_entry=work.first(select(func.max(col(AuditEntry.at)))),
            load=loaded,
            lost_files=lost,
            cut_files=cut,
            out=loaded.out,
            matrix=matrix.figures(work),
            old_backups=_old_backups(work),
            alarms=audit.alarms_since(work.session, now - ALARMING),
            broken=[f"{table} {row_id}" for table, row_id in rights.broken_rows(work.session.connection())],
        )


def _old_backups(work: Work) -> list[datetime]:
    """Whatever a backup held is in it still, whoever has it."""
    erased = col(AuditEntry.tag).in_([Tag.ERASED, Tag.PERSON_ERASED])
    last = work.first(select(func.max(col(AuditEntry.at), type_=UtcDateTime())).where(erased))
    if last is None:
        return []
    taken = select(AuditEntry).where(AuditEntry.tag == Tag.EXPORTED, col(AuditEntry.at) < last)
    found: list[AuditEntry] = work.all(taken.order_by(col(AuditEntry.at)))
    return [one.at for one in found if one.detail.get("what") == "backup"]


def _files(work: Work, store: FileStore) -> tuple[int, int]:
    """How many are lost, and how many have another length."""
    kept = dict(work.all(select(Attachment.file_id, Attachment.size)))
    there = kept.keys() & set(store.ids())
    cut = sum(store.path(one).stat().st_size != sealed_size(kept[one]) for one in there)
    return len(kept) - len(there), cut
