"""which process leads, and which one has a message or a letter in hand"""

import sqlalchemy as sa
from alembic import op

from storage import columns

revision = "0028"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "fence",
        sa.Column("id", columns.RowId(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fence")),
        sa.UniqueConstraint("name", name=op.f("uq_fence_name")),
    )
    op.add_column("arrival", sa.Column("held_by", sa.Integer(), nullable=True))
    op.add_column("outgoing", sa.Column("claimed_by", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("outgoing", "claimed_by")
    op.drop_column("arrival", "held_by")
    op.drop_table("fence")
