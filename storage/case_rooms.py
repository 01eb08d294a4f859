"""Case rooms: which there are, who is let in, and what the bot said there."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint, delete, or_
from sqlmodel import Field, col, select

from storage import audit
from storage.audit import AuditEntry
from storage.columns import Json, Sealed, UtcDateTime, code
from storage.item import Item, ItemColumn
from storage.rights import Guarded
from storage.rows import Row, link
from storage.work import Work


class Seating(StrEnum):
    """Where somebody stands with a room."""

    WANTED = "wanted"  # to be invited
    INVITED = "invited"
    HERE = "here"
    LEFT = "left"  # of his or her own will, or declined
    REMOVED = "removed"  # may not be there any more
    SHUT_OUT = "shut_out"  # concerned, but never could be let in


class CaseRoom(Guarded, table=True):
    """The room about `item`; there is never a second. `agencies`: the sides that it is for; None: all that
    the item concerns. `token`: what a network finds the room by before its id is known; `place`: that id.

    `asked_at`: whoever opened it was asked whether to close it. `ends_at`: when its people are put out.
    `summary`: the id of the message that is kept up to date, `shown`: a hash of what it says, `shown_to`: to
    whom it was said anew. `turn`: counts its messages. `look_at`: when the room is looked at next, if nothing
    happens.
    """

    __tablename__ = "caseroom"
    __bound__ = ("item", "opened_by", "agencies", "token", "closed_at", "ends_at")
    item: Item = Field(sa_type=ItemColumn, unique=True)
    opened_by: int = link("officer")
    agencies: list[int] | None = Field(default=None, sa_type=Json)
    token: str = Field(unique=True)
    place: str | None = Field(default=None, sa_type=Sealed)
    opened_at: datetime = Field(sa_type=UtcDateTime)
    asked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_by: int | None = link("officer", default=None)
    ends_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    frozen_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    summary: str | None = Field(default=None, sa_type=Sealed)
    shown: str = ""
    shown_to: list[int] = Field(default_factory=list, sa_type=Json)
    turn: int = 0
    look_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)


class CaseSeat(Guarded, table=True):
    """An officer whom a room concerns. `why`: what keeps him or her out; "" nothing."""

    __tablename__ = "caseseat"
    __bound__ = ("room_id", "officer_id", "state", "why")
    __table_args__ = (UniqueConstraint("room_id", "officer_id"),)
    room_id: int = link("caseroom")
    officer_id: int = link("officer")
    state: Seating = Field(default=Seating.WANTED, sa_type=code(Seating))
    why: str = ""
    changed_at: datetime = Field(sa_type=UtcDateTime)


class CaseWord(Row, table=True):
    """Something that the bot said in a room, once."""

    __tablename__ = "caseword"
    __table_args__ = (UniqueConstraint("room_id", "name"),)
    room_id: int = link("caseroom")
    name: str
    at: datetime = Field(sa_type=UtcDateTime)


def room_of(work: Work, item: Item) -> CaseRoom | None:
    found: CaseRoom | None = work.first(select(CaseRoom).where(CaseRoom.item == item))
    return found


def standing(work: Work) -> list[CaseRoom]:
    """Those that are not over, the oldest first."""
    return work.all(select(CaseRoom).where(col(CaseRoom.ended_at).is_(None)).order_by(col(CaseRoom.id)))


def due(work: Work, most: int) -> list[int]:
    """Ids of those that are to be looked at by now, the longest waiting first."""
    is_due = or_(col(CaseRoom.look_at).is_(None), col(CaseRoom.look_at) <= work.now)
    query = select(CaseRoom.id).where(col(CaseRoom.ended_at).is_(None), is_due)
    return work.all(query.order_by(col(CaseRoom.look_at), col(CaseRoom.id)).limit(most))


def seats_of(work: Work, room_id: int) -> list[CaseSeat]:
    """In the order in which they came."""
    return work.all(select(CaseSeat).where(CaseSeat.room_id == room_id).order_by(col(CaseSeat.id)))


def clear_seat(work: Work, room_id: int, officer_id: int) -> None:
    """Of one that is not what was written, too."""
    whose = (col(CaseSeat.room_id) == room_id, col(CaseSeat.officer_id) == officer_id)
    work.execute(delete(CaseSeat).where(*whose))


def words_of(work: Work, room_id: int) -> set[str]:
    """The names of what was said there."""
    return set(work.all(select(CaseWord.name).where(CaseWord.room_id == room_id)))


def entries_since(work: Work, number: int, most: int) -> list[tuple[int, str, str]]:
    """Number, tag and item of what was entered into the trail after this one, in order."""
    columns = (AuditEntry.number, AuditEntry.tag, AuditEntry.item)
    query = select(*columns).where(AuditEntry.number > number).order_by(col(AuditEntry.number)).limit(most)
    return [(found[0], found[1], found[2]) for found in work.all(query)]


def last_entry(work: Work) -> int:
    """The number of the newest entry of the trail."""
    head = audit.head_of(work.session, work.keyring)
    return head.number if head is not None else 0


def trail_of(work: Work, item: Item) -> list[AuditEntry]:
    """What the trail holds of the room about an item, oldest first."""
    return [one for one in audit.entries_of(work.session, item) if one.tag.split(":")[1] == "room"]
