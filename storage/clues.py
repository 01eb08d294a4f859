"""Clues, their referrals to agencies, and the consent to refer them on."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, String, Subquery, UniqueConstraint, bindparam, exists, text, type_coerce, union
from sqlmodel import Field, col, select

from storage.columns import Json, Sealed, SealedJson, UtcDateTime, code, fixed
from storage.rights import Guarded
from storage.rows import link
from storage.work import Work


class ReferralState(StrEnum):
    SENT = "sent"
    SEEN = "seen"
    ACKNOWLEDGED = "acknowledged"
    TAKEN_UP = "taken_up"
    NOT_TAKEN_UP = "not_taken_up"
    OUTCOME = "outcome"
    WITHDRAWN = "withdrawn"


OPEN = (ReferralState.SENT, ReferralState.SEEN, ReferralState.ACKNOWLEDGED, ReferralState.TAKEN_UP)


_STANDING = text("withdrawn_at IS NULL")
_WHERE_OPEN = text("state IN ('sent', 'seen', 'acknowledged', 'taken_up')")


class Way(StrEnum):
    """How a clue came to an agency: addressed to it, in copy as the national authority, or referred on."""

    DIRECT = "direct"
    COPY = "copy"
    ONWARD = "onward"


class Consent(StrEnum):
    ASKED = "asked"
    GIVEN = "given"
    REFUSED = "refused"


class Clue(Guarded, table=True):
    """`details`: the optional fields of the guided form, by name. `tlp`, `handling`: see handlers.access."""

    __table_args__ = (
        Index("ix_clue_standing", "agency_id", "id", sqlite_where=_STANDING, postgresql_where=_STANDING),
    )
    __bound__ = ("author_id", "agency_id", "tlp", "handling", "is_personal")
    author_id: int = link("officer")
    agency_id: int = link("agency")
    text: str = Field(sa_type=Sealed)
    details: dict[str, Any] = Field(default_factory=dict, sa_type=SealedJson)
    countries: list[str] = Field(default_factory=list, sa_type=Json)  # of interest: ISO 3166-1 or -2
    tlp: str = "AMBER"
    handling: list[str] = Field(default_factory=lambda: ["H0"], sa_type=Json)
    handling_note: str | None = Field(default=None, sa_type=Sealed)  # H3 in words
    grading: str = "X4"
    is_personal: bool = False
    urgency: str = ""  # "" or one of the reasons a–d of Directive (EU) 2023/977
    official_reference: str | None = Field(default=None, sa_type=Sealed)
    made_at: datetime = Field(sa_type=UtcDateTime, index=True)
    changed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Referral(Guarded, table=True):
    """A clue at one agency; `by_agency_id` referred it there."""

    __table_args__ = (
        UniqueConstraint("clue_id", "agency_id"),
        Index("ix_referral_there", "agency_id", "clue_id"),
        Index(
            "ix_referral_open",
            "agency_id",
            "clue_id",
            sqlite_where=_WHERE_OPEN,
            postgresql_where=_WHERE_OPEN,
        ),
    )
    __bound__ = ("clue_id", "agency_id", "by_agency_id", "way")
    clue_id: int = link("clue")
    agency_id: int = link("agency")
    by_agency_id: int = link("agency")
    way: Way = Field(default=Way.DIRECT, sa_type=code(Way))
    state: ReferralState = Field(default=ReferralState.SENT, sa_type=code(ReferralState))
    reason: str | None = Field(default=None, sa_type=Sealed)
    outcome: str | None = Field(default=None, sa_type=Sealed)
    made_at: datetime = Field(sa_type=UtcDateTime)
    changed_at: datetime = Field(sa_type=UtcDateTime)


class Onward(Guarded, table=True):
    """`by_id` of agency `by_agency_id` asks the originator to let a clue be referred on to `agency_id`."""

    __bound__ = ("clue_id", "agency_id", "by_agency_id", "by_id", "consent")
    clue_id: int = link("clue")
    agency_id: int = link("agency")
    by_agency_id: int = link("agency")
    by_id: int = link("officer")
    consent: Consent = Field(default=Consent.ASKED, sa_type=code(Consent))
    made_at: datetime = Field(sa_type=UtcDateTime)
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


_IS_OPEN = col(Referral.state).in_([fixed(state) for state in OPEN])  # as its index says it


@dataclass(frozen=True)
class Filter:
    """Which clues of these agencies: `mine` those they filed, `received` those referred to them."""

    mine: bool = True
    received: bool = True
    only_open: bool = False
    country: str = ""


_REFERRALS = (  # asked whenever somebody wants to see a clue
    select(Referral).where(Referral.clue_id == bindparam("clue")).order_by(col(Referral.id))
)


def referrals_of(work: Work, clue_id: int) -> list[Referral]:
    return work.all(_REFERRALS, clue=clue_id)


def referral_to(work: Work, clue_id: int, agency_id: int) -> Referral | None:
    query = select(Referral).where(Referral.clue_id == clue_id, Referral.agency_id == agency_id)
    found: Referral | None = work.first(query)
    return found


def onwards_of(work: Work, clue_id: int) -> list[Onward]:
    return work.all(select(Onward).where(Onward.clue_id == clue_id).order_by(col(Onward.id)))


def listed(work: Work, agency_ids: Iterable[int], wanted: Filter, most: int, start: int = 0) -> list[int]:
    """Ids of clues, newest first, from the `start`-th on. Each side is looked at no further than that: what
    these agencies have is found by their indexes, however much others have."""
    agencies, which = list(agency_ids), []
    if wanted.country:
        which.append(type_coerce(col(Clue.countries), String).contains(f'"{wanted.country}'))
    sides = [
        *(_own(agencies, wanted.only_open, which) if wanted.mine else ()),
        *(_received(agencies, wanted.only_open, which) if wanted.received else ()),
    ]
    if not wanted.only_open:
        sides = [select(_newest(side, start + most).c.id) for side in sides]
    newest = union(*sides).subquery()
    return work.all(select(newest.c.id).order_by(newest.c.id.desc()).offset(start).limit(most))


def _newest(side: Any, most: int) -> Subquery:
    return side.distinct().order_by(text("id DESC")).limit(most).subquery()  # type: ignore[no-any-return]


def _own(agencies: list[int], only_open: bool, which: list[Any]) -> Iterator[Any]:
    """Open for its author: not withdrawn, and still with somebody, or with nobody yet. The former are found
    among all that are open: that does not grow with the years."""
    own = (col(Clue.agency_id).in_(agencies), *which)
    if not only_open:
        yield select(col(Clue.id).label("id")).where(*own)
        return
    stands = (*own, col(Clue.withdrawn_at).is_(None))
    its = col(Referral.clue_id) == col(Clue.id)
    yield select(col(Referral.clue_id).label("id")).where(_IS_OPEN, exists(Clue).where(its, *stands))
    yield select(col(Clue.id).label("id")).where(*stands, ~exists(Referral).where(its))


def _received(agencies: list[int], only_open: bool, which: list[Any]) -> Iterator[Any]:
    there: Any = select(col(Referral.clue_id).label("id")).where(col(Referral.agency_id).in_(agencies))
    if which:
        there = there.join(Clue, col(Clue.id) == col(Referral.clue_id)).where(*which)
    yield there.where(_IS_OPEN) if only_open else there


def countries_lately(work: Work, agency_id: int, most: int) -> list[list[str]]:
    """Of the agency's newest clues."""
    query = select(Clue.countries).where(Clue.agency_id == agency_id)
    return work.all(query.order_by(col(Clue.id).desc()).limit(most))


def unacknowledged(work: Work, agency_ids: Iterable[int]) -> list[Referral]:
    """What these agencies were sent and have not acknowledged yet, the oldest first."""
    waiting = [ReferralState.SENT, ReferralState.SEEN]
    query = select(Referral).where(
        col(Referral.agency_id).in_(list(agency_ids)), _IS_OPEN, col(Referral.state).in_(waiting)
    )
    return work.all(query.order_by(col(Referral.made_at), col(Referral.id)))
