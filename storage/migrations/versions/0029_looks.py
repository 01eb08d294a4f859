"""the trail by item: who has looked at it"""

from alembic import op

revision = "0029"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_audit_entry_item", "audit_entry", ["item"])


def downgrade() -> None:
    op.drop_index("ix_audit_entry_item", table_name="audit_entry")
