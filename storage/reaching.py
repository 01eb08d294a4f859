"""Which agencies have somebody who reads what is sent there, and who that is."""

from collections.abc import Iterable

from sqlalchemy import bindparam
from sqlmodel import col, select

from storage import people
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


def acting_for(work: Work, agency_id: int) -> list[Officer]:
    """The active officers of an agency, and who stands in for them now."""
    members = people.officers_of(work, [agency_id])
    deputies = [people.deputy_of(work, member) for member in members]
    return list({one.id: one for one in [*members, *filter(None, deputies)]}.values())
