"""Content does not stay for ever where it is not sealed from end to end: in time it is taken back."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog

from bot.channels.port import Channel, TryLaterError
from bot.clock import Clock
from handlers import speech
from storage import outbox
from storage.engine import Database
from storage.people import Account

log = structlog.get_logger()
_EVERY = timedelta(minutes=1)
_TOO_LATE = timedelta(hours=2)  # so long after its time a network that sets a limit has none of it any more


class Removal:
    """Call `step` as often as you like."""

    def __init__(self, database: Database, channels: Mapping[str, Channel], clock: Clock) -> None:
        self._database, self._channels, self._clock = database, channels, clock
        self._next: datetime | None = None

    async def step(self) -> None:
        """Take back what has been there long enough. What cannot be taken back now is tried again."""
        now = self._clock.now()
        if self._next is not None and now < self._next:
            return
        self._next = now + _EVERY
        for channel in self._channels.values():
            age = channel.abilities.removes_after
            if age is not None:
                await self._take_back(channel, now - age)

    async def _take_back(self, channel: Channel, sent_before: datetime) -> None:
        for row_id, address, external in await asyncio.to_thread(self._due, channel.name, sent_before):
            try:
                await channel.remove(address, external)
            except TryLaterError:
                log.warning("removal.later", channel=channel.name)
                return
            await asyncio.to_thread(self._record, row_id)

    def _due(self, channel: str, sent_before: datetime) -> list[tuple[int, str, str]]:
        """Row, address and message ids."""
        kinds = [kind for kind in speech.kinds() if speech.speech(kind).quotes]
        with self._database.work(self._clock.now(), write=False) as work:
            rows = outbox.still_shown(work, channel, kinds, sent_before - _TOO_LATE, sent_before)
            accounts = [(row, work.get(Account, row.account_id)) for row in rows]
            return [(row.id, to.address, row.external) for row, to in accounts if to and row.external]

    def _record(self, row_id: int) -> None:
        with self._database.work(self._clock.now()) as work:
            row = work.need(outbox.Outgoing, row_id)
            row.removed_at = work.now
            work.session.add(row)
