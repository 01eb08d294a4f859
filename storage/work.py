"""The unit of work: what one message, one tick or one delivery changes, all of it or nothing."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import bindparam, event, inspect
from sqlalchemy.sql import Executable
from sqlmodel import Session, SQLModel, select

from storage import audit
from storage.blind import blind_index
from storage.errors import MissingRowError
from storage.keys import Keyring

Row = TypeVar("Row", bound=SQLModel)
_MOST = 1000  # rows that one unit keeps in mind


class KnowingSession(Session):
    """A session forgets what nobody holds, and asks again for a row that is got by its id again; this one
    keeps its rows in mind."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.known: deque[object] = deque(maxlen=_MOST)


@event.listens_for(KnowingSession, "loaded_as_persistent")
@event.listens_for(KnowingSession, "pending_to_persistent")
def _know(session: KnowingSession, row: object) -> None:
    session.known.append(row)


@cache
def _by_id(kind: type[SQLModel]) -> Executable:
    """Put together once for each table."""
    (key,) = inspect(kind).primary_key
    return select(kind).where(key.in_(bindparam("ids", expanding=True)))


@cache
def _held(kind: type[SQLModel]) -> Executable:
    (key,) = inspect(kind).primary_key
    query = select(kind).where(key == bindparam("row_id")).with_for_update()
    return query.execution_options(populate_existing=True)


class Work:
    """What the queries of every room take. `now` is the clock's time for the whole unit (UTC)."""

    def __init__(self, session: KnowingSession, keyring: Keyring, now: datetime) -> None:
        self.session = session
        self.keyring = keyring
        self.now = now
        self.afterwards: list[Callable[[], None]] = []
        self._entries: list[audit.Pending] = []

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the only one who writes."""
        return self.session.get_bind().dialect.name == "sqlite"

    def add(self, row: Row) -> Row:
        """Written at once, so that whatever comes next may point to it."""
        self.session.add(row)
        self.session.flush()
        return row

    def get(self, kind: type[Row], row_id: int | None) -> Row | None:
        return None if row_id is None else self.session.get(kind, row_id)

    def need(self, kind: type[Row], row_id: int | None) -> Row:
        """MissingRowError: somebody holds an id that was never ours."""
        row = self.get(kind, row_id)
        if row is None:
            raise MissingRowError(f"There is no {kind.__name__} {row_id}.")
        return row

    def hold(self, kind: type[Row], row_id: int) -> Row:
        """A row as it is now, and nobody else's to change until this unit ends. MissingRowError."""
        row: Row | None = self.first(_held(kind), row_id=row_id)
        if row is None:
            raise MissingRowError(f"There is no {kind.__name__} {row_id}.")
        return row

    def by_id(self, kind: type[Row], ids: Iterable[int | None]) -> dict[int, Row]:
        """All of them with one query."""
        wanted = {row_id for row_id in ids if row_id is not None}
        rows = self.all(_by_id(kind), ids=wanted) if wanted else []
        return {row.id: row for row in rows}

    def all(self, statement: Any, **params: Any) -> list[Any]:
        return list(self.session.exec(statement, params=params).all())

    def first(self, statement: Any, **params: Any) -> Any:
        return self.session.exec(statement, params=params).first()

    def execute(self, statement: Executable) -> int:
        """How many rows an UPDATE or DELETE touched."""
        self.session.known.clear()  # they may have changed behind the session's back
        return self.session.connection().execute(statement).rowcount

    def index(self, kind: str, value: str) -> bytes:
        """The blind index of a value."""
        return blind_index(self.keyring, kind, value)

    def audit(self, tag: "audit.Tag", actor: int | None = None, item: str = "", **detail: str | int) -> None:
        """Entered when the unit ends. `detail` holds codes, ids and counts, never content."""
        self._entries.append(audit.Pending(tag, actor, item, detail))

    @contextmanager
    def part(self) -> Iterator[None]:
        """A part that holds or is undone by itself, entries included."""
        entries, afterwards = len(self._entries), len(self.afterwards)
        try:
            with self.session.begin_nested():
                yield
        except BaseException:
            del self._entries[entries:], self.afterwards[afterwards:]
            raise

    def after_commit(self, then: Callable[[], None]) -> None:
        """Only if the unit holds: wake somebody, remove a file."""
        self.afterwards.append(then)

    def finish(self) -> None:
        self.session.flush()
        if self._entries:
            audit.append(self.session, self.keyring, self.now, self._entries)
