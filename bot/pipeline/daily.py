"""Once a day one line of figures in the log: what came, what went, what waits, and what the process holds."""

import asyncio
import resource
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from bot.clock import Clock
from storage import counts
from storage.engine import Database

log = structlog.get_logger()
_EVERY = timedelta(days=1)
_DESCRIPTORS = Path("/proc/self/fd")


class Daily:
    """Call `step` as often as you like."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock
        self._next: datetime | None = None

    async def step(self) -> None:
        now = self._clock.now()
        is_first, is_set_back = self._next is None, self._next is not None and self._next > now + _EVERY
        if self._next is not None and not is_set_back and now < self._next:
            return
        self._next = now + _EVERY
        if not (is_first or is_set_back):
            log.info("day", **await asyncio.to_thread(self._figures, now))

    def _figures(self, now: datetime) -> dict[str, int]:
        with self._database.work(now, write=False) as work:
            figures = counts.since(work, now - _EVERY)
        megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        descriptors = sum(1 for _ in _DESCRIPTORS.iterdir()) if _DESCRIPTORS.is_dir() else 0
        return figures | {"most_megabytes": megabytes, "descriptors": descriptors}
