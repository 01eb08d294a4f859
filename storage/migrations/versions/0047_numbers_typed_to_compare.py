"""numbers that are given to be compared alone, and owners who choose otherwise later"""

import sqlalchemy as sa
from alembic import op

from storage import columns

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("matchvalue") as table:
        table.add_column(sa.Column("is_typed", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("chosen_at", columns.UtcDateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("matchvalue") as table:
        table.drop_column("chosen_at")
        table.drop_column("is_typed")
