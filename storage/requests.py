"""Requests for information, what each addressed agency does about them, and the answers."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, UniqueConstraint, and_, bindparam, exists, func, or_, text, union
from sqlmodel import Field, col, select

from storage.answers import kept
from storage.columns import CleanText, Json, Sealed, SealedJson, UtcDateTime, code, fixed
from storage.rights import Guarded
from storage.rows import link
from storage.work import Work


class AddresseeState(StrEnum):
    SENT = "sent"
    SEEN = "seen"
    ACCEPTED = "accepted"
    CLARIFYING = "clarifying"  # the clock stands still until the requester has answered
    EXTENDED = "extended"  # a judicial authorisation is awaited
    ANSWERED = "answered"
    PARTLY = "partly"
    NOTHING_HELD = "nothing_held"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"  # the requester confirmed, or let the time for it pass


OPEN = frozenset(
    {
        AddresseeState.SENT,
        AddresseeState.SEEN,
        AddresseeState.ACCEPTED,
        AddresseeState.CLARIFYING,
        AddresseeState.EXTENDED,
    }
)
REPLIED = frozenset(
    {
        AddresseeState.ANSWERED,
        AddresseeState.PARTLY,
        AddresseeState.NOTHING_HELD,
        AddresseeState.REFUSED,
    }
)


OVER = (AddresseeState.WITHDRAWN, AddresseeState.CLOSED)
_WHERE_UNFINISHED = text("state NOT IN ('withdrawn', 'closed')")


class Request(Guarded, table=True):
    """`details`: the optional fields of the guided form, by name. `due_at`: the requester's own date."""

    __bound__ = ("author_id", "agency_id", "tlp", "is_personal")
    author_id: int = link("officer")
    agency_id: int = link("agency")
    text: str = Field(sa_type=Sealed)
    details: dict[str, Any] = Field(default_factory=dict, sa_type=SealedJson)
    countries: list[str] = Field(default_factory=list, sa_type=Json)  # addressed: ISO 3166-1 or -2
    tlp: str = "AMBER"
    is_personal: bool = False
    urgency: str = ""  # "", a reason a–d of Directive (EU) 2023/977 Art. 4, or "urgent" without one
    official_reference: str | None = Field(default=None, sa_type=Sealed)
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    event: str | None = Field(default=None, index=True, sa_type=CleanText)  # the message it was filed with
    made_at: datetime = Field(sa_type=UtcDateTime, index=True)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


def _of_unfinished(name: str, column: str) -> Index:
    return Index(name, column, sqlite_where=_WHERE_UNFINISHED, postgresql_where=_WHERE_UNFINISHED)


class Addressee(Guarded, table=True):
    """A request at one agency. `at_agency_id`: where it lies now; `officer_id`: who has it in hand.

    `direct`: whether the agency can reach the information itself. `due_at` is None while the clock stands
    still; `stops` are pairs of instants (ISO 8601, the second None while it lasts).
    """

    __table_args__ = (
        UniqueConstraint("request_id", "agency_id"),
        _of_unfinished("ix_addressee_asked", "agency_id"),
        _of_unfinished("ix_addressee_lies", "at_agency_id"),
        Index("ix_addressee_received", "received_at"),
    )
    __bound__ = ("request_id", "agency_id", "at_agency_id")
    request_id: int = link("request")
    agency_id: int = link("agency")
    at_agency_id: int = link("agency")
    officer_id: int | None = link("officer", default=None)
    state: AddresseeState = Field(default=AddresseeState.SENT, sa_type=code(AddresseeState), index=True)
    direct: bool = True
    received_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    stops: list[list[str | None]] = Field(default_factory=list, sa_type=Json)
    extension: int = 0  # seconds
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    changed_at: datetime = Field(sa_type=UtcDateTime)

    @property
    def pauses(self) -> list[tuple[datetime, datetime | None]]:
        return [
            (datetime.fromisoformat(start or ""), datetime.fromisoformat(end) if end else None)
            for start, end in self.stops
        ]

    @property
    def extended_by(self) -> timedelta:
        return timedelta(seconds=self.extension)


class Answer(Guarded, table=True):
    """`kind` is the state it brought about; `ground`: a–h of Art. 6 where it is a refusal."""

    __bound__ = ("addressee_id", "request_id", "officer_id", "kind")
    addressee_id: int = link("addressee")
    request_id: int = link("request")
    officer_id: int = link("officer")
    kind: AddresseeState = Field(sa_type=code(AddresseeState))
    ground: str = ""
    text: str | None = Field(default=None, sa_type=Sealed)
    official_reference: str | None = Field(default=None, sa_type=Sealed)
    made_at: datetime = Field(sa_type=UtcDateTime)


_ADDRESSEES = kept(  # asked whenever a request moves
    select(Addressee).where(Addressee.request_id == bindparam("request")).order_by(col(Addressee.id))
)
_ADDRESSEES_NOW = _ADDRESSEES.execution_options(populate_existing=True)


def hold(work: Work, request_id: int) -> Request:
    """A request and its parts as they are now; nobody else changes them until this unit ends."""
    request = work.hold(Request, request_id)
    work.all(_ADDRESSEES_NOW, request=request_id)
    return request


def addressees_of(work: Work, request_id: int) -> list[Addressee]:
    return work.all(_ADDRESSEES, request=request_id)


def answers_of(work: Work, addressee_id: int) -> list[Answer]:
    return work.all(select(Answer).where(Answer.addressee_id == addressee_id).order_by(col(Answer.id)))


_IS_UNFINISHED = col(Addressee.state).not_in([fixed(state) for state in OVER])  # as its index says it
_IS_GOING_ON = col(Addressee.state).in_([*OPEN, *REPLIED])


def owed_by(work: Work, agency_ids: Iterable[int]) -> list[Addressee]:
    """What these agencies have not answered yet, the oldest first."""
    mine = list(agency_ids)
    query = select(Addressee).where(
        or_(
            and_(col(Addressee.agency_id).in_(mine), _IS_UNFINISHED),
            and_(col(Addressee.at_agency_id).in_(mine), _IS_UNFINISHED),
        ),
        col(Addressee.state).in_(list(OPEN)),
    )
    return work.all(query.order_by(col(Addressee.received_at), col(Addressee.id)))


def awaited_by(work: Work, agency_ids: Iterable[int]) -> list[Addressee]:
    """What these agencies asked and nobody has answered, or they have not confirmed; the oldest first. Found
    among all that is unfinished: that does not grow with the years, what an agency has asked does."""
    theirs = (col(Request.id) == col(Addressee.request_id), col(Request.agency_id).in_(list(agency_ids)))
    query = select(Addressee).where(_IS_UNFINISHED, _IS_GOING_ON, exists().where(*theirs))
    return work.all(query.order_by(col(Addressee.received_at), col(Addressee.id)))


def seen_by(work: Work, agency_ids: Iterable[int], most: int) -> list[int]:
    """The requests that these agencies made or were sent, newest first."""
    mine = list(agency_ids)
    made: Any = select(col(Request.id).label("id")).where(col(Request.agency_id).in_(mine))
    came: Any = select(col(Addressee.request_id).label("id"))
    sides = (
        made.order_by(col(Request.id).desc()),
        came.where(col(Addressee.agency_id).in_(mine)).order_by(col(Addressee.id).desc()),
        came.where(col(Addressee.at_agency_id).in_(mine)).order_by(col(Addressee.id).desc()),
    )
    newest = union(*(select(side.limit(most).subquery().c.id) for side in sides)).subquery()
    return work.all(select(newest.c.id).order_by(newest.c.id.desc()).limit(most))


def states(work: Work) -> dict[AddresseeState, int]:
    """How many addressees are in each state."""
    query = select(Addressee.state, func.count()).group_by(col(Addressee.state))
    return {AddresseeState(state): count for state, count in work.all(query)}


def open_addressees(work: Work) -> list[Addressee]:
    """Everything that anybody still owes, the oldest first."""
    query = select(Addressee).where(col(Addressee.state).in_(list(OPEN)))
    return work.all(query.order_by(col(Addressee.received_at), col(Addressee.id)))


def unfinished(work: Work) -> list[Addressee]:
    """Those for which something is still to happen: an answer, its confirmation, or its end by itself."""
    return work.all(select(Addressee).where(_IS_UNFINISHED, _IS_GOING_ON).order_by(col(Addressee.id)))


@dataclass(frozen=True)
class Received:
    """What figures are made of, of one addressee. No text is opened for it, and no seal looked at: nobody is
    let in by a figure."""

    request_id: int
    agency_id: int
    state: AddresseeState
    received_at: datetime
    due_at: datetime | None
    answered_at: datetime | None


def figures_between(work: Work, start: datetime, end: datetime) -> list[Received]:
    """Of what agencies received then, the oldest first."""
    columns = [getattr(Addressee, one.name) for one in fields(Received)]
    query = select(*columns).where(Addressee.received_at >= start, Addressee.received_at < end)
    return [Received(*row) for row in work.all(query.order_by(col(Addressee.id)))]


def received_between(work: Work, start: datetime, end: datetime) -> list[tuple[Addressee, Request]]:
    query = (
        select(Addressee, Request)
        .join(Request, col(Request.id) == col(Addressee.request_id))
        .where(Addressee.received_at >= start, Addressee.received_at < end)
    )
    return work.all(query.order_by(col(Addressee.id)))
