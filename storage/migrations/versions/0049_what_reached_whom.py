"""what a person was told last, and clues that nobody has, are found without reading all of the years"""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

_STANDING = sa.text("withdrawn_at IS NULL")


def upgrade() -> None:
    op.create_index("ix_outgoing_reached", "outgoing", ["account_id", "sent_at", "id"])
    op.create_index(
        "ix_clue_standing", "clue", ["agency_id", "id"], sqlite_where=_STANDING, postgresql_where=_STANDING
    )


def downgrade() -> None:
    op.drop_index("ix_clue_standing", "clue")
    op.drop_index("ix_outgoing_reached", "outgoing")
