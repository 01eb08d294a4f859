"""turns"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0004"
branch_labels = None
depends_on = None

_PUT_OFF = sa.text("fate = 'waiting' AND attempts > 0")


def upgrade() -> None:
    with op.batch_alter_table("outgoing", schema=None) as batch_op:
        batch_op.create_index(
            "ix_outgoing_put_off",
            ["officer_id", "id"],
            unique=False,
            sqlite_where=_PUT_OFF,
            postgresql_where=_PUT_OFF,
        )


def downgrade() -> None:
    with op.batch_alter_table("outgoing", schema=None) as batch_op:
        batch_op.drop_index("ix_outgoing_put_off", sqlite_where=_PUT_OFF, postgresql_where=_PUT_OFF)
