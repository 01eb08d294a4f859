"""Agencies, officers and their accounts; who vouches for whom; the switch that stops everything."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import UniqueConstraint, and_, bindparam, delete, or_
from sqlmodel import Field, col, select

from storage.answers import kept
from storage.columns import CleanText, Json, Sealed, SealedJson, UtcDateTime, code
from storage.rights import Guarded, is_broken
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


class AgencyKind(StrEnum):
    """What it is, whatever its level."""

    POLICE = "police"
    BORDER = "border"
    PROSECUTION = "prosecution"
    MINISTRY = "ministry"
    LIAISON = "liaison"
    ORGANISATION = "organisation"
    OTHER = "other"


class Agency(Guarded, table=True):
    """`handle` is short and stable; `country` is ISO 3166-1, `subdivision` ISO 3166-2. One that is no more
    has an `AgencyEnd`."""

    __bound__ = ("handle", "level", "country", "subdivision", "parent_id", "name", "names", "kind")
    handle: str = Field(unique=True)
    name: str = Field(sa_type=CleanText)
    names: dict[str, str] = Field(default_factory=dict, sa_type=Json)  # by language, where it has one
    kind: AgencyKind = Field(default=AgencyKind.OTHER, sa_type=code(AgencyKind))
    level: Level = Field(sa_type=code(Level))
    country: str | None = Field(default=None, index=True)
    subdivision: str | None = None
    parent_id: int | None = link("agency", default=None)
    made_at: datetime = Field(sa_type=UtcDateTime)


class AgencyEnd(Guarded, table=True):
    """It was closed, or has become part of another: what was its own is that one's."""

    __bound__ = ("agency_id", "into_id")

    agency_id: int = link("agency", unique=True)
    into_id: int | None = link("agency", default=None)
    at: datetime = Field(sa_type=UtcDateTime)


class Coverage(Guarded, table=True):
    """An agency covers a country: it answers for it."""

    __table_args__ = (UniqueConstraint("agency_id", "country"),)
    __bound__ = ("agency_id", "country")
    agency_id: int = link("agency")
    country: str = Field(index=True)


class Officer(Guarded, table=True):
    """A person. `quiet` and `preferences` are what this person chose, empty where the house rules hold."""

    __bound__ = (
        *("agency_id", "role", "state", "standing", "deputy_id", "deputy_until", "vetted_until", "handle"),
    )
    handle: str = Field(unique=True)
    agency_id: int = link("agency")
    role: Role = Field(sa_type=code(Role))
    state: State = Field(sa_type=code(State))
    standing: int = 0  # counts the changes of state, and the vettings: see `stand`
    name: str = Field(sa_type=Sealed)
    wished_name: str | None = Field(default=None, sa_type=Sealed)  # waits for the word of coordinators
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


class Account(Guarded, table=True):
    """An officer on one channel. `identity` is what was pinned at approval (Matrix: the master key),
    `shown_identity` the other one that it shows since."""

    __table_args__ = (UniqueConstraint("channel", "address_index"),)
    __bound__ = ("officer_id", "channel", "address_index", "identity", "trusted", "stepped_up_at")
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


class Invitation(Guarded, table=True):
    """A single-use code: to enrol (`agency_id`, `role`), or to link a further account (`officer_id`)."""

    __bound__ = (
        "code_index",
        "agency_id",
        "role",
        "officer_id",
        "vouched",
        "made_by",
        "ends_at",
        "used_at",
        "asked_at",
    )
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
    asked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # coordinators, to link that account
    sent_from: dict[str, Any] | None = Field(default=None, sa_type=SealedJson)  # where a link code came from


class Approval(Guarded, table=True):
    """One coordinator's word for `purpose`: "enrol:<officer>" and the like; see storage.vouching."""

    __table_args__ = (UniqueConstraint("purpose", "officer_id"),)
    __bound__ = ("purpose", "officer_id", "agency_id")
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
    seen_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, index=True
    )  # answered, or a wrong code
    wrong_codes: int = 0
    wrong_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_until: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Switch(Guarded, table=True):
    """Something that holds for the whole network, such as the lockdown."""

    __bound__ = ("name", "on", "turned")
    name: str = Field(unique=True)
    on: bool = False
    turned: int = 0  # how often
    by_id: int | None = link("officer", default=None)
    at: datetime | None = Field(default=None, sa_type=UtcDateTime)


def stand(work: Work, officer: Officer, state: State) -> None:
    """From now on this officer is in this state. Words that were given about the last one count no more: they
    belong to the number it had."""
    officer.state, officer.standing = state, officer.standing + 1
    work.session.add(officer)


def address_index(work: Work, channel: str, address: str) -> bytes:
    return work.index("address", f"{channel} {address}")


# put together once: these are asked for every message
_WHO = (
    select(Account, Officer)
    .join(Officer, col(Officer.id) == col(Account.officer_id))
    .where(Account.channel == bindparam("channel"), Account.address_index == bindparam("index"))
)
_ACCOUNTS = kept(
    select(Account)
    .where(col(Account.officer_id).in_(bindparam("officers", expanding=True)))
    .order_by(col(Account.used_at).is_(None), col(Account.used_at).desc(), col(Account.id))
)
_HEIRS = select(AgencyEnd.into_id).where(col(AgencyEnd.agency_id).in_(bindparam("agencies", expanding=True)))
_OF_AGENCIES = kept(
    select(Officer)
    .where(
        or_(
            col(Officer.agency_id).in_(bindparam("agencies", expanding=True)),
            col(Officer.agency_id).in_(_HEIRS),
        ),
        Officer.state == bindparam("state"),
    )
    .order_by(col(Officer.made_at), col(Officer.id))
)
_WITH_ROLE = kept(
    select(Officer)
    .where(Officer.role == bindparam("role"), Officer.state == State.ACTIVE)
    .order_by(col(Officer.made_at), col(Officer.id))
)
_STANDS_IN = and_(
    col(Officer.deputy_id) == bindparam("deputy"),
    col(Officer.state) == State.ACTIVE,
    or_(col(Officer.deputy_until).is_(None), col(Officer.deputy_until) > bindparam("now")),
)
_STOOD_IN_FOR = kept(select(Officer).where(_STANDS_IN))
_ACTS_FOR = kept(  # with what has become part of these
    select(Officer, AgencyEnd)
    .outerjoin(AgencyEnd, col(AgencyEnd.into_id) == col(Officer.agency_id))
    .where(or_(col(Officer.id) == bindparam("deputy"), _STANDS_IN))
)
_IS_ENDED = select(AgencyEnd.agency_id)


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


def is_active(work: Work, officer: Officer) -> bool:
    """By the clock, too: whoever ends a vetting that is over may come late."""
    is_vetted = officer.vetted_until is None or officer.vetted_until > work.now
    return officer.state is State.ACTIVE and is_vetted


_ACTIVE_AT = (
    select(Account.address_index)
    .join(Officer, col(Officer.id) == col(Account.officer_id))
    .where(Officer.state == State.ACTIVE)
)
_ACTIVE_AMONG = _ACTIVE_AT.where(
    Account.channel == bindparam("channel"),
    col(Account.address_index).in_(bindparam("indexes", expanding=True)),
)


def active_among(work: Work, channel: str, addresses: Iterable[str]) -> set[str]:
    """Which of these addresses belong to active officers."""
    by_index = {address_index(work, channel, address): address for address in addresses}
    return {by_index[index] for index in work.all(_ACTIVE_AMONG, channel=channel, indexes=list(by_index))}


def active_addresses() -> Any:
    """The blind indexes of all addresses of active officers, for a query."""
    return _ACTIVE_AT


def officer_named(work: Work, handle: str) -> Officer | None:
    officer: Officer | None = work.first(select(Officer).where(Officer.handle == handle.casefold()))
    return officer


def agency_named(work: Work, handle: str) -> Agency | None:
    """One that is still there."""
    is_called = (Agency.handle == handle.casefold(), col(Agency.id).not_in(_IS_ENDED))
    agency: Agency | None = work.first(select(Agency).where(*is_called))
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
    """For which agencies this officer may act now: the own one, those stood in for, and what has become part
    of these."""
    pairs = work.all(_ACTS_FOR, deputy=officer.id, now=work.now)
    return frozenset(
        {officer.agency_id, *(one.agency_id for pair in pairs for one in pair if one is not None)}
    )


def line_of(work: Work, agency_id: int) -> int:
    """The agency at the head of the line of command: those below one head speak with one voice."""
    seen, head = {agency_id}, work.need(Agency, agency_id)
    while head.parent_id is not None and head.parent_id not in seen:
        seen.add(head.parent_id)
        head = work.need(Agency, head.parent_id)
    return head.id


def are_two(work: Work, one_id: int, other_id: int) -> bool:
    """Whether these agencies are of two lines of command: only then does one of them look at the other."""
    return line_of(work, one_id) != line_of(work, other_id)


def covering(work: Work, code: str) -> list[Agency]:
    """Who is entered for a country (ISO 3166-1), or for a part of one (3166-2): that alone."""
    query = (
        select(Agency, Coverage)
        .join(Coverage, col(Coverage.agency_id) == col(Agency.id))
        .where(Coverage.country == code)
    )
    return [agency for agency, _ in work.all(query.order_by(col(Agency.made_at), col(Agency.id)))]


def covered(work: Work, besides: int) -> list[str]:
    """What agencies besides this one answer for."""
    query = select(Coverage.country).where(Coverage.agency_id != besides).distinct()
    return work.all(query.order_by(col(Coverage.country)))


def countries_of(work: Work, agency_id: int) -> list[str]:
    query = select(Coverage).where(Coverage.agency_id == agency_id)
    return [one.country for one in work.all(query.order_by(col(Coverage.country)))]


def agencies(work: Work, level: Level | None = None) -> list[Agency]:
    """Those that are still there."""
    query = select(Agency).where(col(Agency.id).not_in(_IS_ENDED))
    wanted = query if level is None else query.where(Agency.level == level)
    return work.all(wanted.order_by(col(Agency.made_at), col(Agency.id)))


_SWITCH = kept(select(Switch).where(col(Switch.name) == bindparam("name")))  # asked before every delivery


def switch(work: Work, name: str) -> Switch:
    """One that somebody else wrote makes room for one of ours, which is on until it is turned."""
    found: Switch | None = work.first(_SWITCH, name=name)
    if found is not None:
        return found
    was_spoilt = work.execute(delete(Switch).where(col(Switch.name) == name)) > 0
    return work.add(Switch(name=name, on=was_spoilt))


def is_on(work: Work, name: str) -> bool:
    """Also where somebody else wrote it: what it stops stays stopped."""
    return any(one.on or is_broken(one) for one in work.as_stored(_SWITCH, name=name))
