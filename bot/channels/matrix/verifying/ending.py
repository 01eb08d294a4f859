"""Between whom a verification is, and how it ends without having come to something."""

from bot.channels.matrix.accounts import known
from bot.channels.matrix.device import Desk
from bot.channels.matrix.keys.directory import Person
from bot.channels.matrix.notices import VERIFY, tell
from bot.channels.matrix.verifying.flow import CancelError, Sides, Talk
from handlers.verification import comparing
from storage import verifications
from storage.people import Account
from storage.verifications import Verification
from storage.work import Work

_IN_OWN_WORDS = frozenset({"m.user", "m.timeout"}) | comparing.ALARMING


def sides_of(desk: Desk, talk: Talk, pinned: str | None, person: Person) -> Sides:
    """CancelError: the app's device is not one of this person's any more, or the identity is another one."""
    their = person.trusted(pinned).get(talk.device_id)
    if their is None or pinned is None:
        raise CancelError("m.key_mismatch")
    return Sides(desk.crypto.own, desk.identity.key, their, pinned)


def end(work: Work, row: Verification, code: str, fingerprint: str, *, is_theirs: bool = False) -> None:
    """`is_theirs`: the app ended it, and need not be told."""
    leave(work, row, code, is_theirs=is_theirs)
    comparing.ended(work, row, code)
    if code not in _IN_OWN_WORDS:
        address = work.need(Account, row.account_id).address
        tell(work, address, known(work, address), VERIFY, fingerprint=fingerprint)


def leave(work: Work, row: Verification, code: str, *, is_theirs: bool = False) -> None:
    """The same without a word to anybody but the app."""
    talk = Talk.kept(row.body or {})
    talk.forget()
    if is_theirs:
        talk.out.clear()
    else:
        talk.cancel(code)
    row.body, row.pending = talk.body() if talk.out else None, bool(talk.out)
    verifications.end(work, row, code)
