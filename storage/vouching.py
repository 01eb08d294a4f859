"""Who vouches for whom: codes and their wrong guesses, and what coordinators decide together."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, func
from sqlmodel import col, select

from storage import people
from storage.audit import AuditHead
from storage.people import Account, Agency, Approval, Invitation, Officer, Role, State
from storage.work import Work


def invitation_with(work: Work, code: str) -> Invitation | None:
    """Used and ended ones included: the caller says why it does not take them. Locked, so it is used once."""
    query = select(Invitation).where(Invitation.code_index == work.index("code", code))
    invitation: Invitation | None = work.first(query.with_for_update())
    return invitation


def links_asked_for(work: Work, since: datetime) -> list[Invitation]:
    """Further accounts that wait for the word of coordinators."""
    query = select(Invitation).where(
        col(Invitation.asked_at) >= since, col(Invitation.sent_from).is_not(None)
    )
    return work.all(query.order_by(col(Invitation.asked_at), col(Invitation.id)))


def expects_somebody(work: Work) -> bool:
    """Whether a code is out that can still be used."""
    query = select(Invitation.id).where(col(Invitation.used_at).is_(None), Invitation.ends_at > work.now)
    return work.first(query.limit(1)) is not None


def open_codes(work: Work, made_by: int | None = None) -> int:
    """How many codes to enrol with can still be used: of one coordinator, or of all."""
    can_be_used = (col(Invitation.used_at).is_(None), Invitation.ends_at > work.now)
    whose = () if made_by is None else (Invitation.made_by == made_by,)
    return work.first(select(func.count()).where(*can_be_used, *whose)) or 0


def end_codes(work: Work, officer_id: int) -> None:
    """No code for a further account of this officer can be used any more."""
    is_open = (col(Invitation.officer_id) == officer_id, col(Invitation.used_at).is_(None))
    for code in work.all(select(Invitation).where(*is_open, col(Invitation.ends_at) > work.now)):
        code.ends_at = work.now
        work.session.add(code)


def forget_codes(work: Work, before: datetime) -> int:
    """Those that nobody used in time."""
    was_vain = (col(Invitation.used_at).is_(None), col(Invitation.ends_at) < before)
    return work.execute(delete(Invitation).where(*was_vain))


def approve(work: Work, purpose: str, officer: Officer) -> int:
    """Add this word; how many voices there are now. They queue here: two at once both count."""
    work.first(select(AuditHead).with_for_update())
    if officer.id not in {approval.officer_id for approval in approvals_for(work, purpose)}:
        work.add(Approval(purpose=purpose, officer_id=officer.id, agency_id=officer.agency_id, at=work.now))
    return len(voices(work, (approval.agency_id for approval in approvals_for(work, purpose))))


def voices(work: Work, agency_ids: Iterable[int]) -> set[int]:
    """Agencies of one line of command, from the ministry down to its bureaus, are one voice."""
    return {people.line_of(work, agency_id) for agency_id in agency_ids}


def approvals_for(work: Work, purpose: str) -> list[Approval]:
    """The words that count: of those who are active coordinators now."""
    query = (
        select(Approval, Officer)
        .join(Officer, col(Officer.id) == col(Approval.officer_id))
        .where(Approval.purpose == purpose)
        .where(Officer.state == State.ACTIVE, Officer.role == Role.COORDINATOR)
    )
    return [word for word, _ in work.all(query.order_by(col(Approval.at)))]


def forget(work: Work, purpose: str) -> None:
    """The matter is settled, or was something else in the meantime."""
    work.execute(delete(Approval).where(col(Approval.purpose) == purpose))


def asked(work: Work, kind: str) -> list[str]:
    """The purposes of this kind for which somebody gave a word already."""
    query = select(Approval.purpose).where(col(Approval.purpose).startswith(f"{kind}:")).distinct()
    return sorted(work.all(query))


def in_state(work: Work, states: Iterable[State]) -> list[Officer]:
    query = select(Officer).where(col(Officer.state).in_(list(states)))
    return work.all(query.order_by(col(Officer.made_at), col(Officer.id)))


def witnesses(work: Work, officer: Officer) -> list[Officer]:
    """Who would notice that it is somebody else: colleagues and coordinators, each once."""
    near = [*people.officers_of(work, [officer.agency_id]), *people.with_role(work, Role.COORDINATOR)]
    return list({one.id: one for one in near if one.id != officer.id}.values())


def distrusted(work: Work) -> list[Account]:
    return work.all(select(Account).where(~col(Account.trusted)).order_by(col(Account.id)))


def free_handle(work: Work, agency: Agency) -> str:
    """`spain`, or `spain-2`, `spain-3`, …"""
    query = select(Officer.handle).where(col(Officer.handle).startswith(agency.handle))
    taken = set(work.all(query))
    number = 1
    while (handle := agency.handle if number == 1 else f"{agency.handle}-{number}") in taken:
        number += 1
    return handle


_NEXT_VETTING = select(func.min(col(Officer.vetting_due_at))).where(Officer.state == State.ACTIVE)


def next_vetting(work: Work) -> datetime | None:
    """When somebody's vetting is to be spoken of next."""
    found: datetime | None = work.first(_NEXT_VETTING)
    return found


def vetting_due(work: Work, most: int = 100) -> list[Officer]:
    query = select(Officer).where(Officer.state == State.ACTIVE, col(Officer.vetting_due_at) <= work.now)
    return work.all(query.order_by(col(Officer.vetting_due_at), col(Officer.id)).limit(most))
