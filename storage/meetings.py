"""Meetings that come again: what became of single dates of a series, and who comes to which of them."""

from datetime import datetime

from sqlalchemy import UniqueConstraint, and_, delete
from sqlmodel import Field, col, select

from storage.columns import UtcDateTime
from storage.notices import NoticeDelivery
from storage.people import Officer, State
from storage.rights import Guarded
from storage.rows import Row, link
from storage.work import Work


class MeetingDate(Guarded, table=True):
    """A date of a series that is not held as its rule says. `original_at`: when it would have begun;
    `starts_at`: when it does instead, None: not at all. `version`: of the notice, by its last change."""

    __bound__ = ("notice_id", "original_at", "starts_at", "version")
    __table_args__ = (UniqueConstraint("notice_id", "original_at"),)
    notice_id: int = link("notice")
    original_at: datetime = Field(sa_type=UtcDateTime)
    starts_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    version: int = 0
    made_at: datetime = Field(sa_type=UtcDateTime)


class MeetingAnswer(Row, table=True):
    """What a person said of one date: "yes", "no", "maybe"; else the answer to the invitation counts."""

    __table_args__ = (UniqueConstraint("notice_id", "officer_id", "original_at"),)
    notice_id: int = link("notice")
    officer_id: int = link("officer")
    original_at: datetime = Field(sa_type=UtcDateTime)
    answer: str
    made_at: datetime = Field(sa_type=UtcDateTime)


def changed_dates(work: Work, notice_id: int) -> dict[datetime, MeetingDate]:
    """By when they would have begun."""
    query = select(MeetingDate).where(MeetingDate.notice_id == notice_id)
    rows: list[MeetingDate] = work.all(query.order_by(col(MeetingDate.original_at)))
    return {row.original_at: row for row in rows}


def change_date(
    work: Work, notice_id: int, original: datetime, starts: datetime | None, version: int
) -> None:
    """It is held then instead, or not at all (None); whoever answered for it is asked again."""
    found = changed_dates(work, notice_id).get(original)
    row = found or MeetingDate(notice_id=notice_id, original_at=original, made_at=work.now)
    row.starts_at, row.version = starts, version
    work.add(row)
    said = (col(MeetingAnswer.notice_id) == notice_id, col(MeetingAnswer.original_at) == original)
    work.execute(delete(MeetingAnswer).where(*said))


def answer_to(work: Work, notice_id: int, officer_id: int, original: datetime) -> MeetingAnswer | None:
    """What this person said of this date itself."""
    query = select(MeetingAnswer).where(
        MeetingAnswer.notice_id == notice_id,
        MeetingAnswer.officer_id == officer_id,
        MeetingAnswer.original_at == original,
    )
    found: MeetingAnswer | None = work.first(query)
    return found


def answer(work: Work, notice_id: int, officer_id: int, original: datetime, said: str) -> None:
    """The last word counts."""
    row = answer_to(work, notice_id, officer_id, original) or MeetingAnswer(
        notice_id=notice_id, officer_id=officer_id, original_at=original, answer=said, made_at=work.now
    )
    row.answer, row.made_at = said, work.now
    work.add(row)


def answers(work: Work, notice_id: int, original: datetime) -> list[tuple[int, str, str | None]]:
    """(agency, answer to the invitation, answer to this date), one for each active person invited."""
    of_date = and_(
        col(MeetingAnswer.notice_id) == col(NoticeDelivery.notice_id),
        col(MeetingAnswer.officer_id) == col(NoticeDelivery.officer_id),
        col(MeetingAnswer.original_at) == original,
    )
    query = (
        select(Officer.agency_id, NoticeDelivery.answer, MeetingAnswer.answer)
        .select_from(NoticeDelivery)
        .join(Officer, col(Officer.id) == col(NoticeDelivery.officer_id))
        .join(MeetingAnswer, of_date, isouter=True)
        .where(NoticeDelivery.notice_id == notice_id, Officer.state == State.ACTIVE)
    )
    return [(agency, invited, own) for agency, invited, own in work.all(query.order_by(col(Officer.id)))]
