"""Agencies, officers and their accounts; who vouches for whom; the switch that stops everything."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import UniqueConstraint, bindparam, or_
from sqlmodel import Field, col, select

from storage.columns import CleanText, Json, Sealed, SealedJson, UtcDateTime, code
from storage.rows import Row, link
from storage.work import Work


class Level(StrEnum):
    NATIONAL = "national"
    PROVINCIAL = "provincial"
    MISSION = "mission"
    INTERNATIONAL = "international"


class Role(StrEnum):
    OFFICER = "officer"
    COORDINATOR = "coordinator"
    OBSERVER = "observer"


class State(StrEnum):
    INVITED = "invited"
    PENDING = "pending"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    LEFT = "left"


class Agency(Row, table=True):
    """`handle` is short and stable; `country` is ISO 3166-1, `subdivision` ISO 3166-2."""

    handle: str = Field(unique=True)
    name: str = Field(sa_type=CleanText)
    names: dict[str, str] = Field(default_factory=dict, sa_type=Json)  # by language, where it has one
    level: Level = Field(sa_type=code(Level))
    country: str | None = Field(default=None, index=True)
    subdivision: str | None = None
    parent_id: int | None = link("agency", default=None)
    made_at: datetime = Field(sa_type=UtcDateTime)


class Coverage(Row, table=True):
    """An agency covers a country: it answers for it."""

    __table_args__ = (UniqueConstraint("agency_id", "country"),)
    agency_id: int = link("agency")
    country: str = Field(index=True)


class Officer(Row, table=True):
    """A person. `quiet` and `preferences` are what this person chose, empty where the house rules hold."""

    handle: str = Field(unique=True)
    agency_id: int = link("agency")
    role: Role = Field(sa_type=code(Role))
    state: State = Field(sa_type=code(State))
    name: str = Field(sa_type=Sealed)
    language: str = "en"
    zone: str = "UTC"
    quiet: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    preferences: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    deputy_id: int | None = link("officer", default=None)
    deputy_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    vetted_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    vetting_due_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)  # next word of it
    suspended_for: str | None = Field(default=None, sa_type=Sealed)
    terms_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    terms_version: str = ""
    made_at: datetime = Field(sa_type=UtcDateTime)


class Account(Row, table=True):
    """An officer on one channel. `identity` is what was pinned at approval (Matrix: the master key),
    `shown_identity` the other one that it shows since."""

    __table_args__ = (UniqueConstraint("channel", "address_index"),)
    officer_id: int = link("officer")
    channel: str
    address: str = Field(sa_type=Sealed)
    address_index: bytes
    identity: str | None = Field(default=None, sa_type=Sealed)
    shown_identity: str | None = Field(default=None, sa_type=Sealed)
    trusted: bool = True  # False: the identity changed; no content until two coordinators approve again
    blocked: bool = False  # the network says that this person does not want to hear from us
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    stepped_up_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # the last right six digits
    made_at: datetime = Field(sa_type=UtcDateTime)


class Invitation(Row, table=True):
    """A single-use code: to enrol (`agency_id`, `role`), or to link a further account (`officer_id`)."""

    code_index: bytes = Field(unique=True)
    agency_id: int | None = link("agency", default=None)
    role: Role = Field(default=Role.OFFICER, sa_type=code(Role))
    officer_id: int | None = link("officer", default=None)
    vouched: bool = False  # by the operator at the command line: active on enrolment
    made_by: int | None = link("officer", default=None)
    made_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    language: str | None = None
    sent_from: dict[str, Any] | None = Field(default=None, sa_type=SealedJson)  # where a link code came from


class Approval(Row, table=True):
    """One coordinator's word for `purpose`: "enrol:<officer>" and the like; see storage.vouching."""

    __table_args__ = (UniqueConstraint("purpose", "officer_id"),)
    purpose: str = Field(index=True)
    officer_id: int = link("officer")
    agency_id: int = link("agency")
    at: datetime = Field(sa_type=UtcDateTime)


class Stranger(Row, table=True):
    """An account nobody vouched for: when it was last answered, and its wrong codes."""

    __table_args__ = (UniqueConstraint("channel", "address_index"),)
    channel: str
    address_index: bytes
    told_on: str = ""  # the UTC day of the neutral line
    wrong_codes: int = 0
    wrong_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_until: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Switch(Row, table=True):
    """Something that holds for the whole network, such as the lockdown."""

    name: str = Field(unique=True)
    on: bool = False
    by_id: int | None = link("officer", default=None)
    at: datetime | None = Field(default=None, sa_type=UtcDateTime)


def address_index(work: Work, channel: str, address: str) -> bytes:
    return work.index("address", f"{channel} {address}")


# put together once: these are asked for every message
_WHO = (
    select(Account, Officer)
    .join(Officer, col(Officer.id) == col(Account.officer_id))
    .where(Account.channel == bindparam("channel"), Account.address_index == bindparam("index"))
)
_ACCOUNTS = (
    select(Account)
    .where(col(Account.officer_id).in_(bindparam("officers", expanding=True)))
    .order_by(col(Account.used_at).is_(None), col(Account.used_at).desc(), col(Account.id))
)
_OF_AGENCIES = (
    select(Officer)
    .where(
        col(Officer.agency_id).in_(bindparam("agencies", expanding=True)),
        Officer.state == bindparam("state"),
    )
    .order_by(col(Officer.made_at), col(Officer.id))
)
_WITH_ROLE = (
    select(Officer)
    .where(Officer.role == bindparam("role"), Officer.state == State.ACTIVE)
    .order_by(col(Officer.made_at), col(Officer.id))
)
_STOOD_IN_FOR = select(Officer).where(
    Officer.deputy_id == bindparam("deputy"),
    Officer.state == State.ACTIVE,
    or_(col(Officer.deputy_until).is_(None), col(Officer.deputy_until) > bindparam("now")),
)


def who_at(work: Work, channel: str, address: str) -> tuple[Account, Officer] | None:
    """Whose account this is."""
    index = address_index(work, channel, address)
    found: tuple[Account, Officer] | None = work.first(_WHO, channel=channel, index=index)
    return found


def account_at(work: Work, channel: str, address: str) -> Account | None:
    found = who_at(work, channel, address)
    return None if found is None else found[0]


def accounts_of(work: Work, *officers: int) -> list[Account]:
    """The most recently used first."""
    return work.all(_ACCOUNTS, officers=officers)


def officer_named(work: Work, handle: str) -> Officer | None:
    officer: Officer | None = work.first(select(Officer).where(Officer.handle == handle.casefold()))
    return officer


def agency_named(work: Work, handle: str) -> Agency | None:
    agency: Agency | None = work.first(select(Agency).where(Agency.handle == handle.casefold()))
    return agency


def officers_of(work: Work, agency_ids: Iterable[int], state: State = State.ACTIVE) -> list[Officer]:
    """In the order in which they came."""
    return work.all(_OF_AGENCIES, agencies=list(agency_ids), state=state)


def with_role(work: Work, role: Role) -> list[Officer]:
    """The active ones."""
    return work.all(_WITH_ROLE, role=role)


def deputies_for(work: Work, officer: Officer) -> list[Officer]:
    """For which active officers this one stands in now."""
    return work.all(_STOOD_IN_FOR, deputy=officer.id, now=work.now)


def deputy_of(work: Work, officer: Officer) -> Officer | None:
    """Who stands in for this officer now, if that person is active."""
    if officer.deputy_until is not None and officer.deputy_until <= work.now:
        return None
    deputy = work.get(Officer, officer.deputy_id)
    return deputy if deputy is not None and deputy.state is State.ACTIVE else None


def agencies_of(work: Work, officer: Officer) -> frozenset[int]:
    """For which agencies this officer may act now: the own one, and those stood in for."""
    return frozenset({officer.agency_id, *(other.agency_id for other in deputies_for(work, officer))})


def covering(work: Work, country: str, subdivision: str | None = None) -> list[Agency]:
    """Who covers a country, or that part of it: for a part, its own agency and not its sisters."""
    query = (
        select(Agency)
        .join(Coverage, col(Coverage.agency_id) == col(Agency.id))
        .where(Coverage.country == (subdivision or country))
    )
    return work.all(query.order_by(col(Agency.made_at), col(Agency.id)))


def countries_of(work: Work, agency_id: int) -> list[str]:
    query = select(Coverage.country).where(Coverage.agency_id == agency_id)
    return work.all(query.order_by(col(Coverage.country)))


def agencies(work: Work, level: Level | None = None) -> list[Agency]:
    query = select(Agency) if level is None else select(Agency).where(Agency.level == level)
    return work.all(query.order_by(col(Agency.made_at), col(Agency.id)))


def switch(work: Work, name: str) -> Switch:
    found: Switch | None = work.first(select(Switch).where(Switch.name == name))
    return found or work.add(Switch(name=name))


_IS_ON = select(Switch.on).where(col(Switch.name) == bindparam("name"))  # asked before every delivery


def is_on(work: Work, name: str) -> bool:
    return bool(work.first(_IS_ON, name=name))


def stranger_at(work: Work, channel: str, address: str) -> Stranger:
    index = address_index(work, channel, address)
    query = select(Stranger).where(Stranger.channel == channel, Stranger.address_index == index)
    found: Stranger | None = work.first(query)
    return found or work.add(Stranger(channel=channel, address_index=index))
