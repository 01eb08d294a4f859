"""The audit trail: append-only, each entry chained to the one before by a keyed hash.

Entries hold who did what to which item and when, never content. The head row holds the last link under a
seal of its own, so that entries cut off at the end are noticed, too; it is also what writers of several
processes queue at. A writer who finds a head that none of us wrote goes on, but says so in the trail itself:
no later entry can cover it up.
"""

import hashlib
import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, func, text
from sqlmodel import Field, Session, SQLModel, col, select

from storage.alarms import Alarm, Kind
from storage.columns import Json, RowId, UtcDateTime, fixed
from storage.keys import Keyring
from storage.text import dump_json

FIRST = "0" * 64  # the link before the first entry
_BATCH = 1000
# what a head says of its database: all that decides access is sealed; some of it; nothing
SEALED_RIGHTS = "audit head, rights of 2026 sealed"
SOME_RIGHTS = "audit head, rights sealed"
PLAIN_RIGHTS = "audit head"


class Tag(StrEnum):
    """subject:object:action. The subject is who acts; "house" is the bot by itself."""

    PUT_ASIDE = "house:message:put_aside"
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
    VERIFICATION_BEGUN = "officer:verification:begin"
    EMOJI_COMPARED = "coordinator:verification:compare"
    IDENTITY_VERIFIED = "house:verification:sign"
    VERIFICATION_ENDED = "house:verification:end"
    LINK_BEGUN = "officer:account:offer"
    LINKED = "officer:account:link"
    DEPUTY_NAMED = "officer:deputy:name"
    DUTY_SET = "coordinator:duty:set"
    DUTY_HANDED_BACK = "coordinator:duty:return"
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
    NOT_TAKEN_BACK = "house:delivery:leave"
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
    CHANGE_NOTED = "officer:change:note"
    COURT_ASKED = "officer:court:ask"
    COURT_GIVEN = "officer:court:give"
    COURT_REFUSED = "officer:court:refuse"
    RESEARCH_GIVEN = "officer:research:give"
    RESEARCH_TAKEN_BACK = "officer:research:take_back"
    REQUEST_FILED = "officer:request:file"
    REQUEST_VIEWED = "officer:request:view"
    REQUEST_RECEIVED = "house:request:receive"
    REQUEST_CHANGED = "officer:request:change"
    REQUEST_MOVED = "officer:request:move"
    REQUEST_CLOSED = "house:request:close"
    OVERVIEW_VIEWED = "coordinator:request:view"
    STEP_TAKEN = "house:reminder:take"
    CALL_TAKEN = "coordinator:call:take"
    CALL_PASSED = "coordinator:call:pass"
    SNOOZED = "officer:reminder:snooze"
    SCREENED = "officer:screening:mask"
    SCREENED_AS_POINTER = "officer:screening:point"
    FALSE_ALARM = "officer:screening:release"
    FILES_RELEASED = "officer:screening:files"
    MATTER_BARRED = "officer:matter:deny"
    CORRIDOR_CLOSED = "officer:corridor:deny"
    KEPT_LONGER = "officer:item:keep"
    ERASURE_WARNED = "house:item:warn"
    ERASED = "house:item:erase"
    EXPIRY_SET = "officer:item:limit"
    EXPIRED = "house:item:withdraw"
    PERSON_EXPORTED = "operator:person:export"
    PERSON_ERASED = "operator:person:erase"
    FILE_KEPT = "officer:file:keep"
    FILE_VIEWED = "officer:file:view"
    LOOK_EXPLAINED = "officer:item:explain"
    TRAIL_VIEWED = "observer:trail:view"
    TRAIL_EXPORTED = "observer:trail:export"
    CONTACTS_VIEWED = "officer:contact:view"
    CONTACT_CHANGED = "officer:contact:change"
    AGENCY_PROPOSED = "coordinator:agency:propose"
    AGENCY_CHANGED = "coordinator:agency:change"
    AGREEMENT_KEPT = "coordinator:agreement:keep"
    LAW_CHANGED = "operator:law:change"
    NOTICE_MADE = "coordinator:notice:make"
    NOTICE_CHANGED = "coordinator:notice:change"
    NOTICE_APPROVED = "coordinator:notice:approve"
    NOTICE_SENT = "house:notice:send"
    NOTICE_MOVED = "coordinator:notice:move"
    NOTICE_RECALLED = "coordinator:notice:recall"
    NOTICE_ACKNOWLEDGED = "officer:notice:acknowledge"
    NOTICE_ANSWERED = "officer:meeting:answer"
    LIBRARY_SEARCHED = "officer:library:search"
    LIBRARY_VIEWED = "officer:library:view"
    LIBRARY_ADDED = "officer:library:add"
    LIBRARY_APPROVED = "officer:library:approve"
    LIBRARY_JUDGED = "officer:library:judge"
    LIBRARY_HIDDEN = "coordinator:library:hide"
    LIBRARY_CHANGED = "officer:library:change"
    EXERCISE_BEGUN = "officer:exercise:begin"
    EXERCISE_JOINED = "officer:exercise:join"
    EXERCISE_STEERED = "coordinator:exercise:steer"
    EXERCISE_ENDED = "officer:exercise:end"
    COMPARED = "officer:value:compare"
    COMPARING_STOPPED = "house:value:stop"
    COMPARING_RELEASED = "coordinator:value:release"
    HIT_TOLD = "house:hit:tell"
    HIT_ANSWERED = "officer:hit:answer"
    NEVER_COMPARED = "coordinator:value:except"
    ROOM_OPENED = "officer:room:open"
    ROOM_WIDENED = "coordinator:room:widen"
    ROOM_INVITED = "house:room:invite"
    ROOM_ENTERED = "officer:room:enter"
    ROOM_LEFT = "officer:room:leave"
    ROOM_SHUT = "house:room:remove"
    ROOM_CLOSED = "officer:room:close"
    ROOM_ENDED = "house:room:end"
    EXPORTED = "operator:data:export"
    TRAIL_BROKEN = "house:trail:alarm"
    TAMPERED = "house:database:alarm"
    KEYS_ROTATED = "operator:keys:rotate"
    RESTORED = "operator:data:restore"
    RECOVERY_SHOWN = "operator:identity:export"
    IDENTITY_RESTORED = "operator:identity:restore"
    LOGGED_IN_ANEW = "operator:identity:login"


_IS_ALARM = text(f"tag = '{Tag.TAMPERED}'")


class AuditEntry(SQLModel, table=True):
    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_alarm", "at", sqlite_where=_IS_ALARM, postgresql_where=_IS_ALARM),
        Index("ix_audit_entry_item", "item"),
        Index("ix_audit_entry_actor", "actor", "number"),
    )
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
    link: str = FIRST
    seal: bytes | None = None


_ONLY = 1
_HEAD = select(AuditHead).where(AuditHead.id == _ONLY)


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
    is_entered: bool = False  # the trail itself says so


def append(session: Session, keyring: Keyring, now: datetime, pending: Sequence[Pending]) -> None:
    """Chain these entries to the trail, in order."""
    head = session.exec(_HEAD.with_for_update()).first()
    if head is None or not _is_ours(keyring, head):
        found: dict[str, str | int] = {"head": head.number if head else -1}
        keyring.alarms.note(Alarm(Kind.TRAIL, "audit_head"))
        head, pending = _begin_anew(session, head), [Pending(Tag.TRAIL_BROKEN, None, "", found), *pending]
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
    head.seal = head_seal(keyring, head.number, head.link)
    session.add(head)
    session.flush()


def _begin_anew(session: Session, head: AuditHead | None) -> AuditHead:
    """Behind whatever is left of the trail."""
    last = session.exec(select(AuditEntry).order_by(col(AuditEntry.number).desc()).limit(1)).first()
    head = head or AuditHead(id=_ONLY)
    head.number, head.link = (last.number, last.link) if last else (0, FIRST)
    return head


def head_seal(keyring: Keyring, number: int, link: str, purpose: str = SEALED_RIGHTS) -> bytes:
    """Under a key that hangs on the root: `keys rotate` leaves it valid."""
    return hmac.digest(keyring.derive(purpose), f"{number}:{link}".encode(), hashlib.sha256)


def _is_ours(keyring: Keyring, head: AuditHead) -> bool:
    return hmac.compare_digest(bytes(head.seal or b""), head_seal(keyring, head.number, head.link))


def head_of(session: Session, keyring: Keyring) -> AuditHead | None:
    """None where it is gone, or was written by others."""
    head = session.exec(_HEAD).first()
    return head if head is not None and _is_ours(keyring, head) else None


def verify(session: Session, keyring: Keyring) -> tuple[int, Fault | None]:
    """How many entries hold, and the first that does not."""
    return _verify(session, keyring, FIRST, 0)


def verify_tail(session: Session, keyring: Keyring, last: int) -> Fault | None:
    """The same for the last so many, given that what came before them holds."""
    head = session.exec(_HEAD).first()
    before = session.get(AuditEntry, head.number - last) if head else None
    if before is None:
        return verify(session, keyring)[1]
    return _verify(session, keyring, before.link, before.number)[1]


def _verify(session: Session, keyring: Keyring, link: str, number: int) -> tuple[int, Fault | None]:
    broken: Fault | None = None
    for row in _entries(session, number):
        if row.number != number + 1:
            return number, Fault(number + 1, "is missing")
        if not hmac.compare_digest(_link(keyring, link, row), row.link):
            return number, Fault(row.number, "was changed")
        link, number = row.link, row.number
        if broken is None and row.tag == Tag.TRAIL_BROKEN:
            broken = Fault(number, "says that the trail before it was cut or changed", is_entered=True)
    return number, broken or _fault_of_head(session, keyring, number, link)


def _fault_of_head(session: Session, keyring: Keyring, number: int, link: str) -> Fault | None:
    head = session.exec(_HEAD).first()
    if head is None or (head.number, head.link) != (number, link) or not _is_ours(keyring, head):
        return Fault(number + 1, "and what follows were cut off")
    return None


def alarms_since(session: Session, since: datetime) -> dict[str, int]:
    """How often something was found that none of us wrote, by its kind (`storage.alarms.Kind`)."""
    query = select(AuditEntry.detail, func.count()).where(
        AuditEntry.tag == fixed(Tag.TAMPERED), AuditEntry.at >= since
    )
    return {detail["kind"]: count for detail, count in session.exec(query.group_by(col(AuditEntry.detail)))}


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
