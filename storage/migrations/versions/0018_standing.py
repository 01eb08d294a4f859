"""standing"""

import sqlalchemy as sa
from alembic import op

from storage import columns

revision = "0018"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("officer", sa.Column("wished_name", columns.Sealed(), nullable=True))
    op.add_column("officer", sa.Column("standing", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("switch", sa.Column("turned", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("switch", "turned")
    # in place: other tables point to this one, so it cannot be made anew as a batch would
    op.drop_column("officer", "standing")
    op.drop_column("officer", "wished_name")
