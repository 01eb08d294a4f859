"""Rows for every table of a database, whatever its schema: made from what it says of itself."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    DateTime,
    Engine,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    func,
    select,
)

from storage.columns import new_id
from storage.keys import keyring_of
from storage.sealed import seal_cell

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)

APART = {"alembic_version", "audit_head"}


def reflected(connection: Connection) -> list[Table]:
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name not in APART]


def fill(engine: Engine, rows: int = 2) -> dict[str, int]:
    """How many rows each table has then."""
    with engine.begin() as connection:
        made: dict[str, list[Any]] = {}
        for table in reflected(connection):
            made[table.name] = [_add(connection, table, made, number) for number in range(rows)]
    return counts(engine)


def counts(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in reflected(connection)
        }


def contents(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, audit trail and its head left out."""
    with engine.connect() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for table in reflected(connection)
            if not table.name.startswith("audit")
        }


def _add(connection: Connection, table: Table, made: dict[str, list[Any]], number: int) -> Any:
    row_id = new_id()
    row = {column.name: _value(connection, column, row_id, made, number) for column in table.columns}
    connection.execute(table.insert(), row)
    return row_id


def _value(connection: Connection, column: Column[Any], row_id: int, made: Any, number: int) -> Any:
    if column.primary_key:
        return row_id
    for key in column.foreign_keys:
        target = key.column.table.name
        return made[target][number % len(made[target])] if target in made else None
    return _plain(connection, column, row_id)


def _plain(connection: Connection, column: Column[Any], row_id: int) -> Any:
    kind = column.type
    if isinstance(kind, LargeBinary):
        place = f"{column.table.name}.{column.name}"
        return seal_cell(keyring_of(connection.dialect), place, row_id, b"{}")
    if isinstance(kind, Boolean):
        return True
    if isinstance(kind, DateTime):
        return NOON
    if getattr(kind, "length", None) == 27:  # an instant on SQLite
        return NOON.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
    if isinstance(kind, BigInteger | Integer | Float):
        return row_id % 1_000_000
    return f'{{"row":{row_id}}}'  # text, and JSON as well
