"""All rows as plain blocks, out of one database and into another, SQLite and PostgreSQL alike.

Sealed values travel sealed. A block is bytes: a JSON line that names table and columns, then a line a row.
Binary values are written `{"b": "…base64…"}`, instants as SQLite keeps them (`2026-12-01T01:00:00.000000Z`).
"""

import base64
import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, DateTime, LargeBinary, MetaData, Table, select, text
from sqlmodel import Session

from storage import audit, migrate
from storage.audit import Pending, Tag
from storage.engine import Database
from storage.errors import TamperedError
from storage.presence import Fence

_BLOCK = 256 * 1024  # bytes, about
_FETCH = 500  # rows at a time
_VERSION_TABLE = "alembic_version"
_NOBODYS = {str(table.__tablename__) for table in (audit.AuditHead, Fence)}  # no sign that it was ever used


@dataclass(frozen=True)
class Snapshot:
    """One moment of a database. `blocks` can be gone through once."""

    revision: str
    blocks: Iterator[bytes]


@contextmanager
def snapshot(database: Database) -> Iterator[Snapshot]:
    """Everybody else keeps reading and writing meanwhile."""
    options: dict[str, Any] = {"liaison_reads": True}
    if not database.is_sqlite:
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with database.engine.connect().execution_options(**options) as connection, connection.begin():
        yield Snapshot(migrate.revision_on(connection) or "", _blocks(connection))


def is_empty(database: Database) -> bool:
    """Whether nobody has ever used it."""
    with database.engine.connect() as connection:
        tables = [table for table in _tables(connection) if table.name not in _NOBODYS]
        return not any(connection.execute(select(table).limit(1)).first() for table in tables)


def replace(
    database: Database, revision: str, blocks: Iterable[bytes], now: datetime, *, is_noted: bool = True
) -> None:
    """In one transaction: nothing of what was there, all of the snapshot, this version's schema.

    NewerDatabaseError; TamperedError when the audit trail in it does not hold. `is_noted`: the trail says so.
    """
    migrate.refuse_newer(revision)
    with database.engine.connect() as connection, connection.begin():
        _drop_everything(connection)
        migrate.upgrade_on(connection, revision)
        tables = {table.name: table for table in _tables(connection)}
        with _constraints_at_the_end(connection, tables.values()):
            for table in tables.values():
                connection.execute(table.delete())
            for block in blocks:
                _insert(connection, tables, block)
        migrate.upgrade_on(connection, "head")
        _check_and_note(connection, database, now, is_noted)


def copy_sqlite(source: Path, target: Path) -> None:
    """A consistent copy of a SQLite file that somebody may be using."""
    target.touch(mode=0o600)
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


def _tables(connection: Connection) -> list[Table]:
    """As this database has them, whatever version made it."""
    found = MetaData()
    found.reflect(connection, resolve_fks=False)
    return [table for name, table in sorted(found.tables.items()) if name != _VERSION_TABLE]


def _blocks(connection: Connection) -> Iterator[bytes]:
    for table in _tables(connection):
        head = _line({"table": table.name, "columns": [column.name for column in table.columns]})
        block = bytearray(head)
        query = select(table).order_by(*table.primary_key.columns)
        for row in connection.execute(query, execution_options={"yield_per": _FETCH}):
            block += _line([_plain(value) for value in row])
            if len(block) > _BLOCK:
                yield bytes(block)
                block = bytearray(head)
        yield bytes(block)


def _line(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
    if isinstance(value, bytes | memoryview):
        return {"b": base64.b64encode(value).decode()}
    return value


def _insert(connection: Connection, tables: dict[str, Table], block: bytes) -> None:
    head, *lines = block.splitlines()
    table, columns = tables[json.loads(head)["table"]], json.loads(head)["columns"]
    rows = [dict(zip(columns, json.loads(line), strict=True)) for line in lines]
    if rows:
        connection.execute(
            table.insert(),
            [{name: _native(table, name, value) for name, value in row.items()} for row in rows],
        )


def _native(table: Table, name: str, value: Any) -> Any:
    kind = table.columns[name].type
    if isinstance(kind, LargeBinary) and value is not None:
        return base64.b64decode(value["b"])
    if isinstance(kind, DateTime) and value is not None:
        return datetime.fromisoformat(value)
    return value


def _drop_everything(connection: Connection) -> None:
    tables = _tables(connection)
    quoted = connection.dialect.identifier_preparer.quote
    names = [quoted(name) for name in (*(table.name for table in tables), _VERSION_TABLE)]
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"DROP TABLE IF EXISTS {', '.join(names)} CASCADE"))
        return
    connection.execute(text("PRAGMA defer_foreign_keys = ON"))
    for table in tables:  # first the rows: a table dropped with some would count as a broken link
        connection.execute(table.delete())
    for name in names:
        connection.execute(text(f"DROP TABLE IF EXISTS {name}"))


@contextmanager
def _constraints_at_the_end(connection: Connection, tables: Iterable[Table]) -> Iterator[None]:
    """Rows may point to rows that come later."""
    if connection.dialect.name != "postgresql":
        connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        yield
        return
    links = [(table, str(key.name)) for table in tables for key in table.foreign_key_constraints]
    _alter(connection, links, "DEFERRABLE INITIALLY DEFERRED")
    yield
    connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    _alter(connection, links, "NOT DEFERRABLE")


def _alter(connection: Connection, links: list[tuple[Table, str]], how: str) -> None:
    quoted = connection.dialect.identifier_preparer.quote
    for table, name in links:
        connection.execute(text(f"ALTER TABLE {quoted(table.name)} ALTER CONSTRAINT {quoted(name)} {how}"))


def _check_and_note(connection: Connection, database: Database, now: datetime, is_noted: bool) -> None:
    with Session(connection) as session:
        held, fault = audit.verify(session, database.keyring)
        if fault is not None:
            raise TamperedError(f"The audit trail does not hold: entry {fault.number} {fault.reason}.")
        if is_noted:
            audit.append(session, database.keyring, now, [Pending(Tag.RESTORED, None, "", {"entries": held})])
            session.flush()
