"""matrix heard"""

import sqlalchemy as sa
from alembic import op

from storage import columns

revision = "0015"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "matrix_aside",
        sa.Column("id", columns.RowId(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matrix_aside")),
        sa.UniqueConstraint("kind", name=op.f("uq_matrix_aside_kind")),
    )
    op.create_table(
        "matrix_heard",
        sa.Column("id", columns.RowId(), nullable=False),
        sa.Column("session", sa.LargeBinary(), nullable=False),
        sa.Column("used", sa.LargeBinary(), nullable=False),
        sa.Column("at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matrix_heard")),
        sa.UniqueConstraint("session", name=op.f("uq_matrix_heard_session")),
    )
    with op.batch_alter_table("matrix_heard", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_matrix_heard_at"), ["at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("matrix_heard", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_matrix_heard_at"))

    op.drop_table("matrix_heard")
    op.drop_table("matrix_aside")
