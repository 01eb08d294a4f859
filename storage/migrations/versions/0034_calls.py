"""who was asked to call an office that owes something"""

import sqlalchemy as sa
from alembic import op

from storage import columns

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

_AT = columns.UtcDateTime(timezone=True)
_OPEN = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "call",
        sa.Column("id", columns.RowId(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("officer_id", columns.RowId(), nullable=False),
        sa.Column("asked_at", _AT, nullable=False),
        sa.Column("taken_at", _AT, nullable=True),
        sa.Column("passed_at", _AT, nullable=True),
        sa.Column("ended_at", _AT, nullable=True),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_call_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call")),
    )
    op.create_index(op.f("ix_call_officer_id"), "call", ["officer_id"], unique=False)
    op.create_index("ix_call_open", "call", ["item"], sqlite_where=_OPEN, postgresql_where=_OPEN)


def downgrade() -> None:
    op.drop_table("call")
