"""Sealing anew under the current key, while the rest keeps working."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    LargeBinary,
    Row,
    Table,
    func,
    literal,
    select,
    type_coerce,
    update,
)

from storage.errors import TamperedError
from storage.keys import Keyring, keyring_of
from storage.sealed import SealedColumn, open_cell, seal_cell


def reseal_columns(engine: Engine, tables: Iterable[Table], batch: int = 500) -> int:
    """Every value under an older key; how many there were. One transaction for each `batch` rows.

    TamperedError or UnknownKeyError stops at the first value that does not open; what came before stays done.
    """
    columns = [(table, column) for table in tables for column in table.columns]
    return sum(
        _reseal_column(engine, table, column, batch)
        for table, column in columns
        if isinstance(column.type, SealedColumn)
    )


def _reseal_column(engine: Engine, table: Table, column: Column[Any], batch: int) -> int:
    keyring, after, changed = keyring_of(engine.dialect), -1, 0
    while True:
        with engine.begin() as connection:
            rows = _stale(connection, table, column, keyring.header, after, batch)
            changed += sum(_reseal_cell(connection, table, column, keyring, row) for row in rows)
        if len(rows) < batch:
            return changed
        after = rows[-1][0]


def _stale(
    connection: Connection, table: Table, column: Column[Any], header: bytes, after: int, batch: int
) -> Sequence[Row[int, bytes]]:
    key, raw = _key(table), type_coerce(column, LargeBinary)
    other_key = func.substr(raw, 1, len(header)) != header
    return connection.execute(select(key, raw).where(key > after, other_key).order_by(key).limit(batch)).all()


def _reseal_cell(
    connection: Connection, table: Table, column: Column[Any], keyring: Keyring, row: Row[int, bytes]
) -> int:
    row_id, stored = row
    value = bytes(stored)
    place = str(column.type.place)  # type: ignore[attr-defined] # checked above
    try:
        sealed_for, plain = open_cell(keyring, place, value)
    except TamperedError:
        raise TamperedError(f"{place} of row {row_id} was changed: it does not open.") from None
    if sealed_for != row_id:
        raise TamperedError(f"{place} of row {row_id} was moved from another row.")
    fresh = literal(seal_cell(keyring, place, row_id, plain), LargeBinary)
    # only where it is still what we read: somebody may have written since, under the current key
    unchanged = type_coerce(column, LargeBinary) == value
    return connection.execute(
        update(table).where(_key(table) == row_id, unchanged).values({column.name: fresh})
    ).rowcount


def _key(table: Table) -> Column[Any]:
    return next(iter(table.primary_key.columns))
