"""sealed head"""

import sqlalchemy as sa
from alembic import op

from storage.audit import PLAIN_RIGHTS, head_seal
from storage.keys import keyring_of

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("audit_head", sa.Column("seal", sa.LargeBinary(), nullable=True))
    connection = op.get_bind()
    head = sa.table("audit_head", sa.column("number"), sa.column("link"), sa.column("seal", sa.LargeBinary()))
    for number, link in connection.execute(sa.select(head.c.number, head.c.link)).all():
        seal = head_seal(keyring_of(connection.dialect), number, link, PLAIN_RIGHTS)
        connection.execute(sa.update(head).where(head.c.number == number).values(seal=seal))


def downgrade() -> None:
    op.drop_column("audit_head", "seal")
