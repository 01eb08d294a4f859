"""library: what officers write for each other, and what its readers say of it"""

import sqlalchemy as sa
from alembic import op

from storage import columns

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

_AT = columns.UtcDateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "libraryentry",
        sa.Column("id", columns.RowId(), nullable=False),
        sa.Column("rights", sa.LargeBinary(), nullable=True),
        sa.Column("author_id", columns.RowId(), nullable=False),
        sa.Column("agency_id", columns.RowId(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("tlp", sa.String(), nullable=False),
        sa.Column("texts", columns.SealedJson(), nullable=False),
        sa.Column("source", columns.Sealed(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("approved_by", columns.RowId(), nullable=True),
        sa.Column("replaces_id", columns.RowId(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", _AT, nullable=False),
        sa.Column("changed_at", _AT, nullable=False),
        sa.Column("checked_at", _AT, nullable=False),
        sa.Column("published_at", _AT, nullable=True),
        sa.Column("ask_at", _AT, nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["officer.id"], name=op.f("fk_libraryentry_author_id")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_libraryentry_agency_id")),
        sa.ForeignKeyConstraint(["approved_by"], ["officer.id"], name=op.f("fk_libraryentry_approved_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_libraryentry")),
    )
    _index("libraryentry", "author_id", "agency_id", "approved_by", "published_at", "ask_at")
    op.create_table(
        "libraryword",
        sa.Column("id", columns.RowId(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("officer_id", columns.RowId(), nullable=False),
        sa.Column("is_useful", sa.Boolean(), nullable=False),
        sa.Column("words", columns.Sealed(), nullable=True),
        sa.Column("told_at", _AT, nullable=True),
        sa.Column("made_at", _AT, nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_libraryword_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_libraryword")),
        sa.UniqueConstraint("about", "officer_id", name=op.f("uq_libraryword_about_officer_id")),
    )
    _index("libraryword", "about", "officer_id")


def _index(table: str, *names: str) -> None:
    for name in names:
        op.create_index(op.f(f"ix_{table}_{name}"), table, [name], unique=False)


def downgrade() -> None:
    op.drop_table("libraryword")
    op.drop_table("libraryentry")
