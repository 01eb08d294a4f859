"""the life of a clue

Columns are added and dropped in place: copying a table others point to would cut them off on SQLite.
"""

import sqlalchemy as sa
from alembic import op

from storage import columns

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "onward",
        sa.Column("id", columns.RowId(), nullable=False),
        sa.Column("clue_id", columns.RowId(), nullable=False),
        sa.Column("agency_id", columns.RowId(), nullable=False),
        sa.Column("by_agency_id", columns.RowId(), nullable=False),
        sa.Column("by_id", columns.RowId(), nullable=False),
        sa.Column("consent", sa.String(), nullable=False),
        sa.Column("made_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("decided_at", columns.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_onward_agency_id"),
        sa.ForeignKeyConstraint(["by_agency_id"], ["agency.id"], name="fk_onward_by_agency_id"),
        sa.ForeignKeyConstraint(["by_id"], ["officer.id"], name="fk_onward_by_id"),
        sa.ForeignKeyConstraint(["clue_id"], ["clue.id"], name="fk_onward_clue_id"),
        sa.PrimaryKeyConstraint("id", name="pk_onward"),
    )
    for column in ("agency_id", "by_agency_id", "by_id", "clue_id"):
        op.create_index(f"ix_onward_{column}", "onward", [column])
    op.add_column("attachment", sa.Column("album", columns.CleanText(), nullable=True))
    op.create_index("ix_attachment_album", "attachment", ["album"])
    op.add_column("happening", sa.Column("event", columns.CleanText(), nullable=True))
    op.create_index("ix_happening_event", "happening", ["event"])
    op.drop_index("ix_clue_event", "clue")
    op.drop_column("clue", "event")


def downgrade() -> None:
    op.add_column("clue", sa.Column("event", columns.CleanText(), nullable=True))
    op.create_index("ix_clue_event", "clue", ["event"])
    op.drop_index("ix_happening_event", "happening")
    op.drop_column("happening", "event")
    op.drop_index("ix_attachment_album", "attachment")
    op.drop_column("attachment", "album")
    op.drop_table("onward")
