"""until when what was shared may be used"""

import sqlalchemy as sa
from alembic import op

from storage import columns

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

_AT = columns.UtcDateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "expiry",
        sa.Column("id", columns.RowId(), nullable=False),
        sa.Column("rights", sa.LargeBinary(), nullable=True),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("until", _AT, nullable=False),
        sa.Column("due_at", _AT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expiry")),
        sa.UniqueConstraint("item", name=op.f("uq_expiry_item")),
    )
    op.create_index(op.f("ix_expiry_due_at"), "expiry", ["due_at"], unique=False)


def downgrade() -> None:
    op.drop_table("expiry")
