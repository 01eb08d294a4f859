"""A clock on the wall that was set back: what was due by it has its turn now, not when it is there again."""

from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import col

from storage.columns import fixed
from storage.inbox import Arrival, Progress
from storage.outbox import Fate, Outgoing
from storage.work import Work


def bring_forward(work: Work, until: datetime) -> None:
    """Messages and letters that were due, or held, until then."""
    waiting = col(Arrival.progress) == fixed(Progress.WAITING)
    _move(work, Arrival, col(Arrival.due_at), until, waiting)
    _move(work, Arrival, col(Arrival.held_until), until, waiting)
    _move(work, Outgoing, col(Outgoing.due_at), until, col(Outgoing.fate) == fixed(Fate.WAITING))


def _move(work: Work, kind: type, at: Any, until: datetime, waits: Any) -> None:
    work.execute(update(kind).where(waits, at > work.now, at <= until).values({at: work.now}))
