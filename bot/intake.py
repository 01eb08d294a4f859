"""Where every channel puts what it received: on disk, together with its cursor, before anything is done."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import timedelta

from bot.channels.port import Also
from bot.clock import Clock
from handlers.chat import Incoming
from storage import inbox
from storage.engine import Database
from storage.work import Work

_ALBUM = timedelta(seconds=1.5)  # how long after one picture of an album the next may come


class DatabaseIntake:
    """The Intake of `bot.channels.port`. `arrived` is called after messages were kept, `queued` after letters
    may have been."""

    def __init__(
        self, database: Database, clock: Clock, arrived: Callable[[], None], queued: Callable[[], None]
    ) -> None:
        self._database, self._clock, self._arrived, self._queued = database, clock, arrived, queued

    async def take(
        self, channel: str, arrivals: Sequence[Incoming], cursor: str | None = None, also: Also | None = None
    ) -> None:
        await asyncio.to_thread(self._keep, channel, arrivals, cursor, also)
        if arrivals:
            self._arrived()
        if also is not None:
            self._queued()

    async def cursor(self, channel: str) -> str | None:
        return await asyncio.to_thread(self._read_cursor, channel)

    async def do(self, also: Also) -> None:
        await asyncio.to_thread(self._keep, "", (), None, also)
        self._arrived()
        self._queued()

    def _keep(
        self, channel: str, arrivals: Sequence[Incoming], cursor: str | None, also: Also | None
    ) -> None:
        with self._database.work(self._clock.now()) as work:
            for incoming in arrivals:
                _keep(work, incoming)
            if cursor is not None:
                inbox.move_cursor(work, channel, cursor)
            if also is not None:
                also(work)

    def _read_cursor(self, channel: str) -> str | None:
        with self._database.work(self._clock.now(), write=False) as work:
            return inbox.cursor(work, channel)


def _keep(work: Work, incoming: Incoming) -> None:
    """Pictures sent together arrive one by one; they become one message, which waits for the last of them."""
    arrival, album = inbox.keep(work, incoming.to_json(), incoming.at), incoming.extra.get("album")
    if arrival is None or album is None:
        return
    begun = inbox.begun_album(work, arrival, album)
    if begun is not None and begun.body is not None:
        begun.body = Incoming.from_json(begun.body).joined(incoming).to_json()
        inbox.finish(work, arrival)
    whole = begun or arrival
    whole.due_at = work.now + _ALBUM
    work.session.add(whole)
