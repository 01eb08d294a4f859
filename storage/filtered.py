"""A unit of work whose rows show what is sealed in them only through a filter: for one reader's eyes.

Whoever puts a message into words has only this to look things up with, so that nothing reaches its reader
that did not pass the filter.
"""

from collections import namedtuple
from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import Row as Columns
from sqlmodel import SQLModel

from storage.plain import is_sealed, sealed_columns
from storage.work import Work

Row = TypeVar("Row", bound=SQLModel)
Filter = Callable[[SQLModel | None, str, Any], Any]  # the row, where there is one; the column; what it holds


class FilteredWork(Work):
    """The same unit, seen through `passes`."""

    def __init__(self, work: Work, passes: Filter) -> None:
        super().__init__(work.session, work.place, work.now)
        self._passes = passes

    def get(self, kind: type[Row], row_id: int | None) -> Row | None:
        row: Row | None = self._filtered(super().get(kind, row_id))
        return row

    def all(self, statement: Any, **params: Any) -> list[Any]:
        single = _sealed_alone(statement)
        return [self._filtered(row, single) for row in super().all(statement, **params)]

    def first(self, statement: Any, **params: Any) -> Any:
        return self._filtered(super().first(statement, **params), _sealed_alone(statement))

    def _filtered(self, found: Any, single: tuple[str, ...] = ()) -> Any:
        """`single`: the names of the columns asked for by themselves, "" for those that are not sealed."""
        if isinstance(found, SQLModel):
            return FilteredRow(found, self._passes) if sealed_columns(type(found)) else found
        if isinstance(found, tuple | Columns):
            names = single or ("",) * len(found)
            parts = [
                self._filtered(one, (name,) if name else ()) for one, name in zip(found, names, strict=True)
            ]
            same = all(part is one for part, one in zip(parts, found, strict=True))
            return found if same else _named(found, parts)
        return self._passes(None, single[0], found) if single and single[0] else found


class FilteredRow:
    """Stands for a row."""

    def __init__(self, row: SQLModel, passes: Filter) -> None:
        self._row, self._passes = row, passes

    # whoever asks what it is, is told what it stands for
    __class__ = property(lambda self: type(self._row))

    def __eq__(self, other: object) -> bool:
        return self._row is getattr(other, "_row", other)

    def __hash__(self) -> int:
        return id(self._row)

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._row, name)
        return self._passes(self._row, name, value) if name in sealed_columns(type(self._row)) else value


def _named(found: Any, parts: list[Any]) -> Any:
    """The same columns under the same names."""
    names = getattr(found, "_fields", None)
    return tuple(parts) if names is None else namedtuple("Filtered", names, rename=True)(*parts)


def unfiltered(row: Any) -> Any:
    """The row itself, for who asks whose it is."""
    return row._row if type(row) is FilteredRow else row


def _sealed_alone(statement: Any) -> tuple[str, ...]:
    asked = getattr(statement, "column_descriptions", ())
    names = tuple(
        str(one["name"]) if one["expr"] is not one["entity"] and is_sealed(one["type"]) else ""
        for one in asked
    )
    return names if any(names) else ()
