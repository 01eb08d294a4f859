"""Sealed files that belong to nothing: of a process that was killed, or of what nobody wanted to keep."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import islice

import structlog

from bot.clock import Clock
from storage import inbox, items
from storage.engine import Database
from storage.files import FileStore

log = structlog.get_logger()
_EVERY = timedelta(days=1)
_SAFE = timedelta(days=2)  # a file is sealed before its row is written: a young one may still get its row
_AT_ONCE = 500


class Sweeping:
    """Call `step` as often as you like; once a day it looks through the store."""

    def __init__(self, database: Database, store: FileStore, clock: Clock) -> None:
        self._database, self._store, self._clock = database, store, clock
        self._next: datetime | None = None

    async def step(self) -> None:
        now = self._clock.now()
        if self._next is None or now >= self._next:
            self._next = now + _EVERY
            await asyncio.to_thread(self._sweep, now - _SAFE)

    def _sweep(self, before: datetime) -> None:
        parts = self._store.sweep(before.timestamp())
        old = self._store.older_than(before.timestamp())
        orphans = 0
        while some := list(islice(old, _AT_ONCE)):
            orphans += self._remove(some)
        if parts or orphans:
            log.info("files.swept", half_written=parts, orphans=orphans)

    def _remove(self, file_ids: Sequence[str]) -> int:
        with self._database.work(self._clock.now(), write=False) as work:
            orphans = set(file_ids) - items.kept_files(work, file_ids)
            if orphans:  # a message may wait for weeks, with its files fetched already
                orphans -= inbox.waiting_files(work)
        for file_id in orphans:
            self._store.delete(file_id)
        return len(orphans)
