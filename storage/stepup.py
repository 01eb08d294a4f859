"""The second factor: each person's authenticator app, and what waits for its six digits."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete
from sqlmodel import Field, col, select

from storage.answers import kept
from storage.columns import RowId, Sealed, SealedJson, UtcDateTime
from storage.outbox import Fate, Lane, Outgoing
from storage.people import Account
from storage.rights import Guarded, is_broken
from storage.rows import Row, link
from storage.work import Work


class Authenticator(Guarded, table=True):
    """One a person. `last_step` is the newest time step whose digits were taken: it and those before it are
    never taken again. `shown_id`: the message that shows the key, until it is confirmed."""

    __bound__ = (
        *("officer_id", "secret", "confirmed_at", "last_step", "wrong", "closed_until", "account_id"),
    )
    officer_id: int = link("officer", unique=True)
    secret: str = Field(sa_type=Sealed)
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_step: int = Field(default=0, sa_type=RowId)
    wrong: int = 0  # wrong digits since the last right ones
    closed_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    shown_id: int | None = Field(default=None, sa_type=RowId)
    account_id: int | None = link("account", default=None)  # where the key was shown
    made_at: datetime = Field(sa_type=UtcDateTime)


class Interruption(Row, table=True):
    """What goes on by itself after the right digits on this account: a letter, or what was to be done."""

    account_id: int = link("account")
    outgoing_id: int | None = Field(default=None, sa_type=RowId)
    body: dict[str, Any] | None = Field(default=None, sa_type=SealedJson)
    made_at: datetime = Field(sa_type=UtcDateTime)


_OF = kept(  # asked before content
    select(Authenticator).where(Authenticator.officer_id == bindparam("officer"))
)


def authenticator_of(work: Work, officer_id: int, lock: bool = False) -> Authenticator | None:
    """Confirmed or not. `lock`: who comes second sees what the first one did."""
    query = _OF.with_for_update().execution_options(populate_existing=True) if lock else _OF
    found: Authenticator | None = work.first(query, officer=officer_id)
    return found


_SHOWN_ON = (
    select(Authenticator.id)
    .join(Account, col(Account.id) == col(Authenticator.account_id))
    .where(
        Authenticator.officer_id == bindparam("officer"),
        Account.channel == bindparam("channel"),
        col(Authenticator.confirmed_at).is_not(None),
    )
)


def was_shown_on(work: Work, officer_id: int, channel: str) -> bool:
    """Whether the key of this person's app was shown on that channel."""
    return work.first(_SHOWN_ON, officer=officer_id, channel=channel) is not None


def has_authenticator(work: Work, officer_id: int) -> bool:
    """Whether this person has set one up and confirmed it. So it is, too, where somebody else has changed it:
    digits are asked for, none are right, and a coordinator takes it away."""
    found = stored(work, officer_id)
    return found is not None and (is_broken(found) or found.confirmed_at is not None)


def stored(work: Work, officer_id: int) -> Authenticator | None:
    """Also one that is not what was written: only to be taken away."""
    return next(iter(work.as_stored(_OF, officer=officer_id)), None)


def use_step(work: Work, found: Authenticator, step: int) -> bool:
    """False: this step, or a later one, was used before, by whatever process. `found` is locked."""
    if found.last_step >= step:
        return False
    found.last_step = step
    work.add(found)
    work.session.flush()
    return True


def drop(work: Work, found: Authenticator) -> None:
    """It is gone, and so is all that its digits have opened."""
    work.session.delete(found)
    work.session.flush()
    for account in work.all(select(Account).where(Account.officer_id == found.officer_id)):
        account.stepped_up_at = None
        work.session.add(account)


def oldest_unconfirmed(work: Work) -> Authenticator | None:
    query = select(Authenticator).where(col(Authenticator.confirmed_at).is_(None))
    found: Authenticator | None = work.first(query.order_by(col(Authenticator.made_at)).limit(1))
    return found


def interrupt(work: Work, account_id: int, **what: Any) -> None:
    """`what`: outgoing_id, or body; of things to be done, the newest alone goes on."""
    if "body" in what:
        own = (col(Interruption.account_id) == account_id, col(Interruption.outgoing_id).is_(None))
        work.execute(delete(Interruption).where(*own))
    work.add(Interruption(account_id=account_id, made_at=work.now, **what))


def interrupted(work: Work, account_id: int, since: datetime) -> list[Interruption]:
    """In the order in which it happened."""
    own = (Interruption.account_id == account_id, Interruption.made_at >= since)
    return work.all(select(Interruption).where(*own).order_by(col(Interruption.id)))


def forget_interruptions(work: Work, account_id: int) -> None:
    work.execute(delete(Interruption).where(col(Interruption.account_id) == account_id))


def forget_old(work: Work, before: datetime) -> None:
    """What waited for so long goes on no more."""
    work.execute(delete(Interruption).where(col(Interruption.made_at) < before))


def release(work: Work, letter_id: int | None) -> None:
    """A letter that was only announced goes out anew, with what it says, as an answer."""
    row = work.get(Outgoing, letter_id)
    if row is not None and row.locked and row.fate is Fate.SENT and row.params is not None:
        row.fate, row.due_at, row.lane, row.attempts = Fate.WAITING, work.now, Lane.ANSWER, 0
        row.claimed_at = None
        work.session.add(row)
