"""what leaves a chat"""

import sqlalchemy as sa
from alembic import op

from storage import columns

revision = "0014"
down_revision = "0009"
branch_labels = None
depends_on = None

_KEPT_HOURS = 47  # after which what was sent to Telegram goes


def upgrade() -> None:
    op.create_table(
        "leaving",
        sa.Column("id", columns.RowId(), nullable=False),
        sa.Column("account_id", columns.RowId(), nullable=False),
        sa.Column("outgoing_id", columns.RowId(), nullable=True),
        sa.Column("external", sa.String(), nullable=False),
        sa.Column("due_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("made_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_leaving_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leaving")),
    )
    with op.batch_alter_table("leaving", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_leaving_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_leaving_due_at"), ["due_at"], unique=False)
    _take_over()


def _take_over() -> None:
    """What went to Telegram in the last two days: until now its time was found by looking at the letters."""
    if op.get_bind().dialect.name == "sqlite":
        form = "'%Y-%m-%dT%H:%M:%S.000000Z'"
        now, due, begun = (
            f"strftime({form}, {at})"
            for at in ("'now'", f"sent_at, '+{_KEPT_HOURS} hours'", "'now', '-2 days'")
        )
    else:
        now, due, begun = "now()", f"sent_at + interval '{_KEPT_HOURS} hours'", "now() - interval '2 days'"
    op.execute(
        "INSERT INTO leaving (id, account_id, outgoing_id, external, due_at, made_at)"  # noqa: S608 (all words are ours)
        f" SELECT id, account_id, id, external, {due}, {now} FROM outgoing"
        " WHERE channel = 'telegram' AND fate = 'sent' AND removed_at IS NULL AND external IS NOT NULL"
        f" AND account_id IS NOT NULL AND sent_at > {begun}"
    )


def downgrade() -> None:
    op.drop_table("leaving")
