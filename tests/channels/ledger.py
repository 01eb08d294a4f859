"""An intake in memory that keeps its promises, or can be told to break them."""

import asyncio
from collections.abc import Sequence

from bot.channels.port import Also
from handlers.vocabulary.incoming import Incoming
from storage.errors import BusyError


class Ledger:
    """Keeps messages and cursor together, each event once. `fails`: never gets to keep anything."""

    def __init__(self, fails: bool = False) -> None:
        self.kept: list[Incoming] = []
        self.tried = asyncio.Event()
        self._fails = fails
        self._cursors: dict[str, str] = {}
        self._news = asyncio.Condition()
        self._read = 0

    async def take(
        self,
        channel: str,
        arrivals: Sequence[Incoming],
        cursor: str | None = None,
        also: Also | None = None,  # noqa: ARG002 (what a channel writes besides is its own affair)
    ) -> None:
        if self._fails:
            self.tried.set()
            raise BusyError("never")
        known = {(one.channel, one.event) for one in self.kept}
        async with self._news:
            # through the form it has in the inbox, and back
            fresh = [Incoming.from_json(one.to_json()) for one in arrivals]
            self.kept += [one for one in fresh if (one.channel, one.event) not in known]
            if cursor is not None:
                self._cursors[channel] = cursor
            self._news.notify_all()

    async def cursor(self, channel: str) -> str | None:
        return self._cursors.get(channel)

    async def do(self, also: Also) -> None:
        """What a channel writes besides is its own affair."""

    async def next(self, seconds: float = 10.0) -> Incoming:
        """The next message that was kept."""
        async with asyncio.timeout(seconds), self._news:
            await self._news.wait_for(lambda: len(self.kept) > self._read)
        self._read += 1
        return self.kept[self._read - 1]

    async def until(self, words: str) -> None:
        """Read on, up to the message with this text."""
        while (await self.next()).text != words:
            pass

    async def pause(self) -> None:
        """A moment for what goes on elsewhere."""
        await asyncio.sleep(0.02)
