"""agencies that are kept: what they are, how they end, what coordinators want to change"""

import sqlalchemy as sa
from alembic import op

from storage import columns

revision = "0025"
down_revision = "0023"
branch_labels = None
depends_on = None

_LINK = columns.RowId  # what a link is made of


def upgrade() -> None:
    op.add_column("agency", sa.Column("kind", sa.String(), nullable=False, server_default="other"))
    op.create_table(
        "agencyend",
        sa.Column("id", _LINK(), nullable=False),
        sa.Column("agency_id", _LINK(), nullable=False),
        sa.Column("into_id", _LINK(), nullable=True),
        sa.Column("at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_agencyend_agency_id")),
        sa.ForeignKeyConstraint(["into_id"], ["agency.id"], name=op.f("fk_agencyend_into_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agencyend")),
    )
    op.create_index(op.f("ix_agencyend_agency_id"), "agencyend", ["agency_id"], unique=True)
    op.create_index(op.f("ix_agencyend_into_id"), "agencyend", ["into_id"], unique=False)
    op.create_table(
        "agencychange",
        sa.Column("id", _LINK(), nullable=False),
        sa.Column("wanted", columns.Json(), nullable=False),
        sa.Column("by_id", _LINK(), nullable=False),
        sa.Column("made_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("settled_at", columns.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["officer.id"], name=op.f("fk_agencychange_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agencychange")),
    )
    op.create_index(op.f("ix_agencychange_by_id"), "agencychange", ["by_id"], unique=False)


def downgrade() -> None:
    op.drop_table("agencychange")
    op.drop_table("agencyend")
    op.drop_column("agency", "kind")
