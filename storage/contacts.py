"""Contact points: whom to write to or ring, by country."""

from datetime import datetime

from sqlmodel import Field, col, select

from storage.columns import CleanText, Sealed, UtcDateTime
from storage.rows import Row, link
from storage.work import Work


class ContactPoint(Row, table=True):
    """`country` is ISO 3166-1, `subdivision` ISO 3166-2. A private one is not shown on every channel."""

    country: str = Field(index=True)
    subdivision: str | None = None
    agency_id: int | None = link("agency", default=None)
    role: str = Field(sa_type=CleanText)  # an English source text or the agency's own words
    name: str = Field(sa_type=Sealed)
    phone: str | None = Field(default=None, sa_type=Sealed)
    mail: str | None = Field(default=None, sa_type=Sealed)
    zone: str | None = None
    is_private: bool = False
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    made_at: datetime = Field(sa_type=UtcDateTime)


def points_of(work: Work, country: str) -> list[ContactPoint]:
    query = select(ContactPoint).where(ContactPoint.country == country)
    return work.all(query.order_by(col(ContactPoint.made_at), col(ContactPoint.id)))
