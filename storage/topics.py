"""What rooms for discussion are about."""

from datetime import datetime

from sqlmodel import Field, col, select

from storage.columns import Json, Sealed, UtcDateTime
from storage.rights import Guarded
from storage.rows import link
from storage.work import Work


class Topic(Guarded, table=True):
    """`agency_id` invites the `agencies`; each has a standing seat."""

    __bound__ = ("author_id", "agency_id", "agencies")
    author_id: int = link("officer")
    agency_id: int = link("agency")
    agencies: list[int] = Field(default_factory=list, sa_type=Json)
    title: str = Field(sa_type=Sealed)
    made_at: datetime = Field(sa_type=UtcDateTime)


def all_of_them(work: Work) -> list[Topic]:
    """The newest first."""
    return work.all(select(Topic).order_by(col(Topic.id).desc()))
