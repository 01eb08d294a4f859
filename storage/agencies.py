"""What coordinators want to change about agencies, until two have given their word; and what hangs on one."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, col, select

from storage.columns import Json, UtcDateTime
from storage.contacts import ContactChange, ContactPoint
from storage.people import Agency, AgencyEnd, Coverage, Invitation, Officer, State
from storage.rights import Guarded
from storage.rows import link
from storage.work import Work


class AgencyChange(Guarded, table=True):
    """What a coordinator wants: `wanted` is {"act": "add", …}, as `handlers.network` reads it."""

    __bound__ = ("wanted", "by_id")

    wanted: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    by_id: int = link("officer")
    made_at: datetime = Field(sa_type=UtcDateTime)
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


def waiting(work: Work) -> list[AgencyChange]:
    query = select(AgencyChange).where(col(AgencyChange.settled_at).is_(None))
    return work.all(query.order_by(col(AgencyChange.made_at), col(AgencyChange.id)))


def was_called(work: Work, handle: str) -> Agency | None:
    """Whose short name this is, or was."""
    found: Agency | None = work.first(select(Agency).where(Agency.handle == handle.casefold()))
    return found


def below(work: Work, agency_id: int) -> list[Agency]:
    return work.all(select(Agency).where(Agency.parent_id == agency_id).order_by(col(Agency.id)))


def people_of(work: Work, agency_id: int) -> list[Officer]:
    """Everybody who has not left."""
    query = select(Officer).where(Officer.agency_id == agency_id, col(Officer.state) != State.LEFT)
    return work.all(query.order_by(col(Officer.id)))


def everybody_of(work: Work, agency_id: int) -> list[Officer]:
    """With those who have left."""
    return work.all(select(Officer).where(Officer.agency_id == agency_id).order_by(col(Officer.id)))


def cover(work: Work, agency_id: int, codes: list[str]) -> None:
    """These, and nothing else."""
    before = _coverage(work, agency_id)
    for one in before:
        if one.country not in codes:
            work.session.delete(one)
    for code in dict.fromkeys(codes):
        if code not in {one.country for one in before}:
            work.session.add(Coverage(agency_id=agency_id, country=code))
    work.session.flush()


def _coverage(work: Work, agency_id: int) -> list[Coverage]:
    return work.all(select(Coverage).where(Coverage.agency_id == agency_id))


def points_of(work: Work, agency_id: int) -> list[ContactPoint]:
    return work.all(select(ContactPoint).where(ContactPoint.agency_id == agency_id))


def drop_points(work: Work, agency_id: int) -> None:
    """With the changes that were proposed to them."""
    points = points_of(work, agency_id)
    ids = [point.id for point in points]
    for change in work.all(select(ContactChange).where(col(ContactChange.point_id).in_(ids))):
        work.session.delete(change)
    work.session.flush()
    for point in points:
        work.session.delete(point)


def codes_for(work: Work, agency_id: int) -> list[Invitation]:
    """Codes that can still be used."""
    is_open = (col(Invitation.used_at).is_(None), col(Invitation.ends_at) > work.now)
    return work.all(select(Invitation).where(Invitation.agency_id == agency_id, *is_open))


def ended_into(work: Work, agency_id: int) -> list[AgencyEnd]:
    return work.all(select(AgencyEnd).where(AgencyEnd.into_id == agency_id))
