"""Which agencies have somebody who reads what is sent there."""

from collections.abc import Iterable

from sqlalchemy import bindparam
from sqlmodel import col, select

from storage.people import Account, Officer, State
from storage.work import Work

_REACHABLE = (
    select(Officer.agency_id)
    .join(Account, col(Account.officer_id) == col(Officer.id))
    .where(
        col(Officer.agency_id).in_(bindparam("agencies", expanding=True)),
        Officer.state == State.ACTIVE,
        ~col(Account.blocked),
    )
    .distinct()
)


def reachable(work: Work, agency_ids: Iterable[int]) -> set[int]:
    """Those of these agencies of which somebody is active and has an account that takes messages."""
    return set(work.all(_REACHABLE, agencies=list(agency_ids)))
