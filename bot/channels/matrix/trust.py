"""What happens when the homeserver shows another identity for a person than the one that was approved."""

import asyncio
from collections.abc import Callable

from bot.channels.matrix.accounts import Known, Now
from storage.audit import Tag
from storage.engine import Database
from storage.item import Item
from storage.people import Account
from storage.work import Work

IdentityChanged = Callable[[Work, Account, str], None]
"""Called with the account and the key shown now, perhaps more than once for the same key: no content to the
account any more, and coordinators are told."""


def distrust(work: Work, account: Account, key: str) -> None:  # noqa: ARG001 (the hook's shape)
    """The least that must happen, once."""
    if account.trusted:
        account.trusted = False
        work.session.add(account)
        work.audit(Tag.IDENTITY_CHANGED, item=Item("account", account.id))


class Trust:
    def __init__(self, database: Database, now: Now, changed: IdentityChanged = distrust) -> None:
        self._database, self._now, self._changed = database, now, changed

    def note(self, work: Work, who: Known, shown: str) -> None:
        """The account may have been approved anew meanwhile."""
        account = work.need(Account, who.account_id)
        if account.identity is not None and account.identity != shown:
            self._changed(work, account, shown)

    async def note_now(self, who: Known, shown: str) -> None:
        """The same, in a transaction of its own."""

        def write() -> None:
            with self._database.work(self._now()) as work:
                self.note(work, who, shown)

        await asyncio.to_thread(write)
