"""the people"""

import sqlalchemy as sa
from alembic import op

from storage import columns

revision = "0002"
down_revision = "0006"
branch_labels = None
depends_on = None

# added and dropped one by one: SQLite can, and a table that others point to is never built anew


def upgrade() -> None:
    op.add_column("account", sa.Column("shown_identity", columns.Sealed(), nullable=True))
    lookup: sa.Column[bool] = sa.Column("is_lookup", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("arrival", lookup)
    op.add_column("invitation", sa.Column("language", sa.String(), nullable=True))
    op.add_column("invitation", sa.Column("sent_from", columns.SealedJson(), nullable=True))
    op.drop_column("invitation", "account")
    op.add_column("officer", sa.Column("vetting_due_at", columns.UtcDateTime(timezone=True), nullable=True))
    op.add_column("officer", sa.Column("suspended_for", columns.Sealed(), nullable=True))
    op.add_column("officer", sa.Column("terms_version", sa.String(), nullable=False, server_default=""))
    op.create_index("ix_officer_vetting_due_at", "officer", ["vetting_due_at"])
    held = sa.text("fate = 'held'")
    op.create_index("ix_outgoing_held", "outgoing", ["id"], sqlite_where=held, postgresql_where=held)
    op.add_column("stranger", sa.Column("wrong_at", columns.UtcDateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("stranger", "wrong_at")
    op.drop_index("ix_outgoing_held", "outgoing")
    op.drop_index("ix_officer_vetting_due_at", "officer")
    op.drop_column("officer", "terms_version")
    op.drop_column("officer", "suspended_for")
    op.drop_column("officer", "vetting_due_at")
    op.add_column("invitation", sa.Column("account", columns.Json(), nullable=True))
    op.drop_column("invitation", "sent_from")
    op.drop_column("invitation", "language")
    op.drop_column("arrival", "is_lookup")
    op.drop_column("account", "shown_identity")
