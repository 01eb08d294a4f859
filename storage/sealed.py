"""Sealed columns: AES-256-GCM, bound to their table, column and row.

A stored value is `keyring.seal(…)` (version, key id, nonce, ciphertext) and the row id (8 bytes, big-endian).
The associated data names table, column and row, so a value moved anywhere else does not open there.

A column type never sees the row it writes. So mapper events, registered here once for every mapped class
with a sealed column, put the row id onto each changed value just before a flush and check it just after a
load. A value without one is refused: plain text cannot reach the database by accident. Statements that pass
the mapper by (`insert(Clue)`, `update(Clue)`) take `in_row(value, row_id)`.

Selecting single columns (`select(Clue.text)`) opens the value but meets no instance to check: compare its
`row_id` with the row you asked for, or load the object.

A change inside a SealedJson value is not noticed: assign a new dict.

A value that does not open raises, wherever it is asked for; within `passing_over` (every query of `Work`) the
row that it stands in is passed over instead, so that of many rows the others are read all the same. A table
with `__needed__` raises there, too: without its row something would be let through, or lost unsaid.
"""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Self, TypeVar

from sqlalchemy import Column, Dialect, LargeBinary, Table, event
from sqlalchemy.orm import Mapper, object_session
from sqlalchemy.orm.attributes import instance_state
from sqlalchemy.types import TypeDecorator

from storage.alarms import Alarm, Kind
from storage.errors import TamperedError, UnknownKeyError, UnsealedValueError
from storage.ids import new_id
from storage.keys import Keyring, keyring_of
from storage.text import clean, dump_json

_ROW_SIZE = 8
_PURPOSE = "columns"
_UNOPENED = "liaison_unopened"  # in the info of a session: the identities of the rows that do not open
_here = threading.local()  # `passes`: what does not open is passed over; `met`: how much of that there was
T = TypeVar("T")


class InRow:
    """A value that knows its row. `plain` is the value itself; the repr hides it from logs."""

    row_id: int
    plain: Any

    def __repr__(self) -> str:
        return f"<sealed in row {self.row_id}>"


class SealedStr(InRow, str): ...


class SealedDict(InRow, dict[str, Any]): ...


class SealedList(InRow, list[Any]): ...


_KINDS: dict[type, Callable[[Any], Any]] = {str: SealedStr, dict: SealedDict, list: SealedList}


class Unopened:
    """Stands for a value that does not open, where the rest is read all the same."""


@contextmanager
def passing_over() -> Iterator[Callable[[], bool]]:
    """What is asked says whether anything did not open meanwhile."""
    before = getattr(_here, "passes", False), getattr(_here, "met", 0)
    _here.passes, _here.met = True, 0
    try:
        yield lambda: _here.met > 0
    finally:
        _here.passes, _here.met = before


def unopened_in(session: Any) -> set[Any]:
    """The identities of the rows that this session has met, and in which something does not open."""
    found: set[Any] = session.info.setdefault(_UNOPENED, set())
    return found


def in_row(value: T, row_id: int) -> T:
    """The same value, ready for a sealed column of that row. TypeError unless str, dict or list."""
    plain = value.plain if isinstance(value, InRow) else value
    for kind, wrapper in _KINDS.items():
        if isinstance(plain, kind):
            wrapped = wrapper(plain)
            wrapped.row_id, wrapped.plain = row_id, plain
            return wrapped  # type: ignore[no-any-return]
    raise TypeError(f"A sealed column holds text, a dict or a list, not {type(plain).__name__}.")


def seal_cell(keyring: Keyring, place: str, row_id: int, plain: bytes) -> bytes:
    """The stored form. `place` is `table.column`."""
    return keyring.seal(plain, _context(place, row_id), _PURPOSE) + row_id.to_bytes(_ROW_SIZE)


def open_cell(keyring: Keyring, place: str, value: bytes) -> tuple[int, bytes]:
    """The row it was sealed for, and the plain bytes. TamperedError, UnknownKeyError."""
    row_id = int.from_bytes(value[-_ROW_SIZE:])
    return row_id, keyring.open(value[:-_ROW_SIZE], _context(place, row_id), _PURPOSE)


def _context(place: str, row_id: int) -> bytes:
    return f"{place}:{row_id}".encode()


class SealedColumn(TypeDecorator[Any]):
    """What Sealed and SealedJson share. `place` is set when the column joins its table; after a rename, give
    the old name by hand (`Sealed("clue.text")`) until everything has been sealed anew."""

    impl = LargeBinary
    cache_ok = True
    kinds: tuple[type, ...]

    def __init__(self, place: str | None = None) -> None:
        super().__init__()
        self.place = place

    def at(self, place: str) -> Self:
        return type(self)(self.place or place)

    def in_row(self, value: Any, row_id: int) -> Any:
        if not isinstance(value, self.kinds):
            raise TypeError(f"{self.place} does not hold {type(value).__name__}.")
        return in_row(value, row_id)

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        if value is None:
            return None
        if not isinstance(value, InRow):
            raise UnsealedValueError(
                f"{self._named()} got a value without its row. Add an object to the session, or use"
                " in_row(value, id); look-ups go through the blind index."
            )
        return seal_cell(keyring_of(dialect), self._named(), value.row_id, self._encode(value.plain))

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        keyring, stored = keyring_of(dialect), bytes(value)
        try:
            row_id, plain = open_cell(keyring, self._named(), stored)
        except (TamperedError, UnknownKeyError):
            keyring.alarms.note(_alarm(self._named(), int.from_bytes(stored[-_ROW_SIZE:])))
            if not getattr(_here, "passes", False):
                raise
            _here.met += 1
            return Unopened()
        return in_row(self._decode(plain), row_id)

    def _named(self) -> str:
        if self.place is None:
            raise UnsealedValueError("This sealed type belongs to no column of a table.")
        return self.place

    def _encode(self, value: Any) -> bytes:
        raise NotImplementedError

    def _decode(self, plain: bytes) -> Any:
        raise NotImplementedError


class Sealed(SealedColumn):
    """Sealed text, cleaned like CleanText. None stays NULL."""

    kinds = (str,)
    cache_ok = True

    def _encode(self, value: Any) -> bytes:
        return clean(value).encode()

    def _decode(self, plain: bytes) -> Any:
        return plain.decode()


class SealedJson(SealedColumn):
    """A sealed dict or list, as JSON. None stays NULL."""

    kinds = (dict, list)
    cache_ok = True

    def _encode(self, value: Any) -> bytes:
        return dump_json(value).encode()

    def _decode(self, plain: bytes) -> Any:
        return json.loads(plain)


class _Guard:
    """Puts the row onto the sealed values of one mapped class on the way out, checks it on the way in."""

    def __init__(self, mapper: Mapper[Any], sealed: dict[str, SealedColumn]) -> None:
        self.sealed = sealed
        self.key = _row_key(mapper)
        self.is_needed = getattr(mapper.class_, "__needed__", False)

    def watch(self, class_: type) -> None:
        event.listen(class_, "before_insert", self.before_insert)
        event.listen(class_, "before_update", self.before_update)
        event.listen(class_, "after_insert", self.after_flush)
        event.listen(class_, "after_update", self.after_flush)
        event.listen(class_, "load", self.loaded)
        event.listen(class_, "refresh", self.loaded)

    def before_insert(self, _mapper: Any, _connection: Any, target: Any) -> None:
        if getattr(target, self.key) is None:
            setattr(target, self.key, new_id())
        self._wrap(target, set(self.sealed))

    def before_update(self, _mapper: Any, _connection: Any, target: Any) -> None:
        changed = set(instance_state(target).committed_state)
        if self.key in changed and getattr(target, self.key) != _identity(target):
            raise UnsealedValueError("A row with sealed columns cannot change its id.")
        self._wrap(target, changed & set(self.sealed))

    def after_flush(self, _mapper: Any, _connection: Any, target: Any) -> None:
        for name, value in self._wrapped(target):
            target.__dict__[name] = value.plain

    def loaded(self, target: Any, *_context: Any) -> None:
        row_id = _identity(target)
        moved = [name for name, value in self._wrapped(target) if value.row_id != row_id]
        shut = [name for name in self.sealed if isinstance(target.__dict__.get(name), Unopened)]
        for name in [*moved, *shut]:
            del target.__dict__[name]  # the session may keep the object: it must not keep this value
        self.after_flush(None, None, target)
        if moved:
            _keyring_of(target).alarms.note(_alarm(str(self.sealed[moved[0]].place), row_id))
        self._pass_over(target, [*moved, *shut])

    def _pass_over(self, target: Any, shut: list[str]) -> None:
        """TamperedError where it may not be, or nobody said that it is."""
        known = unopened_in(object_session(target))
        if not shut:
            known.discard(instance_state(target).key)
            return
        if self.is_needed or not getattr(_here, "passes", False):
            place = self.sealed[shut[0]].place
            raise TamperedError(f"{place} of row {_identity(target)} was changed, or moved from another row.")
        _here.met += 1
        known.add(instance_state(target).key)

    def _wrap(self, target: Any, names: set[str]) -> None:
        # into __dict__: the flush reads it there, and history must not change under it
        row_id = getattr(target, self.key)
        for name in names & target.__dict__.keys():
            value = target.__dict__[name]
            if value is not None:
                target.__dict__[name] = self.sealed[name].in_row(value, row_id)

    def _wrapped(self, target: Any) -> list[tuple[str, InRow]]:
        values = ((name, target.__dict__.get(name)) for name in self.sealed)
        return [(name, value) for name, value in values if isinstance(value, InRow)]


def _alarm(place: str, row_id: int) -> Alarm:
    return Alarm(Kind.VALUE, place, row_id)


def _keyring_of(target: Any) -> Keyring:
    session = object_session(target)
    assert session is not None, "loaded objects have a session"  # noqa: S101 (for the type checker)
    return keyring_of(session.get_bind().dialect)


def _identity(target: Any) -> int:
    key = instance_state(target).key
    assert key is not None, "loaded objects have an identity"  # noqa: S101 (for the type checker)
    row_id: int = key[1][0]
    return row_id


def _row_key(mapper: Mapper[Any]) -> str:
    column, *others = mapper.primary_key
    if others or column.type.python_type is not int:
        raise TypeError(
            f"{mapper.class_.__name__} has sealed columns, so its primary key must be one integer."
        )
    return mapper.get_property_by_column(column).key


@event.listens_for(Column, "after_parent_attach")
def _name_place(column: Column[Any], table: Any) -> None:
    if isinstance(column.type, SealedColumn) and isinstance(table, Table):
        column.type = column.type.at(f"{table.name}.{column.name}")


@event.listens_for(Mapper, "mapper_configured")
def _watch(mapper: Mapper[Any], class_: type) -> None:
    types = {prop.key: prop.columns[0].type for prop in mapper.column_attrs}
    sealed = {name: type_ for name, type_ in types.items() if isinstance(type_, SealedColumn)}
    if sealed:
        _Guard(mapper, sealed).watch(class_)
