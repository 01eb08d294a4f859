"""Clues, and their referrals to agencies."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, col, select

from storage.columns import CleanText, Json, Sealed, SealedJson, UtcDateTime, code
from storage.rows import Row, link
from storage.work import Work


class ReferralState(StrEnum):
    SENT = "sent"
    SEEN = "seen"
    ACKNOWLEDGED = "acknowledged"
    TAKEN_UP = "taken_up"
    NOT_TAKEN_UP = "not_taken_up"
    OUTCOME = "outcome"
    WITHDRAWN = "withdrawn"


class Clue(Row, table=True):
    """`details`: the optional fields of the guided form, by name. `tlp`, `handling`: see handlers.access."""

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
    event: str | None = Field(default=None, index=True, sa_type=CleanText)  # the message it was filed with
    made_at: datetime = Field(sa_type=UtcDateTime, index=True)
    changed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Referral(Row, table=True):
    """A clue at one agency. `way`: "direct", "copy" (to the national authority), or "onward"."""

    __table_args__ = (UniqueConstraint("clue_id", "agency_id"),)
    clue_id: int = link("clue")
    agency_id: int = link("agency")
    by_agency_id: int = link("agency")
    way: str = "direct"
    state: ReferralState = Field(default=ReferralState.SENT, sa_type=code(ReferralState))
    reason: str | None = Field(default=None, sa_type=Sealed)
    outcome: str | None = Field(default=None, sa_type=Sealed)
    made_at: datetime = Field(sa_type=UtcDateTime)
    changed_at: datetime = Field(sa_type=UtcDateTime)


def referrals_of(work: Work, clue_id: int) -> list[Referral]:
    return work.all(select(Referral).where(Referral.clue_id == clue_id).order_by(col(Referral.id)))


def referral_to(work: Work, clue_id: int, agency_id: int) -> Referral | None:
    query = select(Referral).where(Referral.clue_id == clue_id, Referral.agency_id == agency_id)
    found: Referral | None = work.first(query)
    return found


def filed_by(work: Work, agency_ids: Iterable[int], most: int) -> list[int]:
    """The clues of these agencies, newest first."""
    query = select(Clue.id).where(col(Clue.agency_id).in_(list(agency_ids)))
    return work.all(query.order_by(col(Clue.id).desc()).limit(most))


def referred_to(work: Work, agency_ids: Iterable[int], most: int) -> list[int]:
    """The clues that were referred to these agencies, newest first."""
    query = select(Referral.clue_id).where(col(Referral.agency_id).in_(list(agency_ids)))
    return work.all(query.order_by(col(Referral.id).desc()).limit(most))
