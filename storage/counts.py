"""How many rows there are of each kind: figures, never content."""

from typing import Any

from sqlmodel import SQLModel, func, select

from storage.work import Work


def by(work: Work, column: Any) -> dict[str, int]:
    """How many rows have each value of a column."""
    return {str(value): count for value, count in work.all(select(column, func.count()).group_by(column))}


def of(work: Work, table: type[SQLModel]) -> int:
    return int(work.first(select(func.count()).select_from(table)))
