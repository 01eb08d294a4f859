"""One officer's own data: all of it in one piece, and erased once he or she has left.

What this person filed and answered belongs to the items of the network, and goes with them
(`storage.retention`); the trail keeps the number of the row and no name.
"""

import secrets
from typing import Any

from sqlalchemy import delete, func, update
from sqlmodel import col, select

from storage.audit import AuditEntry
from storage.clues import Clue
from storage.drafts import Draft
from storage.exercises import ExerciseAct, ExercisePlayer
from storage.outbox import Outgoing
from storage.people import Account, Officer
from storage.reminders import Reminder
from storage.requests import Answer, Request
from storage.stepup import Authenticator
from storage.verifications import Verification
from storage.work import Work

GONE = "–"
_AUTHORED: dict[str, Any] = {
    "clues": Clue.author_id,
    "requests": Request.author_id,
    "answers": Answer.officer_id,
}


def export(work: Work, officer: Officer) -> dict[str, Any]:
    """Everything that is kept about this person; of what he or she wrote for others, how many."""
    accounts = work.all(select(Account).where(Account.officer_id == officer.id))
    reminders = work.all(select(Reminder).where(Reminder.officer_id == officer.id))
    drafts = work.all(select(Draft).where(Draft.officer_id == officer.id))
    entries = work.all(select(AuditEntry).where(AuditEntry.actor == officer.id))
    return {
        "officer": officer.model_dump(mode="json", exclude={"rights"}),
        "accounts": [
            one.model_dump(mode="json", include={"channel", "address", "identity", "used_at", "made_at"})
            for one in accounts
        ],
        "reminders": [one.model_dump(mode="json", include={"words", "due_at", "rule"}) for one in reminders],
        "drafts": [one.model_dump(mode="json", include={"form", "answers", "started_at"}) for one in drafts],
        "filed": {name: _count(work, author, officer.id) for name, author in _AUTHORED.items()},
        "trail": [
            one.model_dump(mode="json", include={"number", "at", "tag", "item", "detail"}) for one in entries
        ],
    }


def _count(work: Work, author: Any, officer_id: int) -> int:
    return int(work.first(select(func.count()).where(author == officer_id)))


def erase(work: Work, officer: Officer) -> None:
    """Name, addresses, keys, wishes and words; what is left is a number that did things."""
    officer.handle, officer.name, officer.wished_name = f"gone-{secrets.token_hex(4)}", GONE, None
    officer.quiet, officer.preferences, officer.suspended_for = {}, {}, None
    officer.deputy_id, officer.deputy_until = None, None
    work.session.add(officer)
    for account in work.all(select(Account).where(Account.officer_id == officer.id)):
        account.address, account.address_index = GONE, secrets.token_bytes(16)
        account.identity, account.shown_identity, account.trusted = None, None, False
        work.session.add(account)
        work.execute(delete(Verification).where(col(Verification.account_id) == account.id))
    work.session.flush()
    own = (Reminder, Draft, Authenticator, ExerciseAct, ExercisePlayer)
    for kind in own:
        work.execute(delete(kind).where(col(kind.officer_id) == officer.id))
    letters = col(Outgoing.officer_id) == officer.id
    work.execute(update(Outgoing).where(letters).values(params=None, carried=None, place=None))
