"""what rooms for discussion are about"""

import sqlalchemy as sa
from alembic import op

from storage import columns

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "topic",
        sa.Column("rights", sa.LargeBinary(), nullable=True),
        sa.Column("id", columns.RowId(), nullable=False),
        sa.Column("author_id", columns.RowId(), nullable=False),
        sa.Column("agency_id", columns.RowId(), nullable=False),
        sa.Column("agencies", columns.Json(), nullable=False),
        sa.Column("title", columns.Sealed(), nullable=False),
        sa.Column("made_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["officer.id"], name=op.f("fk_topic_author_id")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_topic_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic")),
    )
    for name in ("author_id", "agency_id"):
        op.create_index(op.f(f"ix_topic_{name}"), "topic", [name], unique=False)


def downgrade() -> None:
    op.drop_table("topic")
