"""step up"""

import sqlalchemy as sa
from alembic import op

from storage import columns

revision = "0009"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("account", sa.Column("stepped_up_at", columns.UtcDateTime(timezone=True), nullable=True))
    op.add_column("outgoing", sa.Column("locked", sa.Boolean(), nullable=False, server_default=sa.false()))

    op.create_table(
        "authenticator",
        sa.Column("id", columns.RowId(), nullable=False),
        sa.Column("officer_id", columns.RowId(), nullable=False),
        sa.Column("secret", columns.Sealed(), nullable=False),
        sa.Column("confirmed_at", columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("last_step", columns.RowId(), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("closed_until", columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("shown_id", columns.RowId(), nullable=True),
        sa.Column("account_id", columns.RowId(), nullable=True),
        sa.Column("made_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_authenticator_account_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_authenticator_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authenticator")),
    )
    with op.batch_alter_table("authenticator", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_authenticator_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_authenticator_officer_id"), ["officer_id"], unique=True)

    op.create_table(
        "interruption",
        sa.Column("id", columns.RowId(), nullable=False),
        sa.Column("account_id", columns.RowId(), nullable=False),
        sa.Column("outgoing_id", columns.RowId(), nullable=True),
        sa.Column("body", columns.SealedJson(), nullable=True),
        sa.Column("made_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_interruption_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interruption")),
    )
    with op.batch_alter_table("interruption", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_interruption_account_id"), ["account_id"], unique=False)


def downgrade() -> None:
    op.drop_table("interruption")
    op.drop_table("authenticator")
    # in place: other tables point to these two, so they cannot be made anew as a batch would
    op.drop_column("outgoing", "locked")
    op.drop_column("account", "stepped_up_at")
