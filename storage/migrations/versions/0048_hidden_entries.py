"""entries of the library that came with the program, and that coordinators keep from everybody"""

import sqlalchemy as sa
from alembic import op

from storage import columns

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "libraryhidden",
        sa.Column("id", columns.RowId(), nullable=False),
        sa.Column("rights", sa.LargeBinary(), nullable=True),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("by_id", columns.RowId(), nullable=False),
        sa.Column("at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["officer.id"], name=op.f("fk_libraryhidden_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_libraryhidden")),
        sa.UniqueConstraint("about", name=op.f("uq_libraryhidden_about")),
    )
    op.create_index(op.f("ix_libraryhidden_by_id"), "libraryhidden", ["by_id"], unique=False)


def downgrade() -> None:
    op.drop_table("libraryhidden")
