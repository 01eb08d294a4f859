"""sealed rights of what came since, and of what people and agencies are called

As in 0021 every row is sealed as it is, once; the head of the audit trail says that this has been done.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from storage import columns
from storage.audit import SEALED_RIGHTS, SOME_RIGHTS
from storage.rights import head_says, seal_more, seal_table

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

_ID, _TEXT, _AT, _JSON = columns.RowId(), sa.String(), columns.UtcDateTime(timezone=True), columns.Json()
_NUMBER, _YES = sa.Integer(), sa.Boolean()
_Columns = dict[str, sa.types.TypeEngine[Any]]

_NEW: dict[str, _Columns] = {
    "authenticator": {
        "officer_id": _ID,
        "secret": columns.Sealed(),
        "confirmed_at": _AT,
        "last_step": _ID,
        "wrong": _NUMBER,
        "closed_until": _AT,
        "account_id": _ID,
    },
    "duty": {"officer_id": _ID, "begins_at": _AT, "ends_at": _AT, "set_by": _ID, "handed_back_at": _AT},
    "call": {
        "item": _TEXT,
        "step": _TEXT,
        "officer_id": _ID,
        "taken_at": _AT,
        "passed_at": _AT,
        "ended_at": _AT,
    },
    "meetingdate": {"notice_id": _ID, "original_at": _AT, "starts_at": _AT, "version": _NUMBER},
    "contactchange": {
        "point_id": _ID,
        "by_id": _ID,
        "settled_at": _AT,
        "settled_by": _ID,
        "is_accepted": _YES,
    },
    "agreement": {
        "title": _TEXT,
        "parties": _JSON,
        "signed_on": _TEXT,
        "scope": _TEXT,
        "use": _TEXT,
        "ended_at": _AT,
    },
    "screening": {"item": _TEXT, "officer_id": _ID, "files": _JSON},
}
# what was sealed of them, and what is sealed besides
_WIDER: dict[str, tuple[_Columns, _Columns]] = {
    "agency": (
        {"handle": _TEXT, "level": _TEXT, "country": _TEXT, "subdivision": _TEXT, "parent_id": _ID},
        {"name": _TEXT, "names": _JSON, "kind": _TEXT},
    ),
    "officer": (
        {
            "agency_id": _ID,
            "role": _TEXT,
            "state": _TEXT,
            "standing": _NUMBER,
            "deputy_id": _ID,
            "deputy_until": _AT,
            "vetted_until": _AT,
        },
        {"handle": _TEXT},
    ),
    "contactpoint": (
        {"agency_id": _ID, "is_private": _YES},
        {"country": _TEXT, "subdivision": _TEXT, "role": _TEXT},
    ),
}


def upgrade() -> None:
    head_says(op.get_bind(), SOME_RIGHTS, SEALED_RIGHTS)
    for name, bound in _NEW.items():
        op.add_column(name, sa.Column("rights", sa.LargeBinary(), nullable=True))
        seal_table(op.get_bind(), _table(name, bound), bound)
    for name, (before, more) in _WIDER.items():
        bound = before | more
        seal_more(op.get_bind(), _table(name, bound), list(bound), len(before), len(bound))


def downgrade() -> None:
    head_says(op.get_bind(), SEALED_RIGHTS, SOME_RIGHTS)
    for name, (before, more) in _WIDER.items():
        bound = before | more
        seal_more(op.get_bind(), _table(name, bound), list(bound), len(bound), len(before))
    for name in _NEW:
        op.drop_column(name, "rights")


def _table(name: str, bound: _Columns) -> sa.TableClause:
    sealed = (sa.column(column, kind) for column, kind in bound.items())
    return sa.table(name, sa.column("id", _ID), sa.column("rights", sa.LargeBinary()), *sealed)
