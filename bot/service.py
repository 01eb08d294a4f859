"""Everything together: channels in, dispatcher, delivery, the clock's ticks."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from functools import partial
from typing import TypeVar

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.channels.port import Channel
from bot.clock import Clock
from bot.delivery import Delivery
from bot.dispatch import Dispatcher
from bot.home import Home
from bot.intake import DatabaseIntake
from bot.removal import Removal
from bot.sweeping import Sweeping
from bot.ticker import Ticker
from handlers import house
from handlers.chat import Incoming
from storage import inbox, outbox

log = structlog.get_logger()
Found = TypeVar("Found")
_LOOK = 1.0  # seconds between two looks at the clock
_DELIVERERS = 4  # a slow channel holds up one of them
_MOST_STEPS = 100_000  # until quiet: more would be two parts feeding each other for ever


class Service:
    """The bot on these channels, over one database."""

    def __init__(self, home: Home, channels: Sequence[Channel], clock: Clock) -> None:
        self.home, self.clock = home, clock
        self.channels = {channel.name: channel for channel in channels}
        self._arrivals: set[asyncio.Event] = set()  # set when there may be something to handle
        self._letters = _set_event()  # set when there may be something to deliver
        parts = (home.database, home.store, self.channels, home.rules, clock)
        self.intake = DatabaseIntake(home.database, clock, self._handle_soon, self._letters.set)
        self.dispatcher = Dispatcher(*parts, self._letters.set)
        self.delivery = Delivery(*parts)
        self.removal = Removal(home.database, self.channels, clock)
        self.sweeping = Sweeping(home.database, home.store, clock)
        self.ticker = Ticker(home.database, home.rules, clock)
        self.rooms = house.ROOMS

    async def quiet(self) -> None:
        """Until everything that is due now is handled and delivered."""
        for _ in range(_MOST_STEPS):
            handled = await self.dispatcher.step()
            delivered = await self.delivery.step()
            if not handled and not delivered and not await asyncio.to_thread(self.ticker.run_due):
                return
        raise RuntimeError("The bot does not come to rest.")

    def next_due(self) -> datetime | None:
        """When something is to happen again, if nobody writes before."""
        with self.home.database.work(self.clock.now(), write=False) as work:
            times = [inbox.next_due(work), outbox.next_due(work)]
        return min((at for at in [*times, self.ticker.next_due()] if at is not None), default=None)

    def turn_of(self, incoming: Incoming) -> datetime | None:
        """When a message that was kept will have its turn; None once it is handled."""
        with self.home.database.work(self.clock.now(), write=False) as work:
            return inbox.turn_of(work, incoming.channel, incoming.event)

    async def run(self) -> None:
        """Until cancelled. What an earlier process left half done is taken up first."""
        if self.home.database.is_sqlite:
            await asyncio.to_thread(self._take_up)
        scheduler = AsyncIOScheduler(timezone="UTC")
        scheduler.add_job(self._tick, "interval", seconds=_LOOK, max_instances=1, coalesce=True)
        scheduler.start()
        handlers = 1 if self.home.database.is_sqlite else _DELIVERERS
        try:
            async with asyncio.TaskGroup() as group:
                for channel in self.channels.values():
                    group.create_task(channel.run(self.intake))
                for _ in range(handlers):
                    group.create_task(self._handle())
                turn = asyncio.Lock()
                for _ in range(_DELIVERERS):
                    group.create_task(self._deliver(turn))
        finally:
            scheduler.shutdown(wait=False)
            for channel in self.channels.values():
                await channel.stop()

    def _take_up(self) -> None:
        with self.home.database.work(self.clock.now()) as work:
            outbox.release_stale(work, everything=True)
            outbox.unpark_all(work, self.channels)

    async def _tick(self) -> None:
        await asyncio.to_thread(self._release)
        await asyncio.to_thread(self.ticker.run_due)
        await self.removal.step()
        await self.sweeping.step()
        self.wake()

    def wake(self) -> None:
        """There may be something to handle, or to deliver."""
        self._handle_soon()
        self._letters.set()

    def _release(self) -> None:
        with self.home.database.work(self.clock.now()) as work:
            outbox.release_stale(work)
            if not work.is_sqlite:  # another process may have no way to somebody whom this one can reach
                outbox.unpark_all(work, self.channels)

    def _handle_soon(self) -> None:
        for news in self._arrivals:
            news.set()

    async def _handle(self) -> None:
        self._arrivals.add(news := _set_event())
        while True:
            if await self._look(self.dispatcher.step, news):
                news.set()

    async def _deliver(self, turn: asyncio.Lock) -> None:
        """One of several: while one looks for letters, or waits for them, the others send."""
        news = self._letters
        while True:
            async with turn:
                while not (letters := await self._look(self.delivery.claim, news)):
                    pass
            if self.delivery.may_be_more(letters):
                news.set()
            await self._step(partial(self.delivery.send, letters))
            news.set()  # what comes next for the same people may go now

    async def _look(self, step: Callable[[], Awaitable[Found]], news: asyncio.Event) -> Found | None:
        """Look at news, and once a second: an empty look in vain keeps the others from the database."""
        # wait_for would lose a stop that comes together with news (Python before 3.12)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_LOOK):
                await news.wait()
        news.clear()
        return await self._step(step)

    async def _step(self, step: Callable[[], Awaitable[Found]]) -> Found | None:
        try:
            return await step()
        except Exception as error:
            # the database may be away for a while: nothing is lost, all of it is there when it is back
            log.exception("step.failed", error=type(error).__name__)
            await asyncio.sleep(_LOOK)
            return None


def _set_event() -> asyncio.Event:
    event = asyncio.Event()
    event.set()
    return event
