"""matrix rooms"""

import sqlalchemy as sa
from alembic import op

from storage import columns

revision = "0005"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "matrix_parked",
        sa.Column("id", columns.RowId(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("body", columns.SealedJson(), nullable=False),
        sa.Column("since", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matrix_parked")),
        sa.UniqueConstraint("event", name=op.f("uq_matrix_parked_event")),
    )
    op.create_table(
        "matrix_room",
        sa.Column("id", columns.RowId(), nullable=False),
        sa.Column("address_index", sa.LargeBinary(), nullable=False),
        sa.Column("room_index", sa.LargeBinary(), nullable=False),
        sa.Column("room_id", columns.Sealed(), nullable=False),
        sa.Column("used_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matrix_room")),
        sa.UniqueConstraint("room_index", name=op.f("uq_matrix_room_room_index")),
    )
    with op.batch_alter_table("matrix_room", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_matrix_room_address_index"), ["address_index"], unique=False)

    op.create_table(
        "matrix_secret",
        sa.Column("id", columns.RowId(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", columns.Sealed(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matrix_secret")),
        sa.UniqueConstraint("name", name=op.f("uq_matrix_secret_name")),
    )


def downgrade() -> None:
    op.drop_table("matrix_secret")
    with op.batch_alter_table("matrix_room", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_matrix_room_address_index"))

    op.drop_table("matrix_room")
    op.drop_table("matrix_parked")
