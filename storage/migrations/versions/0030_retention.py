"""retention: when an item is looked at again, and what is left of one that was erased"""

import sqlalchemy as sa
from alembic import op

from storage import columns

revision = "0030"
down_revision = "0031"
branch_labels = None
depends_on = None

_LINK = columns.RowId  # what a link is made of


def upgrade() -> None:
    op.create_table(
        "review",
        sa.Column("id", _LINK(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("due_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("warned_at", columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("rights", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sa.UniqueConstraint("item", name=op.f("uq_review_item")),
    )
    op.create_index(op.f("ix_review_due_at"), "review", ["due_at"], unique=False)
    op.create_table(
        "tombstone",
        sa.Column("id", _LINK(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("agency_id", _LINK(), nullable=False),
        sa.Column("made_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("erased_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("counts", columns.Json(), nullable=False),
        sa.Column("rights", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_tombstone_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tombstone")),
        sa.UniqueConstraint("item", name=op.f("uq_tombstone_item")),
    )
    op.create_index(op.f("ix_tombstone_agency_id"), "tombstone", ["agency_id"], unique=False)


def downgrade() -> None:
    op.drop_table("tombstone")
    op.drop_table("review")
