"""Verifications: an officer's app and the bot compare emoji, and who said that they are the same.

What is agreed with the app is the channel's own and sealed; it is gone once the verification is over. A done
one is kept: it says that this account's identity was confirmed, and lets its owner confirm others'.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, or_
from sqlmodel import Field, col, select

from storage.audit import Tag
from storage.columns import SealedJson, UtcDateTime, code
from storage.item import Item
from storage.people import Account, Officer, Role, is_active
from storage.rights import Guarded
from storage.rows import link
from storage.work import Work

_KEPT = timedelta(days=1)  # what came to nothing: an app that repeats itself is not begun with anew


class Phase(StrEnum):
    ASKED = "asked"  # by the app, and answered
    BEGUN = "begun"
    SHOWN = "shown"  # both sides have their emoji
    MATCHED = "matched"  # somebody said that they are the same
    DIFFERENT = "different"  # somebody said that they are not; the app is not told yet
    DONE = "done"
    ENDED = "ended"


OPEN = frozenset({Phase.ASKED, Phase.BEGUN, Phase.SHOWN, Phase.MATCHED})


class Verification(Guarded, table=True):
    """`name` is a hash of who asked and of the transaction, so that none comes twice; `key_index` one of the
    identity that is confirmed. `shown`: the numbers of the emoji, and the decimal numbers in their place.
    `compared_by`: the coordinator; None with a `compared_at`: the operator. `pending`: the app is still to be
    told something. `why`: the code that it ended with."""

    __bound__ = ("account_id", "name", "key_index", "phase", "compared_by", "compared_at")
    account_id: int = link("account")
    name: bytes = Field(unique=True)
    key_index: bytes
    phase: Phase = Field(default=Phase.ASKED, sa_type=code(Phase))
    body: dict[str, Any] | None = Field(default=None, sa_type=SealedJson)
    shown: dict[str, list[int]] | None = Field(default=None, sa_type=SealedJson)
    compared_by: int | None = link("officer", default=None)
    compared_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    begun_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime)
    pending: bool = False
    why: str = ""


def called(work: Work, address: str, transaction: str) -> Verification | None:
    """The one that this person's app calls so."""
    name = _name(work, address, transaction)
    found: Verification | None = work.first(select(Verification).where(Verification.name == name))
    return found


def begin(
    work: Work, account: Account, transaction: str, body: dict[str, Any], ends_at: datetime
) -> Verification:
    """A new one of an account with a pinned identity. What came to nothing long ago is forgotten."""
    old = (col(Verification.phase) == Phase.ENDED, col(Verification.begun_at) < work.now - _KEPT)
    work.execute(delete(Verification).where(*old, ~col(Verification.pending)))
    row = Verification(
        account_id=account.id,
        name=_name(work, account.address, transaction),
        key_index=key_index(work, account.identity or ""),
        body=body,
        begun_at=work.now,
        ends_at=ends_at,
        pending=True,
    )
    work.audit(Tag.VERIFICATION_BEGUN, account.officer_id, item_of(row))
    return work.add(row)


def to_see_to(work: Work) -> list[Verification]:
    """Those that are not over, or of which the app is still to hear. Oldest first."""
    is_live = or_(col(Verification.phase).in_([*OPEN, Phase.DIFFERENT]), col(Verification.pending))
    return work.all(select(Verification).where(is_live).order_by(col(Verification.begun_at)))


def open_of(work: Work, account_id: int) -> list[Verification]:
    is_open = (col(Verification.account_id) == account_id, col(Verification.phase).in_(OPEN))
    return work.all(select(Verification).where(*is_open).order_by(col(Verification.begun_at)))


def open_ones(work: Work) -> list[tuple[Verification, Account, Officer]]:
    """Those that are not over, and whose they are. Oldest first."""
    query = (
        select(Verification, Account, Officer)
        .join(Account, col(Account.id) == col(Verification.account_id))
        .join(Officer, col(Officer.id) == col(Account.officer_id))
        .where(col(Verification.phase).in_(OPEN))
    )
    return work.all(query.order_by(col(Verification.begun_at)))


def compare(work: Work, row: Verification, by: Officer | None, *, same: bool) -> bool:
    """What somebody who sees both says. `by`: a coordinator; None: the operator. Whether it counts: only once
    there is something to compare, and the first word, in time."""
    if row.phase is not Phase.SHOWN or row.ends_at <= work.now:
        return False
    row.phase = Phase.MATCHED if same else Phase.DIFFERENT
    row.compared_by, row.compared_at = by.id if by is not None else None, work.now
    work.session.add(row)
    said = {"same": "yes" if same else "no", **({} if by is not None else {"by": "operator"})}
    work.audit(Tag.EMOJI_COMPARED, by.id if by is not None else None, item_of(row), **said)
    return True


def finish(work: Work, row: Verification) -> None:
    """The identity is confirmed and signed; earlier words about this account are replaced by this one."""
    own = (col(Verification.account_id) == row.account_id, col(Verification.id) != row.id)
    work.execute(delete(Verification).where(*own, col(Verification.phase) == Phase.DONE))
    row.phase, row.shown = Phase.DONE, None
    work.session.add(row)
    account = work.need(Account, row.account_id)
    work.audit(Tag.IDENTITY_VERIFIED, None, item_of(row), officer=account.officer_id)


def end(work: Work, row: Verification, why: str) -> None:
    """It came to nothing."""
    row.phase, row.why, row.shown = Phase.ENDED, why, None
    work.session.add(row)
    work.audit(Tag.VERIFICATION_ENDED, None, item_of(row), why=why)


def is_verified(work: Work, account: Account) -> bool:
    """Whether somebody confirmed the identity that is pinned now."""
    if account.identity is None or not account.trusted:
        return False
    done = (col(Verification.account_id) == account.id, col(Verification.phase) == Phase.DONE)
    index = key_index(work, account.identity)
    return any(row.key_index == index for row in work.all(select(Verification).where(*done)))


def verified_accounts(work: Work, officer: Officer) -> list[Account]:
    query = select(Account).where(Account.officer_id == officer.id).order_by(col(Account.id))
    return [account for account in work.all(query) if is_verified(work, account)]


def who_can_compare(work: Work, officer: Officer) -> list[tuple[Officer, Account]]:
    """Active coordinators with a confirmed account; nobody confirms himself or herself."""
    query = select(Officer).where(Officer.role == Role.COORDINATOR).order_by(col(Officer.id))
    able = [one for one in work.all(query) if one.id != officer.id and is_active(work, one)]
    pairs = [(one, verified_accounts(work, one)) for one in able]
    return [(one, accounts[0]) for one, accounts in pairs if accounts]


def item_of(row: Verification) -> Item:
    return Item("verification", row.id)


def key_index(work: Work, key: str) -> bytes:
    return work.index("identity", key)


def _name(work: Work, address: str, transaction: str) -> bytes:
    return work.index("verification", f"{address}\0{transaction}".encode().hex())
