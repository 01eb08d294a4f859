"""Notices and meetings: what coordinators tell many, and what became of it with each of them."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import UniqueConstraint, exists, func
from sqlmodel import Field, col, select

from storage.columns import Json, RowId, Sealed, SealedJson, UtcDateTime, code
from storage.outbox import Fate, Outgoing
from storage.people import Account, Agency, Coverage, Officer, State
from storage.rights import Guarded
from storage.rows import link
from storage.work import Work


class NoticeState(StrEnum):
    DRAFT = "draft"  # shown to its author only
    WAITING = "waiting"  # for a second coordinator
    PLANNED = "planned"
    SENDING = "sending"  # rows are being written for its recipients
    SENT = "sent"
    CANCELLED = "cancelled"
    DROPPED = "dropped"  # as a draft: nobody but its author ever saw it
    RECALLED = "recalled"
    REPLACED = "replaced"  # by a correction


UNSEEN = frozenset({NoticeState.DRAFT, NoticeState.DROPPED})


class Notice(Guarded, table=True):
    """`texts`: language → text. `audience`: see handlers.audience. A meeting has `starts_at`;
    of a series, which has a `rule`, that is its first date."""

    __bound__ = ("author_id", "agency_id", "audience", "files", "tlp", "state", "approved_by")
    author_id: int = link("officer")
    agency_id: int = link("agency")
    texts: dict[str, str] = Field(default_factory=dict, sa_type=SealedJson)
    audience: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    files: list[int] = Field(default_factory=list, sa_type=Json)
    tlp: str = "GREEN"
    is_urgent: bool = False
    wants_ack: bool = True
    state: NoticeState = Field(sa_type=code(NoticeState))
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)  # the clock's next work
    send_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    rule: str = ""  # how it repeats, see handlers.recurring
    zone: str = "UTC"  # whose clock the rule means
    ends_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # not in force any more
    corrects_id: int | None = Field(default=None, sa_type=RowId)
    approved_by: int | None = link("officer", default=None)
    progress_id: int | None = Field(default=None, sa_type=RowId)  # the message that shows its progress
    starts_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    minutes: int = 60  # how long the meeting is
    place: str | None = Field(default=None, sa_type=Sealed)
    version: int = 0  # counts changes after it was sent
    made_at: datetime = Field(sa_type=UtcDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class NoticeDelivery(Guarded, table=True):
    """A notice for one person. `answer` to a meeting: "yes", "no", "maybe"."""

    __table_args__ = (UniqueConstraint("notice_id", "officer_id"),)
    __bound__ = ("notice_id", "officer_id")
    notice_id: int = link("notice")
    officer_id: int = link("officer")
    outgoing_id: int = Field(sa_type=RowId, index=True)  # the last message about it
    acknowledged_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    answer: str = ""
    version: int = 0  # of the notice, as this person was told of it
    reminded: int = 0
    remind_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    made_at: datetime = Field(sa_type=UtcDateTime)


class Audience:
    """Of active officers: those of any of the agencies, countries, levels *and* of the roles, languages."""

    def __init__(self, chosen: dict[str, Any]) -> None:
        self.conditions: list[Any] = [Officer.state == State.ACTIVE]
        places = [
            *([col(Agency.handle).in_(chosen["agencies"])] if chosen.get("agencies") else []),
            *([col(Agency.level).in_(chosen["levels"])] if chosen.get("levels") else []),
            *([_of_countries(chosen["countries"])] if chosen.get("countries") else []),
        ]
        if places:
            self.conditions.append(places[0] if len(places) == 1 else _any(places))
        if chosen.get("but"):
            self.conditions.append(col(Officer.id) != chosen["but"])
        if chosen.get("told"):
            self.conditions.append(_told_of(chosen["told"]))
        if chosen.get("roles"):
            self.conditions.append(col(Officer.role).in_(chosen["roles"]))
        if chosen.get("languages"):
            self.conditions.append(col(Officer.language).in_(chosen["languages"]))

    def query(self, *columns: Any) -> Any:
        joined = select(*columns).select_from(Officer).join(Agency, col(Agency.id) == col(Officer.agency_id))
        return joined.where(*self.conditions)


def _told_of(notice_id: int) -> Any:
    return exists().where(
        col(NoticeDelivery.notice_id) == notice_id, col(NoticeDelivery.officer_id) == col(Officer.id)
    )


def _any(conditions: list[Any]) -> Any:
    joined = conditions[0]
    for condition in conditions[1:]:
        joined = joined | condition
    return joined


def _of_countries(countries: list[str]) -> Any:
    """Agencies there, and those that cover it from elsewhere; a part of a country by its own code."""
    covers = exists().where(col(Coverage.agency_id) == col(Agency.id), col(Coverage.country).in_(countries))
    return col(Agency.country).in_(countries) | col(Agency.subdivision).in_(countries) | covers


def audience_size(work: Work, chosen: dict[str, Any]) -> int:
    return int(work.first(Audience(chosen).query(func.count(col(Officer.id)))))


def audience_agencies(work: Work, chosen: dict[str, Any]) -> list[int]:
    """Those whose people are in it."""
    return list(work.all(Audience(chosen).query(col(Officer.agency_id)).distinct()))


def audience_by(work: Work, chosen: dict[str, Any], what: str) -> dict[str, int]:
    """How many, by "channel" (of any of their accounts) or by "language"."""
    column = {"channel": col(Account.channel), "language": col(Officer.language)}[what]
    query = Audience(chosen).query(column, func.count(func.distinct(Officer.id)))
    if what == "channel":
        query = query.join(Account, col(Account.officer_id) == col(Officer.id))
    return dict(work.all(query.group_by(column).order_by(column)))


def audience_out_of_reach(work: Work, chosen: dict[str, Any]) -> int:
    """How many have no account that can be written to."""
    reached = exists().where(col(Account.officer_id) == col(Officer.id), col(Account.blocked).is_(False))
    return int(work.first(Audience(chosen).query(func.count(col(Officer.id))).where(~reached)))


def not_yet_told(work: Work, notice: Notice, most: int) -> list[Officer]:
    """The next of its audience for whom no delivery is written."""
    query = Audience(notice.audience).query(Officer, Agency).where(~_told_of(notice.id))
    return [officer for officer, _ in work.all(query.order_by(col(Officer.id)).limit(most))]


def is_in(work: Work, chosen: dict[str, Any], officer_id: int) -> bool:
    """Whether a person belongs to an audience."""
    query = Audience(chosen).query(Officer, Agency).where(col(Officer.id) == officer_id)
    return work.first(query) is not None


def next_due(work: Work) -> datetime | None:
    found: datetime | None = work.first(select(func.min(col(Notice.due_at))))
    return found


def due(work: Work) -> list[Notice]:
    query = select(Notice).where(col(Notice.due_at) <= work.now).with_for_update(skip_locked=True)
    return work.all(query.order_by(col(Notice.due_at), col(Notice.id)).limit(10))


def delivery_to(work: Work, notice_id: int, officer_id: int) -> NoticeDelivery | None:
    query = select(NoticeDelivery).where(
        NoticeDelivery.notice_id == notice_id, NoticeDelivery.officer_id == officer_id
    )
    found: NoticeDelivery | None = work.first(query)
    return found


def outcomes(work: Work, notice_id: int) -> dict[Fate, int]:
    """How many of its messages met which fate."""
    query = (
        select(Outgoing.fate, func.count(col(NoticeDelivery.id)))
        .select_from(NoticeDelivery)
        .join(Outgoing, col(Outgoing.id) == col(NoticeDelivery.outgoing_id))
        .where(NoticeDelivery.notice_id == notice_id)
    )
    return dict(work.all(query.group_by(col(Outgoing.fate))))


def told_of(work: Work, notice_id: int) -> list[int]:
    """The persons for whom it was written."""
    query = select(NoticeDelivery.officer_id).where(NoticeDelivery.notice_id == notice_id)
    return list(work.all(query.order_by(col(NoticeDelivery.id))))


def by_country(work: Work, notice_id: int) -> list[tuple[str, int, int, int]]:
    """(country, recipients, delivered, acknowledged or answered), by country."""
    arrived = func.count(col(Outgoing.sent_at))
    query = (
        select(
            Agency.country,
            func.count(col(NoticeDelivery.id)),
            arrived,
            func.count(col(NoticeDelivery.acknowledged_at)),
        )
        .select_from(NoticeDelivery)
        .join(Outgoing, col(Outgoing.id) == col(NoticeDelivery.outgoing_id))
        .join(Officer, col(Officer.id) == col(NoticeDelivery.officer_id))
        .join(Agency, col(Agency.id) == col(Officer.agency_id))
        .where(NoticeDelivery.notice_id == notice_id)
    )
    rows = work.all(query.group_by(col(Agency.country)).order_by(col(Agency.country)))
    return [(country or "", *counts) for country, *counts in rows]


def acknowledged(work: Work, notice_id: int) -> int:
    query = select(func.count(col(NoticeDelivery.acknowledged_at)))
    return int(work.first(query.where(NoticeDelivery.notice_id == notice_id)))


def answers(work: Work, notice_id: int) -> dict[str, int]:
    query = select(NoticeDelivery.answer, func.count(col(NoticeDelivery.id)))
    return dict(work.all(query.where(NoticeDelivery.notice_id == notice_id).group_by(NoticeDelivery.answer)))


def to_be_reminded(work: Work, most: int) -> list[NoticeDelivery]:
    query = select(NoticeDelivery).where(col(NoticeDelivery.remind_at) <= work.now)
    return work.all(query.order_by(col(NoticeDelivery.remind_at), col(NoticeDelivery.id)).limit(most))


def next_reminder(work: Work) -> datetime | None:
    found: datetime | None = work.first(select(func.min(col(NoticeDelivery.remind_at))))
    return found


def to_be_told_again(work: Work, notice: Notice, most: int) -> list[NoticeDelivery]:
    """Those who do not know yet how the notice changed (its `version`)."""
    query = select(NoticeDelivery).where(
        NoticeDelivery.notice_id == notice.id, NoticeDelivery.version < notice.version
    )
    return work.all(query.order_by(col(NoticeDelivery.id)).limit(most))


def received_by(work: Work, officer_id: int) -> list[int]:
    """Ids, the newest first, without those recalled or no longer in force."""
    query = (
        select(Notice.id)
        .join(NoticeDelivery, col(NoticeDelivery.notice_id) == col(Notice.id))
        .where(NoticeDelivery.officer_id == officer_id, *_in_force(work))
    )
    return work.all(query.order_by(col(Notice.made_at).desc(), col(Notice.id).desc()))


def _in_force(work: Work) -> Iterable[Any]:
    gone = (NoticeState.RECALLED, NoticeState.REPLACED, NoticeState.CANCELLED, NoticeState.DROPPED)
    return col(Notice.state).not_in(gone), (col(Notice.ends_at).is_(None) | (col(Notice.ends_at) > work.now))


def owed_by(work: Work, officer_id: int) -> list[int]:
    """Ids of notices in force that this person has neither acknowledged nor answered, the newest first."""
    owed = col(NoticeDelivery.acknowledged_at).is_(None)
    is_series = col(Notice.starts_at).is_not(None) & (col(Notice.rule) != "")
    asked = col(Notice.wants_ack) | (col(Notice.starts_at) > work.now) | is_series
    query = (
        select(Notice.id)
        .join(NoticeDelivery, col(NoticeDelivery.notice_id) == col(Notice.id))
        .where(NoticeDelivery.officer_id == officer_id, owed, asked, *_in_force(work))
    )
    return work.all(query.order_by(col(Notice.made_at).desc()))


def made_by_coordinators(work: Work) -> list[int]:
    """Ids, the newest first, without drafts."""
    query = select(Notice.id).where(col(Notice.state).not_in(UNSEEN))
    return work.all(query.order_by(col(Notice.made_at).desc(), col(Notice.id).desc()))


def in_force(work: Work) -> list[Notice]:
    """Sent, and still to be told to whoever joins."""
    query = select(Notice).where(Notice.state == NoticeState.SENT, *_in_force(work))
    return work.all(query.order_by(col(Notice.made_at)))
