"""What decides who may do and see what is sealed, row by row, against a writer of the database without keys.

A `Guarded` row has `rights`: a keyed hash (HMAC-SHA256, 16 bytes, key from the root of the keyring) over its
table, its id and its columns that `__bound__` names; of a sealed column, whether it is empty. It is written
at each flush and compared at each load. A row whose columns were changed, or that somebody put there, does
not exist for `Work`: it gives no rights, an alarm is noted, `liaison doctor` names it. It is never sealed
anew; put back what was there, and it holds.

Queries of single columns meet no row to compare: where they decide access, they load rows.
"""

import hashlib
import hmac
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    LargeBinary,
    String,
    TableClause,
    bindparam,
    column,
    event,
    select,
    table,
    type_coerce,
    update,
)
from sqlalchemy.orm import Mapper, Session, object_session
from sqlalchemy.orm.attributes import instance_state, set_attribute
from sqlmodel import Field

from storage import audit
from storage.alarms import Alarm, Kind
from storage.columns import Code, Json, UtcDateTime
from storage.errors import BusyError, TamperedError
from storage.keys import Keyring, keyring_of
from storage.rows import Row
from storage.sealed import SealedColumn
from storage.text import dump_json

_SIZE = 16
_BROKEN = "liaison_broken"  # in the info of a session: the identities of the rows that do not hold
_BATCH = 1000
_AS_IT_IS = (str, int)


class Guarded(Row):
    """A row that decides who may do or see something."""

    __bound__: ClassVar[tuple[str, ...]] = ()
    rights: bytes | None = Field(default=None)


def seal(keyring: Keyring, table: str, row_id: int, values: Iterable[Any]) -> bytes:
    """Under a key that hangs on the root: `keys rotate` leaves it valid. `values`: in their order."""
    message = dump_json([table, row_id, *map(_plain, values)]).encode()
    return hmac.digest(keyring.derive("rights"), message, hashlib.sha256)[:_SIZE]


def _plain(value: Any) -> Any:
    """As SQLite has it: so it is the same whether it was read as what it is, or as it stands there."""
    if value is None or isinstance(value, _AS_IT_IS):  # most are: every row that is read comes through here
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
    if isinstance(value, (dict, list)):
        return dump_json(value)
    return bytes(value).hex() if isinstance(value, (bytes, memoryview)) else value


def columns_of(kind: type[Guarded]) -> list[Any]:
    """For a query of single columns that is compared row by row, with `holds`."""
    table: TableClause = kind.__table__  # type: ignore[attr-defined]
    return [table.c.id, table.c.rights, *(_read(table.c[name]) for name in kind.__bound__)]


def holds(keyring: Keyring, kind: type[Guarded], columns: Sequence[Any]) -> bool:
    """Whether a row of `columns_of` is what was written; an alarm is noted where it is not."""
    row_id, stored, *values = columns
    name = str(kind.__tablename__)
    is_ours = hmac.compare_digest(bytes(stored or b""), seal(keyring, name, row_id, values))
    if not is_ours:
        keyring.alarms.note(Alarm(Kind.RIGHTS, name, row_id))
    return is_ours


def is_broken(row: object) -> bool:
    """Whether this row of a running unit is not what was written."""
    session = object_session(row)
    return session is not None and instance_state(row).key in broken_in(session)


def broken_in(session: Session) -> set[Any]:
    """The identities of the rows that this unit has met, and that do not hold."""
    found: set[Any] = session.info.setdefault(_BROKEN, set())
    return found


class _Guard:
    """Seals the rows of one mapped class on the way out, compares them on the way in."""

    def __init__(self, mapper: Mapper[Any], bound: tuple[str, ...]) -> None:
        self.table = mapper.local_table
        self.name = str(self.table.name)  # type: ignore[attr-defined]
        columns = mapper.columns
        self.bound = [(name, isinstance(columns[name].type, SealedColumn)) for name in bound]
        self.changing = set(bound)

    def watch(self, class_: type) -> None:
        event.listen(class_, "before_insert", self.before_insert)
        event.listen(class_, "before_update", self.before_update)
        event.listen(class_, "load", self.loaded)
        event.listen(class_, "refresh", self.loaded)

    def before_insert(self, _mapper: Any, connection: Connection, target: Any) -> None:
        set_attribute(target, "rights", self._sealed(keyring_of(connection.dialect), target))

    def before_update(self, _mapper: Any, connection: Connection, target: Any) -> None:
        changed = instance_state(target).committed_state
        if self.changing.isdisjoint(changed) or is_broken(target):
            return
        self._refuse_older(connection, target)
        set_attribute(target, "rights", self._sealed(keyring_of(connection.dialect), target))

    def _refuse_older(self, connection: Connection, target: Any) -> None:
        """Of two who change a row at once, the second must not seal what it has not seen. BusyError."""
        if connection.dialect.name == "sqlite":  # has one writer
            return
        now = select(self.table.c.rights).where(self.table.c.id == target.id).with_for_update()
        stored = connection.execute(now).scalar()
        if bytes(stored or b"") != bytes(target.rights or b""):
            raise BusyError("Somebody else was changing the same row.")

    def loaded(self, target: Any, *_context: Any) -> None:
        session = object_session(target)
        if session is None or not self._is_whole(target):
            return
        keyring, key = keyring_of(session.get_bind().dialect), instance_state(target).key
        if hmac.compare_digest(bytes(target.__dict__.get("rights") or b""), self._sealed(keyring, target)):
            if broken := broken_in(session):
                broken.discard(key)
            return
        broken_in(session).add(key)
        keyring.alarms.note(Alarm(Kind.RIGHTS, self.name, target.__dict__["id"]))

    def _is_whole(self, target: Any) -> bool:
        return all(name in target.__dict__ for name, _ in self.bound)

    def _sealed(self, keyring: Keyring, target: Any) -> bytes:
        return seal(keyring, self.name, target.id, self._values(target))

    def _values(self, target: Any) -> Iterator[Any]:
        there = target.__dict__  # past the mapper where it is loaded, as nearly always
        for name, is_sealed in self.bound:
            value = there[name] if name in there else getattr(target, name)
            yield value is not None if is_sealed else value


@event.listens_for(Mapper, "mapper_configured")
def _watch(mapper: Mapper[Any], class_: type) -> None:
    if issubclass(class_, Guarded):
        _Guard(mapper, class_.__bound__).watch(class_)


def seal_table(connection: Connection, table: TableClause, bound: Iterable[str]) -> None:
    """For a migration: every row as it is now. `table` has the types that these columns are read with."""
    for rows in _in_batches(connection, table, bound):
        sealed = [
            {"row": row_id, "seal": seal(keyring_of(connection.dialect), table.name, row_id, values)}
            for row_id, _, *values in rows
        ]
        change = update(table).where(table.c.id == bindparam("row")).values(rights=bindparam("seal"))
        connection.execute(change, sealed)


def seal_more(
    connection: Connection, table: TableClause, bound: Sequence[str], before: int, after: int
) -> None:
    """For a migration: what the first `before` columns of `bound` were sealed with, is sealed with the first
    `after` of them. Rows that do not hold are left as they are, and go on not holding."""
    keyring = keyring_of(connection.dialect)
    for rows in _in_batches(connection, table, bound):
        sealed = [
            {"row": row_id, "seal": seal(keyring, table.name, row_id, values[:after])}
            for row_id, stored, *values in rows
            if hmac.compare_digest(bytes(stored or b""), seal(keyring, table.name, row_id, values[:before]))
        ]
        change = update(table).where(table.c.id == bindparam("row")).values(rights=bindparam("seal"))
        if sealed:
            connection.execute(change, sealed)


def head_says(connection: Connection, before: str, after: str) -> None:
    """For a migration that seals what was not sealed. TamperedError where the head does not say that it is as
    `before`: a database that is made to look older is not sealed anew."""
    keyring = keyring_of(connection.dialect)
    head = table("audit_head", column("number"), column("link"), column("seal", LargeBinary()))
    for number, link, seal in connection.execute(select(head.c.number, head.c.link, head.c.seal)).all():
        if not hmac.compare_digest(bytes(seal or b""), audit.head_seal(keyring, number, link, before)):
            raise TamperedError(
                "The head of the audit trail is not what it has to be before this change of the schema:"
                " somebody changed the database from outside. Compare it with a backup."
            )
        connection.execute(update(head).values(seal=audit.head_seal(keyring, number, link, after)))


def broken_rows(connection: Connection) -> Iterator[tuple[str, int]]:
    """Table and id of every row that does not hold."""
    keyring = keyring_of(connection.dialect)
    for kind in Guarded.__subclasses__():
        for rows in _in_batches(connection, kind.__table__, kind.__bound__):  # type: ignore[attr-defined]
            yield from ((str(kind.__tablename__), row[0]) for row in rows if not holds(keyring, kind, row))


def _in_batches(connection: Connection, table: TableClause, bound: Iterable[str]) -> Iterator[Sequence[Any]]:
    read, after = [_read(table.c[name]) for name in bound], -1
    query = select(table.c.id, table.c.rights, *read).order_by(table.c.id).limit(_BATCH)
    while rows := connection.execute(query.where(table.c.id > after)).all():
        after = rows[-1][0]
        yield rows


def _read(column: ColumnElement[Any]) -> Any:
    """Of a sealed column only whether it is empty; of others what stands there, if it makes sense or not."""
    if isinstance(column.type, SealedColumn):
        return column.is_not(None).label(column.name)
    as_it_stands = isinstance(column.type, Code | Json | UtcDateTime)
    return type_coerce(column, String).label(column.name) if as_it_stands else column
