"""Answers that a unit of work keeps: who acts for which agency, what a reference is called.

The gate, the words and the buttons of one letter ask these anew, and so do the letters beside it. A query
that is declared so is asked once in a unit, and again when one of its tables was written to in it, or when
a row was held: whoever waited for a lock may find that others were at work.
"""

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Any, TypeVar

from sqlalchemy import event
from sqlalchemy.orm import Mapper, Session, SessionTransaction, UOWTransaction, object_mapper
from sqlalchemy.schema import Table
from sqlalchemy.sql import visitors

Query = TypeVar("Query", bound=Any)
_TABLES = "liaison_tables"  # among the options of a query that is declared
_KEPT = "liaison_kept"  # in the info of a session
_MOST = 2000  # answers of one unit


@dataclass(frozen=True)
class Answer:
    """`met`: whether something of it did not open. `statement`: as long as it is kept, so is its `id`."""

    statement: Any
    tables: frozenset[str]
    found: list[Any]
    met: bool


Key = tuple[int, tuple[Any, ...]]


def kept(query: Query) -> Query:
    """Declare that a unit of work keeps the answer; for queries that are put together once, with few rows."""
    declared: Query = query.execution_options(**{_TABLES: _tables_in(query)})
    return declared


def _tables_in(query: Any) -> frozenset[str]:
    parts = (getattr(one, "table", one) for one in visitors.iterate(query))
    return frozenset(str(one.name) for one in parts if isinstance(one, Table))


def key_of(statement: Any, params: Mapping[str, Any]) -> Key | None:
    """None: its answer is not kept."""
    options = statement.get_execution_options()
    if _TABLES not in options or "populate_existing" in options or is_holding(statement):
        return None
    return id(statement), tuple(
        (name, tuple(one) if isinstance(one, list | set | frozenset) else one) for name, one in params.items()
    )


def known(session: Session, key: Key, statement: Any) -> Answer | None:
    """The answer that was given before, if it still is one."""
    answers: dict[Key, Answer] = session.info.setdefault(_KEPT, {})
    if key in answers and session.autoflush and not _is_apart(session, statement):
        session.flush()
    return answers.get(key)


def keep(session: Session, key: Key, statement: Any, found: list[Any], met: bool) -> Answer:
    answers: dict[Key, Answer] = session.info.setdefault(_KEPT, {})
    if len(answers) >= _MOST:
        answers.clear()
    answers[key] = Answer(statement, statement.get_execution_options()[_TABLES], found, met)
    return answers[key]


def undisturbed(session: Session, statement: Any) -> AbstractContextManager[object]:
    """While it is asked, what waits to be written may go on waiting, where it is in other tables."""
    return session.no_autoflush if _is_apart(session, statement) else nullcontext()


def forget(session: Session) -> None:
    """Anything may be otherwise now."""
    session.info.pop(_KEPT, None)


def is_holding(statement: Any) -> bool:
    """Whether it takes a lock."""
    return getattr(statement, "_for_update_arg", None) is not None


def _is_apart(session: Session, statement: Any) -> bool:
    """Whether the next flush writes to other tables than this asks."""
    return not _waiting(session) & statement.get_execution_options()[_TABLES]


def _waiting(session: Session) -> frozenset[str]:
    """The tables that the next flush writes to."""
    return _written(chain(session.new, session.dirty, session.deleted))


def _written(rows: Iterable[object]) -> frozenset[str]:
    return frozenset().union(*(_tables_of(one) for one in {object_mapper(row) for row in rows}))


@cache
def _tables_of(mapper: Mapper[Any]) -> frozenset[str]:
    return frozenset(str(table.name) for table in mapper.tables if isinstance(table, Table))


@event.listens_for(Session, "after_flush")
def _written_to(session: Session, _context: UOWTransaction) -> None:
    answers: dict[Key, Answer] = session.info.get(_KEPT, {})
    if answers:
        written = _waiting(session)
        for key in [key for key, one in answers.items() if one.tables & written]:
            del answers[key]


@event.listens_for(Session, "after_soft_rollback")
def _undone(session: Session, _transaction: SessionTransaction) -> None:
    forget(session)
