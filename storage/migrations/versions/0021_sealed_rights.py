"""sealed rights

Every row is sealed as it is, once: the head of the audit trail says from then on that this has been done, so
that a database that is made to look older does not have its rights sealed anew.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from storage import columns
from storage.audit import PLAIN_RIGHTS, SOME_RIGHTS
from storage.rights import head_says, seal_table

revision = "0021"
down_revision = "0025"
branch_labels = None
depends_on = None

_ID, _TEXT, _AT, _JSON = columns.RowId(), sa.String(), columns.UtcDateTime(timezone=True), columns.Json()
_BOUND: dict[str, dict[str, sa.types.TypeEngine[Any]]] = {
    "agency": {"handle": _TEXT, "level": _TEXT, "country": _TEXT, "subdivision": _TEXT, "parent_id": _ID},
    "agencyend": {"agency_id": _ID, "into_id": _ID},
    "agencychange": {"wanted": _JSON, "by_id": _ID},
    "coverage": {"agency_id": _ID, "country": _TEXT},
    "officer": {
        "agency_id": _ID,
        "role": _TEXT,
        "state": _TEXT,
        "standing": sa.Integer(),
        "deputy_id": _ID,
        "deputy_until": _AT,
        "vetted_until": _AT,
    },
    "account": {
        "officer_id": _ID,
        "channel": _TEXT,
        "address_index": sa.LargeBinary(),
        "identity": columns.Sealed(),
        "trusted": sa.Boolean(),
        "stepped_up_at": _AT,
    },
    "invitation": {
        "code_index": sa.LargeBinary(),
        "agency_id": _ID,
        "role": _TEXT,
        "officer_id": _ID,
        "vouched": sa.Boolean(),
        "made_by": _ID,
        "ends_at": _AT,
        "used_at": _AT,
        "asked_at": _AT,
    },
    "approval": {"purpose": _TEXT, "officer_id": _ID, "agency_id": _ID},
    "switch": {"name": _TEXT, "on": sa.Boolean(), "turned": sa.Integer()},
    "clue": {
        "author_id": _ID,
        "agency_id": _ID,
        "tlp": _TEXT,
        "handling": _JSON,
        "is_personal": sa.Boolean(),
    },
    "referral": {"clue_id": _ID, "agency_id": _ID, "by_agency_id": _ID, "way": _TEXT},
    "onward": {"clue_id": _ID, "agency_id": _ID, "by_agency_id": _ID, "by_id": _ID, "consent": _TEXT},
    "request": {"author_id": _ID, "agency_id": _ID, "tlp": _TEXT, "is_personal": sa.Boolean()},
    "addressee": {"request_id": _ID, "agency_id": _ID, "at_agency_id": _ID},
    "answer": {"addressee_id": _ID, "request_id": _ID, "officer_id": _ID, "kind": _TEXT},
    "recipient": {"item": _TEXT, "officer_id": _ID, "agency_id": _ID, "consent": _TEXT},
    "attachment": {"item": _TEXT, "officer_id": _ID, "file_id": _TEXT},
    "happening": {"item": _TEXT, "act": _TEXT, "officer_id": _ID, "agency_id": _ID, "detail": _JSON},
    "notice": {
        "author_id": _ID,
        "agency_id": _ID,
        "audience": _JSON,
        "files": _JSON,
        "tlp": _TEXT,
        "state": _TEXT,
        "approved_by": _ID,
    },
    "noticedelivery": {"notice_id": _ID, "officer_id": _ID},
    "contactpoint": {"agency_id": _ID, "is_private": sa.Boolean()},
}


def upgrade() -> None:
    head_says(op.get_bind(), PLAIN_RIGHTS, SOME_RIGHTS)
    for name, bound in _BOUND.items():
        op.add_column(name, sa.Column("rights", sa.LargeBinary(), nullable=True))
        table = sa.table(
            name,
            sa.column("id", _ID),
            sa.column("rights", sa.LargeBinary()),
            *(sa.column(column, kind) for column, kind in bound.items()),
        )
        seal_table(op.get_bind(), table, bound)
    is_alarm = sa.text("tag = 'house:database:alarm'")
    op.create_index(
        "ix_audit_entry_alarm", "audit_entry", ["at"], sqlite_where=is_alarm, postgresql_where=is_alarm
    )


def downgrade() -> None:
    head_says(op.get_bind(), SOME_RIGHTS, PLAIN_RIGHTS)
    op.drop_index("ix_audit_entry_alarm", "audit_entry")
    for name in _BOUND:
        op.drop_column(name, "rights")
