"""what a letter takes along beside its words"""

import sqlalchemy as sa
from alembic import op

from storage import columns

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outgoing", sa.Column("carried", columns.SealedJson(), nullable=True))
    op.add_column("outgoing", sa.Column("guarded", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("outgoing", "guarded")
    op.drop_column("outgoing", "carried")
