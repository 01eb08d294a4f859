"""never stalled"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0015"
branch_labels = None
depends_on = None

_WAITING = "fate = 'waiting'"
_INDEXES = {  # what each one covers, and its columns before and after
    "ix_outgoing_ready": (_WAITING, ("lane", "due_at", "id"), ("lane", "id", "due_at")),
    "ix_outgoing_put_off": (
        f"{_WAITING} AND attempts > 0",
        ("officer_id", "id"),
        ("officer_id", "lane", "id"),
    ),
}


def upgrade() -> None:
    op.add_column("outgoing", sa.Column("begun", sa.Integer(), nullable=False, server_default=sa.text("0")))
    for name, (where, _, after) in _INDEXES.items():
        _change(name, where, after)


def downgrade() -> None:
    for name, (where, before, _) in _INDEXES.items():
        _change(name, where, before)
    # in place: other tables point to this one, so it cannot be made anew as a batch would
    op.drop_column("outgoing", "begun")


def _change(name: str, where: str, columns: tuple[str, ...]) -> None:
    covered = sa.text(where)
    op.drop_index(name, "outgoing", sqlite_where=covered, postgresql_where=covered)
    op.create_index(name, "outgoing", list(columns), sqlite_where=covered, postgresql_where=covered)
