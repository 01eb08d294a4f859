"""The clock on the wall may be set back: what was due by it is not put off until it is there again."""

import asyncio
from datetime import datetime, timedelta

import structlog

from bot.clock import Clock
from storage import set_back
from storage.engine import Database

log = structlog.get_logger()
_NOTABLE = timedelta(seconds=2)  # less is how clocks are kept right


class SetBack:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock
        self._last: datetime | None = None

    async def step(self) -> None:
        now, last = self._clock.now(), self._last
        if last is not None and now < last - _NOTABLE:
            await asyncio.to_thread(self._bring_forward, now, last)
            log.warning("clock.set_back", seconds=round((last - now).total_seconds()))
        self._last = now

    def _bring_forward(self, now: datetime, last: datetime) -> None:
        """A failure leaves what was seen last as it is: the next step tries again."""
        with self._database.work(now) as work:
            set_back.bring_forward(work, last + _NOTABLE)
