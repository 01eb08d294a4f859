"""quotas"""

import sqlalchemy as sa
from alembic import op

from storage import columns

revision = "0013"
down_revision = "0010"
branch_labels = None
depends_on = None

_PUT_ASIDE = sa.text("progress = 'failed'")


def upgrade() -> None:
    op.add_column("arrival", sa.Column("held_until", columns.UtcDateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_arrival_put_aside",
        "arrival",
        ["sender", "done_at"],
        unique=False,
        sqlite_where=_PUT_ASIDE,
        postgresql_where=_PUT_ASIDE,
    )
    op.add_column("stranger", sa.Column("seen_at", columns.UtcDateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_stranger_seen_at"), "stranger", ["seen_at"], unique=False)
    op.create_table(
        "fileuse",
        sa.Column("id", columns.RowId(), nullable=False),
        sa.Column("officer_id", columns.RowId(), nullable=False),
        sa.Column("at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("size", columns.RowId(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_fileuse_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fileuse")),
        sa.UniqueConstraint("officer_id", "at", name=op.f("uq_fileuse_officer_id_at")),
    )
    op.create_index(op.f("ix_fileuse_at"), "fileuse", ["at"], unique=False)
    op.create_index(op.f("ix_fileuse_officer_id"), "fileuse", ["officer_id"], unique=False)


def downgrade() -> None:
    op.drop_table("fileuse")
    op.drop_index(op.f("ix_stranger_seen_at"), "stranger")
    op.drop_column("stranger", "seen_at")
    op.drop_index("ix_arrival_put_aside", "arrival", sqlite_where=_PUT_ASIDE, postgresql_where=_PUT_ASIDE)
    op.drop_column("arrival", "held_until")
