"""the files of answers go with what was erased before they did"""

from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "DELETE FROM attachment WHERE item IN (SELECT 'answer:' || CAST(answer.id AS VARCHAR) FROM answer"
        " JOIN tombstone ON tombstone.item = 'request:' || CAST(answer.request_id AS VARCHAR))"
    )


def downgrade() -> None:
    """What was erased stays so."""
