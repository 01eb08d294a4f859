"""verifications: emoji that an app and the bot agreed on, and who compared them"""

import sqlalchemy as sa
from alembic import op

from storage import columns

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

_AT = columns.UtcDateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "verification",
        sa.Column("id", columns.RowId(), nullable=False),
        sa.Column("rights", sa.LargeBinary(), nullable=True),
        sa.Column("account_id", columns.RowId(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("key_index", sa.LargeBinary(), nullable=False),
        sa.Column("phase", sa.String(), nullable=False),
        sa.Column("body", columns.SealedJson(), nullable=True),
        sa.Column("shown", columns.SealedJson(), nullable=True),
        sa.Column("compared_by", columns.RowId(), nullable=True),
        sa.Column("compared_at", _AT, nullable=True),
        sa.Column("begun_at", _AT, nullable=False),
        sa.Column("ends_at", _AT, nullable=False),
        sa.Column("pending", sa.Boolean(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_verification_account_id")),
        sa.ForeignKeyConstraint(["compared_by"], ["officer.id"], name=op.f("fk_verification_compared_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verification")),
        sa.UniqueConstraint("name", name=op.f("uq_verification_name")),
    )
    for name in ("account_id", "compared_by"):
        op.create_index(op.f(f"ix_verification_{name}"), "verification", [name], unique=False)


def downgrade() -> None:
    op.drop_table("verification")
