"""which message brought a file, and what each picture of an album said"""

import sqlalchemy as sa
from alembic import op

from storage import columns

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("attachment", sa.Column("event", columns.CleanText(), nullable=True))
    op.add_column("attachment", sa.Column("said", columns.SealedJson(), nullable=True))
    op.create_index(op.f("ix_attachment_event"), "attachment", ["event"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_attachment_event"), "attachment")
    op.drop_column("attachment", "said")
    op.drop_column("attachment", "event")
