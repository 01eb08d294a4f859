"""meetings that come again: dates that were moved or cancelled, and who comes to which"""

import sqlalchemy as sa
from alembic import op

from storage import columns

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

_AT = columns.UtcDateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "meetingdate",
        *_linked("meetingdate", notice_id="notice"),
        sa.Column("original_at", _AT, nullable=False),
        sa.Column("starts_at", _AT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", _AT, nullable=False),
        sa.UniqueConstraint("notice_id", "original_at", name=op.f("uq_meetingdate_notice_id_original_at")),
    )
    op.create_index(op.f("ix_meetingdate_notice_id"), "meetingdate", ["notice_id"], unique=False)
    op.create_table(
        "meetinganswer",
        *_linked("meetinganswer", notice_id="notice", officer_id="officer"),
        sa.Column("original_at", _AT, nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("made_at", _AT, nullable=False),
        sa.UniqueConstraint(
            "notice_id",
            "officer_id",
            "original_at",
            name=op.f("uq_meetinganswer_notice_id_officer_id_original_at"),
        ),
    )
    for column in ("notice_id", "officer_id"):
        op.create_index(op.f(f"ix_meetinganswer_{column}"), "meetinganswer", [column], unique=False)


def _linked(table: str, **targets: str) -> list[sa.schema.SchemaItem]:
    made: list[sa.schema.SchemaItem] = [
        sa.Column("id", columns.RowId(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]
    for name, target in targets.items():
        made.append(sa.Column(name, columns.RowId(), nullable=False))
        made.append(sa.ForeignKeyConstraint([name], [f"{target}.id"], name=op.f(f"fk_{table}_{name}")))
    return made


def downgrade() -> None:
    op.drop_table("meetinganswer")
    op.drop_table("meetingdate")
