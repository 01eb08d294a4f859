"""A unit of work for words that may not quote: it opens rows, and none of their sealed columns.

A message that does not say that it quotes cannot hold what people filed, typed or are called: whoever puts
it into words has only this to look things up with.
"""

from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Row as Columns
from sqlalchemy import inspect
from sqlmodel import SQLModel

from storage.errors import ContentError
from storage.sealed import Sealed, SealedJson
from storage.work import Work

Row = TypeVar("Row", bound=SQLModel)


class PlainWork(Work):
    """The same unit, read through a veil. `open_to`: sealed columns ("officer.name") that may
    be read all the same."""

    def __init__(self, work: Work, open_to: frozenset[str] = frozenset()) -> None:
        super().__init__(work.session, work.place, work.now)
        self._open_to = open_to

    def get(self, kind: type[Row], row_id: int | None) -> Row | None:
        row: Row | None = self._veiled(super().get(kind, row_id))
        return row

    def all(self, statement: Any, **params: Any) -> list[Any]:
        _asks_for_no_content(statement)
        return [self._veiled(row) for row in super().all(statement, **params)]

    def first(self, statement: Any, **params: Any) -> Any:
        _asks_for_no_content(statement)
        return self._veiled(super().first(statement, **params))

    def _veiled(self, found: Any) -> Any:
        """A row that shows its plain columns; of several things in one, each."""
        if isinstance(found, SQLModel):
            closed = sealed_columns(type(found), self._open_to)
            return VeiledRow(found, closed) if closed else found
        if not isinstance(found, tuple | Columns):
            return found
        veiled = tuple(map(self._veiled, found))
        is_plain = all(one is before for one, before in zip(veiled, found, strict=True))
        return found if is_plain else veiled  # a row of columns keeps their names


class VeiledRow:
    """Stands for a row, without what is sealed in it."""

    def __init__(self, row: SQLModel, closed: frozenset[str]) -> None:
        self._row, self._closed = row, closed

    # whoever asks what it is, is told what it stands for
    __class__ = property(lambda self: type(self._row))

    def __getattr__(self, name: str) -> Any:
        if name in self._closed:
            raise ContentError(f"{type(self._row).__name__}.{name} is content; this message quotes nothing")
        return getattr(self._row, name)


@cache
def sealed_columns(kind: type[SQLModel], open_to: frozenset[str] = frozenset()) -> frozenset[str]:
    """The names of a table's sealed columns, but for those that are open."""
    sealed = (one for one in inspect(kind).column_attrs if is_sealed(one.columns[0].type))
    return frozenset(one.key for one in sealed if f"{kind.__tablename__}.{one.key}" not in open_to)


def is_sealed(column_type: object) -> bool:
    return isinstance(column_type, Sealed | SealedJson)


def _asks_for_no_content(statement: Any) -> None:
    """ContentError for a query of single columns that are sealed."""
    for asked in getattr(statement, "column_descriptions", ()):
        if asked["expr"] is not asked["entity"] and is_sealed(asked["type"]):
            raise ContentError(f"{asked['name']} is content; this message quotes nothing")
