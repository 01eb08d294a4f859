"""closed clues whose codes may go to research"""

import sqlalchemy as sa
from alembic import op

from storage import columns

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

_AT = columns.UtcDateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "research",
        sa.Column("id", columns.RowId(), nullable=False),
        sa.Column("rights", sa.LargeBinary(), nullable=True),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("given_at", _AT, nullable=False),
        sa.Column("sent_at", _AT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_research")),
        sa.UniqueConstraint("item", name=op.f("uq_research_item")),
    )


def downgrade() -> None:
    op.drop_table("research")
