"""Contact points by country, changes proposed to them, and the agreements between countries."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import String, func, type_coerce
from sqlmodel import Field, col, select

from storage.columns import CleanText, Json, Sealed, SealedJson, UtcDateTime
from storage.rights import Guarded
from storage.rows import Row, link
from storage.work import Work

CONFIRM_EVERY = timedelta(days=183)  # after that nobody should rely on an entry without asking


class ContactPoint(Guarded, table=True):
    """`country` is ISO 3166-1 ("" for an office that helps with any), `subdivision` ISO 3166-2.

    `hours` is "24/7", "1-5 09:00-17:00" (ISO weekdays, its own zone) or "" where nobody said. A private one
    is shown to its own agency and to coordinators only.
    """

    __bound__ = ("agency_id", "is_private", "country", "subdivision", "role")
    country: str = Field(index=True)
    subdivision: str | None = None
    agency_id: int | None = link("agency", default=None)
    role: str = Field(sa_type=CleanText)  # an English source text or the agency's own words
    name: str = Field(sa_type=Sealed)
    person: str | None = Field(default=None, sa_type=Sealed)  # who answers there, where it is one person
    phone: str | None = Field(default=None, sa_type=Sealed)
    duty_phone: str | None = Field(default=None, sa_type=Sealed)  # out of hours
    mail: str | None = Field(default=None, sa_type=Sealed)
    languages: list[str] = Field(default_factory=list, sa_type=Json)
    topics: list[str] = Field(default_factory=list, sa_type=Json)  # what it is for; none: everything
    hours: str = ""
    zone: str | None = None
    is_private: bool = False
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ask_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)  # its owners, to confirm
    made_at: datetime = Field(sa_type=UtcDateTime)


class ContactChange(Guarded, table=True):
    """What somebody wants to change, until a second person confirms it. `values`: field → new value."""

    __bound__ = ("point_id", "by_id", "settled_at", "settled_by", "is_accepted")
    point_id: int = link("contactpoint")
    by_id: int = link("officer")
    values: dict[str, Any] = Field(default_factory=dict, sa_type=SealedJson)
    made_at: datetime = Field(sa_type=UtcDateTime)
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    settled_by: int | None = link("officer", default=None)
    is_accepted: bool = False


class Agreement(Guarded, table=True):
    """Between `parties` (ISO 3166-1): its `scope`, and the `use` it allows, in the words of the officers."""

    __bound__ = ("title", "parties", "signed_on", "scope", "use", "ended_at")
    title: str = Field(sa_type=CleanText)
    parties: list[str] = Field(default_factory=list, sa_type=Json)
    signed_on: str = ""  # an ISO date, or only the year
    scope: str = Field(default="", sa_type=CleanText)
    use: str = Field(default="", sa_type=CleanText)
    made_by: int | None = link("officer", default=None)
    made_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class AgreementParty(Row, table=True):
    """For finding agreements by country."""

    agreement_id: int = link("agreement")
    country: str = Field(index=True)


def points_of(
    work: Work,
    country: str,
    subdivision: str | None = None,
    most: int = 8,
    topic: str = "",
    start: int = 0,
) -> list[ContactPoint]:
    """Of the whole country, or of that part of it; those for this topic first, then in their order."""
    fits = type_coerce(col(ContactPoint.topics), String).contains(f'"{topic}"')
    order = [fits.desc(), col(ContactPoint.id)] if topic else [col(ContactPoint.id)]
    query = select(ContactPoint).where(*_of(country, subdivision))
    return work.all(query.order_by(*order).offset(start).limit(most))


def count_of(work: Work, country: str, subdivision: str | None = None) -> int:
    return int(work.first(select(func.count(col(ContactPoint.id))).where(*_of(country, subdivision))))


def _of(country: str, subdivision: str | None) -> tuple[Any, ...]:
    return ContactPoint.country == country, ContactPoint.subdivision == subdivision


def points_by(work: Work, agency_ids: list[int], most: int = 50) -> list[ContactPoint]:
    """Those that these agencies keep."""
    query = select(ContactPoint).where(col(ContactPoint.agency_id).in_(agency_ids))
    return work.all(query.order_by(col(ContactPoint.made_at), col(ContactPoint.id)).limit(most))


def of_nobody(work: Work, most: int = 8) -> list[ContactPoint]:
    """Of offices that help with any country, and that are no agency of the network."""
    anywhere = (ContactPoint.country == "", col(ContactPoint.agency_id).is_(None))
    return work.all(select(ContactPoint).where(*anywhere).order_by(col(ContactPoint.id)).limit(most))


def every_point(work: Work) -> list[ContactPoint]:
    return work.all(select(ContactPoint).order_by(col(ContactPoint.country), col(ContactPoint.id)))


def to_be_asked(work: Work, most: int) -> list[ContactPoint]:
    """Those whose owners are to be asked now whether they still hold."""
    query = select(ContactPoint).where(col(ContactPoint.ask_at) <= work.now)
    return work.all(query.order_by(col(ContactPoint.ask_at), col(ContactPoint.id)).limit(most))


def next_to_be_asked(work: Work) -> datetime | None:
    found: datetime | None = work.first(select(func.min(col(ContactPoint.ask_at))))
    return found


def open_change(work: Work, point_id: int) -> ContactChange | None:
    query = select(ContactChange).where(
        ContactChange.point_id == point_id, col(ContactChange.settled_at).is_(None)
    )
    found: ContactChange | None = work.first(query)
    return found


def agree(work: Work, agreement: Agreement) -> Agreement:
    """Keep it, findable by each of its parties."""
    work.add(agreement)
    for country in agreement.parties:
        work.add(AgreementParty(agreement_id=agreement.id, country=country))
    return agreement


def agreements_of(work: Work, country: str) -> list[Agreement]:
    """In force, the oldest first."""
    query = (
        select(Agreement)
        .join(AgreementParty, col(AgreementParty.agreement_id) == col(Agreement.id))
        .where(AgreementParty.country == country, col(Agreement.ended_at).is_(None))
    )
    return work.all(query.order_by(col(Agreement.signed_on), col(Agreement.id)))
