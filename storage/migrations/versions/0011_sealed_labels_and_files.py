"""sealed labels and files"""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.keys import Keyring, keyring_of
from storage.sealed import open_cell, seal_cell

revision = "0011"
down_revision = "0013"
branch_labels = None
depends_on = None

_NO_WORDS = "{}"  # of a button whose label takes none
_BATCH = 1000


def upgrade() -> None:
    _replace("attachment", "sha256", sa.LargeBinary(), nullable=False, change=_seal)
    _replace("attachment", "mime", sa.LargeBinary(), nullable=False, change=_seal)
    _replace("offer", "label_params", sa.LargeBinary(), nullable=True, change=_seal)


def downgrade() -> None:
    _replace("attachment", "sha256", sa.Text(), nullable=False, change=_open)
    _replace("attachment", "mime", sa.Text(), nullable=False, change=_open)
    _replace("offer", "label_params", sa.Text(), nullable=False, change=_open)


def _seal(keyring: Keyring, place: str, row_id: int, plain: str) -> bytes | None:
    return None if plain == _NO_WORDS else seal_cell(keyring, place, row_id, plain.encode())


def _open(keyring: Keyring, place: str, _row_id: int, stored: bytes | None) -> str:
    return _NO_WORDS if stored is None else open_cell(keyring, place, bytes(stored))[1].decode()


def _replace(
    table: str, name: str, kind: sa.types.TypeEngine[Any], *, nullable: bool, change: Callable[..., Any]
) -> None:
    """The column anew in the place of the one before, each value changed."""
    default = None if nullable else sa.text("''")
    op.add_column(table, sa.Column("anew", kind, nullable=nullable, server_default=default))
    connection, after = op.get_bind(), -1
    keyring = keyring_of(connection.dialect)
    rows = sa.table(table, sa.column("id"), sa.column(name), sa.column("anew", kind))
    query = sa.select(rows.c.id, rows.c[name]).order_by(rows.c.id).limit(_BATCH)
    write = sa.update(rows).where(rows.c.id == sa.bindparam("row")).values(anew=sa.bindparam("value"))
    while found := connection.execute(query.where(rows.c.id > after)).all():
        after = found[-1][0]
        values = [(row_id, change(keyring, f"{table}.{name}", row_id, value)) for row_id, value in found]
        connection.execute(write, [{"row": row_id, "value": value} for row_id, value in values])
    op.drop_column(table, name)
    op.execute(f"ALTER TABLE {table} RENAME COLUMN anew TO {name}")
