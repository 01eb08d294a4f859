"""recipients: whoever could read an item when it was sent has received it"""

import sqlalchemy as sa
from alembic import op

from storage import columns

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

# the numbers of the rows are those of their places: no row made later has one so small
_FILL = """
INSERT INTO recipient (id, item, officer_id, agency_id, consent, made_at)
SELECT ROW_NUMBER() OVER (ORDER BY item, officer_id), item, officer_id, agency_id, 'given', MIN(made_at)
FROM (
    SELECT 'clue:' || clue.id AS item, clue.agency_id AS agency_id, clue.made_at AS made_at FROM clue
    UNION ALL SELECT 'clue:' || referral.clue_id, referral.agency_id, referral.made_at FROM referral
    UNION ALL SELECT 'request:' || request.id, request.agency_id, request.made_at FROM request
    UNION ALL SELECT 'request:' || addressee.request_id, addressee.agency_id, addressee.received_at
        FROM addressee
    UNION ALL SELECT 'request:' || addressee.request_id, addressee.at_agency_id, addressee.changed_at
        FROM addressee
    UNION ALL SELECT 'request:' || addressee.request_id, agency.parent_id, addressee.received_at
        FROM addressee JOIN agency ON agency.id = addressee.agency_id WHERE agency.parent_id IS NOT NULL
) AS sent
JOIN (SELECT id AS officer_id, agency_id AS theirs, made_at AS came_at FROM officer
      WHERE state IN ('active', 'suspended')) AS reader
  ON reader.theirs = sent.agency_id AND reader.came_at <= sent.made_at
GROUP BY item, officer_id, agency_id
"""


def upgrade() -> None:
    op.create_table(
        "recipient",
        sa.Column("id", columns.RowId(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("officer_id", columns.RowId(), nullable=False),
        sa.Column("agency_id", columns.RowId(), nullable=False),
        sa.Column("consent", sa.String(), nullable=False),
        sa.Column("made_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_recipient_agency_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_recipient_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recipient")),
        sa.UniqueConstraint(
            "item", "officer_id", "agency_id", name=op.f("uq_recipient_item_officer_id_agency_id")
        ),
    )
    with op.batch_alter_table("recipient", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recipient_item"), ["item"], unique=False)
        batch_op.create_index(batch_op.f("ix_recipient_officer_id"), ["officer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_recipient_agency_id"), ["agency_id"], unique=False)
    op.execute(_FILL)
    op.add_column("invitation", sa.Column("asked_at", columns.UtcDateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("invitation", "asked_at")
    op.drop_table("recipient")
