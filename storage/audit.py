"""The audit trail: append-only, each entry chained to the one before by a keyed hash.

Entries hold who did what to which item and when, never content. The head row holds the last link, so that
entries cut off at the end are noticed, too; it is also what writers of several processes queue at.
"""

import hashlib
import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Field, Session, SQLModel, col, select

from storage.columns import Json, RowId, UtcDateTime
from storage.keys import Keyring
from storage.text import dump_json

_FIRST = "0" * 64
_BATCH = 1000


class Tag(StrEnum):
    """subject:object:action. The subject is who acts; "house" is the bot by itself."""

    STRANGER_WROTE = "stranger:account:write"
    CODE_REFUSED = "stranger:code:refuse"
    INVITED = "coordinator:officer:invite"
    ENROLLED = "officer:account:enrol"
    APPROVED = "coordinator:officer:approve"
    REJECTED = "coordinator:officer:reject"
    ACTIVATED = "house:officer:activate"
    SUSPENDED = "coordinator:officer:suspend"
    REINSTATED = "coordinator:officer:reinstate"
    LEFT = "officer:officer:leave"
    VETTED = "coordinator:officer:vet"
    VETTING_ENDED = "house:officer:expire"
    IDENTITY_CHANGED = "house:account:distrust"
    LINK_BEGUN = "officer:account:offer"
    LINKED = "officer:account:link"
    DEPUTY_NAMED = "officer:deputy:name"
    PROFILE_CHANGED = "officer:profile:change"
    STEP_UP_ASKED = "house:code:ask"
    STEPPED_UP = "officer:code:write"
    STEP_UP_REFUSED = "house:code:refuse"
    STEP_UP_CLOSED = "house:code:close"
    TOTP_SET_UP = "officer:authenticator:add"
    TOTP_TAKEN_AWAY = "officer:authenticator:remove"
    TOTP_RESET = "coordinator:authenticator:reset"
    LOCKED_DOWN = "coordinator:network:lock"
    RELEASE_ASKED = "coordinator:network:ask"
    RELEASED = "coordinator:network:release"
    PEOPLE_VIEWED = "coordinator:officer:view"
    DENIED = "officer:item:deny"
    WITHHELD = "house:delivery:withhold"
    SENT = "house:delivery:send"
    UNDELIVERED = "house:delivery:fail"
    CLUE_FILED = "officer:clue:file"
    CLUE_VIEWED = "officer:clue:view"
    CLUE_ADDED = "officer:clue:add"
    CLUE_CORRECTED = "officer:clue:correct"
    CLUE_WITHDRAWN = "officer:clue:withdraw"
    REFERRED = "officer:referral:create"
    REFERRAL_MOVED = "officer:referral:move"
    CONSENT_ASKED = "officer:consent:ask"
    CONSENT_GIVEN = "officer:consent:give"
    CONSENT_REFUSED = "officer:consent:refuse"
    REQUEST_FILED = "officer:request:file"
    REQUEST_VIEWED = "officer:request:view"
    REQUEST_RECEIVED = "house:request:receive"
    REQUEST_CHANGED = "officer:request:change"
    REQUEST_MOVED = "officer:request:move"
    REQUEST_CLOSED = "house:request:close"
    ANSWERED = "officer:answer:give"
    OVERVIEW_VIEWED = "coordinator:request:view"
    STEP_TAKEN = "house:reminder:take"
    SNOOZED = "officer:reminder:snooze"
    FILE_KEPT = "officer:file:keep"
    FILE_VIEWED = "officer:file:view"
    CONTACTS_VIEWED = "officer:contact:view"
    CONTACT_CHANGED = "officer:contact:change"
    AGREEMENT_KEPT = "coordinator:agreement:keep"
    NOTICE_MADE = "coordinator:notice:make"
    NOTICE_APPROVED = "coordinator:notice:approve"
    NOTICE_SENT = "house:notice:send"
    NOTICE_MOVED = "coordinator:notice:move"
    NOTICE_RECALLED = "coordinator:notice:recall"
    NOTICE_ACKNOWLEDGED = "officer:notice:acknowledge"
    NOTICE_ANSWERED = "officer:meeting:answer"
    EXPORTED = "operator:data:export"
    KEYS_ROTATED = "operator:keys:rotate"
    RESTORED = "operator:data:restore"
    RECOVERY_SHOWN = "operator:identity:export"
    IDENTITY_RESTORED = "operator:identity:restore"


class AuditEntry(SQLModel, table=True):
    __tablename__ = "audit_entry"
    number: int = Field(primary_key=True, sa_type=RowId)  # 1, 2, 3, …
    at: datetime = Field(sa_type=UtcDateTime)
    tag: str
    actor: int | None = Field(default=None, sa_type=RowId)
    item: str = ""
    detail: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    link: str  # 64 hex digits: the hash of this entry and of the link before


class AuditHead(SQLModel, table=True):
    __tablename__ = "audit_head"
    id: int = Field(default=1, primary_key=True)
    number: int = Field(default=0, sa_type=RowId)
    link: str = _FIRST


@dataclass(frozen=True)
class Pending:
    """An entry of the running unit of work."""

    tag: Tag
    actor: int | None
    item: str
    detail: dict[str, str | int]


@dataclass(frozen=True)
class Fault:
    """The first entry that is not what was written; `number` is its place in the trail."""

    number: int
    reason: str


def append(session: Session, keyring: Keyring, now: datetime, pending: Sequence[Pending]) -> None:
    """Chain these entries to the trail, in order."""
    head = session.exec(select(AuditHead).with_for_update()).one()
    for entry in pending:
        row = AuditEntry(
            number=head.number + 1,
            at=now,
            tag=entry.tag,
            actor=entry.actor,
            item=entry.item,
            detail=entry.detail,
            link="",
        )
        row.link = _link(keyring, head.link, row)
        session.add(row)
        head.number, head.link = row.number, row.link
    session.add(head)
    session.flush()


def verify(session: Session, keyring: Keyring) -> tuple[int, Fault | None]:
    """How many entries hold, and the first that does not."""
    return _verify(session, keyring, _FIRST, 0)


def verify_tail(session: Session, keyring: Keyring, last: int) -> Fault | None:
    """The same for the last so many, given that what came before them holds."""
    head = session.exec(select(AuditHead)).one()
    before = session.get(AuditEntry, head.number - last)
    if before is None:
        return verify(session, keyring)[1]
    return _verify(session, keyring, before.link, before.number)[1]


def _verify(session: Session, keyring: Keyring, link: str, number: int) -> tuple[int, Fault | None]:
    for row in _entries(session, number):
        if row.number != number + 1:
            return number, Fault(number + 1, "is missing")
        if not hmac.compare_digest(_link(keyring, link, row), row.link):
            return number, Fault(row.number, "was changed")
        link, number = row.link, row.number
    head = session.exec(select(AuditHead)).one()
    if (head.number, head.link) != (number, link):
        return number, Fault(number + 1, "and what follows were cut off")
    return number, None


def entries_of(session: Session, item: str) -> list[AuditEntry]:
    """What happened to one item, oldest first."""
    query = select(AuditEntry).where(AuditEntry.item == item).order_by(col(AuditEntry.number))
    return list(session.exec(query).all())


def _entries(session: Session, after: int) -> Iterator[AuditEntry]:
    while True:
        query = select(AuditEntry).where(AuditEntry.number > after).order_by(col(AuditEntry.number))
        rows = session.exec(query.limit(_BATCH)).all()
        yield from rows
        if len(rows) < _BATCH:
            return
        after = rows[-1].number
        session.expunge_all()


def _link(keyring: Keyring, before: str, row: AuditEntry) -> str:
    at = row.at.astimezone(UTC).isoformat(timespec="microseconds")
    fields = [before, row.number, at, str(row.tag), row.actor, row.item, row.detail]
    return hmac.new(keyring.derive("audit"), dump_json(fields).encode(), hashlib.sha256).hexdigest()
