"""The unit of work: what one message, one tick or one delivery changes, all of it or nothing."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from functools import cache, partial
from typing import Any, Protocol, TypeVar

from sqlalchemy import Row as Columns
from sqlalchemy import bindparam, event, inspect
from sqlalchemy.orm.attributes import instance_state
from sqlalchemy.sql import Executable
from sqlmodel import Session, SQLModel, select

from storage import answers, audit, rights
from storage.blind import blind_index
from storage.errors import MissingRowError, TamperedError
from storage.keys import Keyring
from storage.sealed import Unopened, passing_over, unopened_in

Row = TypeVar("Row", bound=SQLModel)
_MOST = 1000  # rows that one unit keeps in mind
_CANCEL = 2.0  # seconds in which a server ends a statement
_MISSED = "liaison_missed"  # in the info of a session: what was passed over because it does not open


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


def _nothing() -> None: ...


@cache
def _by_id(kind: type[SQLModel]) -> Executable:
    """Put together once for each table."""
    (key,) = inspect(kind).primary_key
    return answers.kept(select(kind).where(key.in_(bindparam("ids", expanding=True))))


@cache
def _held(kind: type[SQLModel]) -> Executable:
    (key,) = inspect(kind).primary_key
    query = select(kind).where(key == bindparam("row_id")).with_for_update()
    return query.execution_options(populate_existing=True)


class Place(Protocol):
    """The database that a unit of work is on, as far as the unit knows it."""

    keyring: Keyring
    rules: Any  # what its handlers go by, where they were told; nothing here reads it
    number: int | None  # of this process among several; None where it is the only one, 0 while it is cut off

    def cut_log(self) -> bool: ...


class Work:
    """What the queries of every room take. `now` is the clock's time for the whole unit (UTC)."""

    def __init__(self, session: KnowingSession, place: Place, now: datetime) -> None:
        self.session = session
        self.keyring = place.keyring
        self.now = now
        self.place = place
        self.afterwards: list[Callable[[], object]] = []
        self._entries: list[audit.Pending] = []
        self._raw: Any = None  # the driver's connection, once somebody may break it off

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the only one who writes."""
        return self.session.get_bind().dialect.name == "sqlite"

    @property
    def number(self) -> int | None:
        """Of this process among several, as `storage.presence` gave it; None where it is the only one."""
        return self.place.number

    def interrupter(self) -> Callable[[], None]:
        """Ends the statement that this unit waits for, if any, with an error; for another thread to call.

        SQLite's own would end the rollback, too. Its statements run in this thread and look up from time to
        time (`storage.engine`): what is raised in the thread ends them.
        """
        self._raw = self.session.connection().connection.driver_connection
        return _nothing if self.is_sqlite else partial(self._raw.cancel_safe, timeout=_CANCEL)

    def abandon(self) -> None:
        """It was broken off in the middle of anything: whatever state the session is in, nothing of it stays,
        nor any lock."""
        for end in (self._raw.rollback, self.session.invalidate, self._raw.close):
            with suppress(Exception):  # the one before may have done it
                end()

    def wait_for_others(self, longest: timedelta) -> None:
        """BusyError in this unit when somebody else holds a row for longer. SQLite has no others."""
        if not self.is_sqlite:
            milliseconds = longest // timedelta(milliseconds=1)
            self.session.connection().exec_driver_sql(f"SET LOCAL lock_timeout = {milliseconds}")

    def add(self, row: Row) -> Row:
        """Written at once, so that whatever comes next may point to it."""
        self.session.add(row)
        self.session.flush()
        return row

    def get(self, kind: type[Row], row_id: int | None) -> Row | None:
        if row_id is None:
            return None
        with passing_over():
            row = self.session.get(kind, row_id)
        return row if row is None or self._holds(row) else None

    def _holds(self, found: Any, did_meet: bool = False) -> bool:
        """Not where it is a row, or has one in it, that somebody else wrote, or that does not open: there is
        no such row for us. TamperedError where its absence would let something through."""
        broken, shut = rights.broken_in(self.session), unopened_in(self.session)
        if not (broken or shut or did_meet):
            return True
        parts = found if isinstance(found, tuple | Columns) else (found,)
        wrong = [one for one in parts if isinstance(one, SQLModel) and instance_state(one).key in broken]
        if any(getattr(one, "__needed__", False) for one in wrong):
            raise TamperedError("What was decided here is not what was written.")
        missed: list[object] = [
            one if isinstance(one, Unopened) else instance_state(one).key
            for one in parts
            if isinstance(one, Unopened) or (isinstance(one, SQLModel) and instance_state(one).key in shut)
        ]
        self.missed.update(missed)
        return not missed and not wrong

    @property
    def met_broken(self) -> frozenset[object]:
        """The identities of the rows that somebody else wrote, or that do not open, and that were passed over
        in this unit."""
        return frozenset(rights.broken_in(self.session) | unopened_in(self.session))

    @property
    def missed(self) -> set[object]:
        """What was passed over because it does not open: in this unit, or since `noting` began."""
        found: set[object] = self.session.info.setdefault(_MISSED, set())
        return found

    @contextmanager
    def noting(self) -> Iterator[set[object]]:
        """A part of the unit, and what is passed over in it because it does not open."""
        before, here = self.missed, set[object]()
        self.session.info[_MISSED] = here
        try:
            yield here
        finally:
            self.session.info[_MISSED] = before | here

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
        found, met = self._asked(statement, params)
        is_whole = not (met or rights.broken_in(self.session) or unopened_in(self.session))
        return found if is_whole else [one for one in found if self._holds(one, met)]

    def first(self, statement: Any, **params: Any) -> Any:
        found, met = self._asked(statement, params, only_first=True)
        return found[0] if found and self._holds(found[0], met) else None

    def as_stored(self, statement: Any, **params: Any) -> list[Any]:
        """Also what is not what was written."""
        return self._asked(statement, params)[0]

    def _asked(
        self, statement: Any, params: Mapping[str, Any], only_first: bool = False
    ) -> tuple[list[Any], bool]:
        """What is there, and whether something of it did not open."""
        if (key := answers.key_of(statement, params)) is not None:
            return self._kept(key, statement, params)
        if not self.is_sqlite and answers.is_holding(statement):
            answers.forget(self.session)
        with passing_over() as did_meet:
            result = self.session.exec(statement, params=params)
            found = [result.first()] if only_first else list(result.all())
            return found, did_meet()

    def _kept(self, key: answers.Key, statement: Any, params: Mapping[str, Any]) -> tuple[list[Any], bool]:
        """Asked at most once, as long as nothing of it is written."""
        session = self.session
        before = answers.known(session, key, statement)
        if before is None:
            with passing_over() as did_meet, answers.undisturbed(session, statement):
                found = list(session.exec(statement, params=params).all())
                before = answers.keep(session, key, statement, found, did_meet())
        return list(before.found), before.met

    def execute(self, statement: Executable) -> int:
        """How many rows an UPDATE or DELETE touched."""
        self.session.known.clear()  # they may have changed behind the session's back
        answers.forget(self.session)
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

    def after_commit(self, then: Callable[[], object]) -> None:
        """Only if the unit holds: wake somebody, remove a file."""
        self.afterwards.append(then)

    def cut_log(self) -> None:
        """After this unit, what it dropped leaves the disk."""
        self.after_commit(self.place.cut_log)

    def finish(self) -> None:
        self.session.flush()
        if self._entries:
            audit.append(self.session, self.keyring, self.now, self._entries)
