"""lines of the law pages that coordinators keep in a file of their own"""

import sqlalchemy as sa
from alembic import op

from storage import columns

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lawline",
        sa.Column("id", columns.RowId(), nullable=False),
        sa.Column("rights", sa.LargeBinary(), nullable=True),
        sa.Column("between", columns.Json(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("words", columns.Json(), nullable=False),
        sa.Column("source", columns.CleanText(), nullable=False),
        sa.Column("checked", sa.String(), nullable=False),
        sa.Column("is_brief", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lawline")),
    )


def downgrade() -> None:
    op.drop_table("lawline")
