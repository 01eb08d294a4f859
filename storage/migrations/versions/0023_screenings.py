"""screenings: what senders decided about what looked personal"""

import sqlalchemy as sa
from alembic import op

from storage import columns

revision = "0023"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "screening",
        sa.Column("id", columns.RowId(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("officer_id", columns.RowId(), nullable=False),
        sa.Column("masked", columns.SealedJson(), nullable=False),
        sa.Column("released", columns.SealedJson(), nullable=False),
        sa.Column("held", columns.SealedJson(), nullable=False),
        sa.Column("files", columns.Json(), nullable=False),
        sa.Column("made_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_screening_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening")),
    )
    with op.batch_alter_table("screening", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_screening_item"), ["item"], unique=False)
        batch_op.create_index(batch_op.f("ix_screening_officer_id"), ["officer_id"], unique=False)


def downgrade() -> None:
    op.drop_table("screening")
