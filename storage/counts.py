"""How many rows there are of each kind: figures, never content."""

from datetime import datetime
from typing import Any

from sqlmodel import SQLModel, col, func, select

from storage.columns import fixed
from storage.inbox import Arrival, Progress
from storage.outbox import Fate, Outgoing
from storage.work import Work


def by(work: Work, column: Any) -> dict[str, int]:
    """How many rows have each value of a column."""
    return {str(value): count for value, count in work.all(select(column, func.count()).group_by(column))}


def of(work: Work, table: type[SQLModel]) -> int:
    return int(work.first(select(func.count()).select_from(table)))


def since(work: Work, then: datetime) -> dict[str, int]:
    """What was handled and sent since then, and what waits now."""
    handled = select(func.count()).where(col(Arrival.done_at) > then)
    fates = select(func.count())
    return {
        "messages": work.first(handled) or 0,
        "put_aside": work.first(handled.where(col(Arrival.progress) == fixed(Progress.FAILED))) or 0,
        "letters": work.first(fates.where(col(Outgoing.sent_at) > then)) or 0,
        "waiting": work.first(fates.where(col(Outgoing.fate) == fixed(Fate.WAITING))) or 0,
        "unreachable": work.first(fates.where(col(Outgoing.fate) == fixed(Fate.PARKED))) or 0,
    }
