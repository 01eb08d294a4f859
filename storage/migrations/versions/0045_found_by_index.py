"""what grows for years is found by its indexes"""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

_OPEN = "state IN ('sent', 'seen', 'acknowledged', 'taken_up')"
_UNFINISHED = "state NOT IN ('withdrawn', 'closed')"
_INDEXES = (
    ("ix_referral_there", "referral", ["agency_id", "clue_id"], None),
    ("ix_referral_open", "referral", ["agency_id", "clue_id"], _OPEN),
    ("ix_addressee_asked", "addressee", ["agency_id"], _UNFINISHED),
    ("ix_addressee_lies", "addressee", ["at_agency_id"], _UNFINISHED),
    ("ix_addressee_received", "addressee", ["received_at"], None),
    ("ix_happening_accepted", "happening", ["at"], "act = 'accept'"),
    ("ix_outgoing_item", "outgoing", ["item"], None),
    ("ix_offer_item", "offer", ["item"], None),
    ("ix_reminder_words", "reminder", ["done_at"], "words IS NOT NULL"),
    ("ix_audit_entry_actor", "audit_entry", ["actor", "number"], None),
)


def upgrade() -> None:
    for name, table, columns, condition in _INDEXES:
        where = sa.text(condition) if condition else None
        op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    for name, table, _, _ in reversed(_INDEXES):
        op.drop_index(name, table)
