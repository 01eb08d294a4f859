"""which coordinator is on duty when"""

import sqlalchemy as sa
from alembic import op

from storage import columns

revision = "0032"
down_revision = "0030"
branch_labels = None
depends_on = None

_AT = columns.UtcDateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "duty",
        sa.Column("id", columns.RowId(), nullable=False),
        sa.Column("officer_id", columns.RowId(), nullable=False),
        sa.Column("begins_at", _AT, nullable=False),
        sa.Column("ends_at", _AT, nullable=False),
        sa.Column("set_by", columns.RowId(), nullable=False),
        sa.Column("made_at", _AT, nullable=False),
        sa.Column("handed_back_at", _AT, nullable=True),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_duty_officer_id")),
        sa.ForeignKeyConstraint(["set_by"], ["officer.id"], name=op.f("fk_duty_set_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty")),
    )
    for name in ("officer_id", "ends_at", "set_by"):
        op.create_index(op.f(f"ix_duty_{name}"), "duty", [name], unique=False)


def downgrade() -> None:
    op.drop_table("duty")
