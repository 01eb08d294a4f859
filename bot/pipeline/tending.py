"""Once an hour: what was dropped leaves the disk, and the end of the audit trail is compared."""

import asyncio
from datetime import datetime, timedelta

from bot.clock import Clock
from storage import audit
from storage.alarms import Alarm, Kind
from storage.engine import Database

_EVERY = timedelta(hours=1)
_TAIL = 1000  # audit entries


class Tending:
    """Call `step` as often as you like."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock
        self._next: datetime | None = None

    async def step(self) -> None:
        """What could not be done now is tried again at the next call."""
        now = self._clock.now()
        if (self._next is None or now >= self._next) and await asyncio.to_thread(self._database.cut_log):
            self._next = now + _EVERY
            await asyncio.to_thread(self._compare, now)

    def _compare(self, now: datetime) -> None:
        with self._database.work(now, write=False) as work:
            fault = audit.verify_tail(work.session, work.keyring, _TAIL)
        if fault is not None and not fault.is_entered:
            self._database.keyring.alarms.note(Alarm(Kind.TRAIL, "audit_entry", fault.number))
