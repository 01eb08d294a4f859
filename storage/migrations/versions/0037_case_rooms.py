"""case rooms: which there are, who is let in, what the bot said there"""

import sqlalchemy as sa
from alembic import op

from storage import columns

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

_AT = columns.UtcDateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "caseroom",
        sa.Column("rights", sa.LargeBinary(), nullable=True),
        *_linked("caseroom", opened_by="officer"),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("agencies", columns.Json(), nullable=True),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("place", columns.Sealed(), nullable=True),
        *(sa.Column(name, _AT, nullable=False) for name in ("opened_at",)),
        *(sa.Column(name, _AT, nullable=True) for name in ("asked_at", "closed_at", "ends_at")),
        sa.Column("closed_by", columns.RowId(), nullable=True),
        *(sa.Column(name, _AT, nullable=True) for name in ("frozen_at", "ended_at", "look_at")),
        sa.Column("summary", columns.Sealed(), nullable=True),
        sa.Column("shown", sa.String(), nullable=False),
        sa.Column("shown_to", columns.Json(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["closed_by"], ["officer.id"], name=op.f("fk_caseroom_closed_by")),
        sa.UniqueConstraint("item", name=op.f("uq_caseroom_item")),
        sa.UniqueConstraint("token", name=op.f("uq_caseroom_token")),
    )
    _index("caseroom", "opened_by", "closed_by", "look_at")
    op.create_table(
        "caseseat",
        *_linked("caseseat", room_id="caseroom", officer_id="officer"),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("rights", sa.LargeBinary(), nullable=True),
        sa.Column("changed_at", _AT, nullable=False),
        sa.UniqueConstraint("room_id", "officer_id", name=op.f("uq_caseseat_room_id_officer_id")),
    )
    _index("caseseat", "room_id", "officer_id")
    op.create_table(
        "caseword",
        *_linked("caseword", room_id="caseroom"),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("at", _AT, nullable=False),
        sa.UniqueConstraint("room_id", "name", name=op.f("uq_caseword_room_id_name")),
    )
    _index("caseword", "room_id")


def _linked(table: str, **targets: str) -> list[sa.schema.SchemaItem]:
    made: list[sa.schema.SchemaItem] = [
        sa.Column("id", columns.RowId(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]
    for name, target in targets.items():
        made.append(sa.Column(name, columns.RowId(), nullable=False))
        named = op.f(f"fk_{table}_{name}")
        made.append(sa.ForeignKeyConstraint([name], [f"{target}.id"], name=named))
    return made


def _index(table: str, *names: str) -> None:
    for name in names:
        op.create_index(op.f(f"ix_{table}_{name}"), table, [name], unique=False)


def downgrade() -> None:
    for table in ("caseword", "caseseat", "caseroom"):
        op.drop_table(table)
