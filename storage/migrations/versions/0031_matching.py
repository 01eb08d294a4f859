"""matching: values as keyed hashes, hits, and what keeps guessers out"""

import sqlalchemy as sa
from alembic import op

from storage import columns

revision = "0031"
down_revision = "0028"
branch_labels = None
depends_on = None

_WAITS = sa.text("looked_at IS NULL")
_AT = columns.UtcDateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "matchvalue",
        *_guarded("matchvalue"),
        sa.Column("item", sa.String(), nullable=False),
        *_links("matchvalue", officer_id="officer", agency_id="agency"),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("strength", sa.String(), nullable=False),
        sa.Column("choice", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("made_at", _AT, nullable=False),
        sa.Column("looked_at", _AT, nullable=True),
        sa.UniqueConstraint("item", "digest", name=op.f("uq_matchvalue_item_digest")),
    )
    _index("matchvalue", "officer_id", "agency_id", "digest", "made_at")
    op.create_index("ix_matchvalue_waits", "matchvalue", ["id"], sqlite_where=_WAITS, postgresql_where=_WAITS)
    op.create_table(
        "matchside",
        *_guarded("matchside"),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("other_item", sa.String(), nullable=False),
        *_links("matchside", agency_id="agency", other_agency_id="agency"),
        sa.Column("matched", columns.Json(), nullable=False),
        sa.Column("due_at", _AT, nullable=True),
        sa.Column("told_at", _AT, nullable=True),
        sa.Column("is_waiting", sa.Boolean(), nullable=False),
        sa.Column("says", sa.String(), nullable=True),
        sa.Column("made_at", _AT, nullable=False),
        sa.UniqueConstraint("item", "other_item", name=op.f("uq_matchside_item_other_item")),
    )
    _index("matchside", "agency_id", "other_agency_id", "other_item", "is_waiting")
    op.create_table(
        "matchuse",
        *_keyed("matchuse"),
        *_links("matchuse", officer_id="officer", agency_id="agency"),
        sa.Column("block", sa.LargeBinary(), nullable=False),
        sa.Column("at", _AT, nullable=False),
    )
    _index("matchuse", "officer_id", "agency_id", "block", "at")
    op.create_table(
        "matchstop",
        *_guarded("matchstop"),
        *_links("matchstop", officer_id="officer"),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", _AT, nullable=False),
        sa.Column("lifted_at", _AT, nullable=True),
        *_links("matchstop", nullable=True, lifted_by="officer"),
    )
    _index("matchstop", "officer_id", "lifted_by")
    op.create_table(
        "matchnever",
        *_guarded("matchnever"),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("value", columns.Sealed(), nullable=False),
        *_links("matchnever", nullable=True, by_id="officer"),
        sa.Column("at", _AT, nullable=False),
        sa.UniqueConstraint("digest", name=op.f("uq_matchnever_digest")),
    )
    _index("matchnever", "by_id")


def _keyed(table: str) -> list[sa.schema.SchemaItem]:
    key = sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))
    return [sa.Column("id", columns.RowId(), nullable=False), key]


def _guarded(table: str) -> list[sa.schema.SchemaItem]:
    return [*_keyed(table), sa.Column("rights", sa.LargeBinary(), nullable=True)]


def _links(table: str, nullable: bool = False, **targets: str) -> list[sa.schema.SchemaItem]:
    made: list[sa.schema.SchemaItem] = []
    for name, target in targets.items():
        made.append(sa.Column(name, columns.RowId(), nullable=nullable))
        made.append(sa.ForeignKeyConstraint([name], [f"{target}.id"], name=op.f(f"fk_{table}_{name}")))
    return made


def _index(table: str, *names: str) -> None:
    for name in names:
        op.create_index(op.f(f"ix_{table}_{name}"), table, [name], unique=False)


def downgrade() -> None:
    for table in ("matchnever", "matchstop", "matchuse", "matchside", "matchvalue"):
        op.drop_table(table)
