"""exercises: runs of a scenario, and what is left of them"""

import sqlalchemy as sa
from alembic import op

from storage import columns

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

_AT = columns.UtcDateTime(timezone=True)
_OF = {"exercise_id": "exercise"}


def upgrade() -> None:
    _table(
        "exercise",
        {"officer_id": "officer"},
        sa.Column("scenario", sa.String(), nullable=False),
        sa.Column("is_solo", sa.Boolean(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("speed", sa.Integer(), nullable=False),
        sa.Column("elapsed", sa.Integer(), nullable=False),
        sa.Column("since", _AT, nullable=True),
        sa.Column("made_at", _AT, nullable=False),
    )
    op.create_index(op.f("ix_exercise_stage"), "exercise", ["stage"], unique=False)
    _table(
        "exerciseplayer",
        {**_OF, "officer_id": "officer"},
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("joined", sa.Boolean(), nullable=True),
        sa.UniqueConstraint(
            "exercise_id", "officer_id", name=op.f("uq_exerciseplayer_exercise_id_officer_id")
        ),
    )
    _table(
        "exerciseinject",
        _OF,
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("due", sa.Integer(), nullable=True),
        sa.Column("given", sa.Integer(), nullable=True),
        sa.Column("check_at", sa.Integer(), nullable=True),
        sa.UniqueConstraint("exercise_id", "number", name=op.f("uq_exerciseinject_exercise_id_number")),
    )
    _table(
        "exerciseact",
        {**_OF, "inject_id": "exerciseinject", "officer_id": "officer"},
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("did", sa.String(), nullable=False),
        sa.Column("expectation", sa.Integer(), nullable=False),
        sa.Column("ground", sa.String(), nullable=False),
        sa.Column("words", columns.Sealed(), nullable=True),
        sa.Column("personal", sa.Integer(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("made_at", _AT, nullable=False),
    )
    _table(
        "exerciseresult",
        {},
        sa.Column("scenario", sa.String(), nullable=False),
        sa.Column("players", sa.Integer(), nullable=False),
        sa.Column("figures", columns.Json(), nullable=False),
        sa.Column("ended_at", _AT, nullable=False),
    )


def _table(name: str, targets: dict[str, str], *further: sa.schema.SchemaItem) -> None:
    made: list[sa.schema.SchemaItem] = [
        sa.Column("id", columns.RowId(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    ]
    for column, target in targets.items():
        made.append(sa.Column(column, columns.RowId(), nullable=False))
        made.append(sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{name}_{column}")))
    op.create_table(name, *made, *further)
    for column in targets:
        op.create_index(op.f(f"ix_{name}_{column}"), name, [column], unique=False)


def downgrade() -> None:
    for name in ("exerciseresult", "exerciseact", "exerciseinject", "exerciseplayer", "exercise"):
        op.drop_table(name)
