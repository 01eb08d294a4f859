"""Everything together: channels in, dispatcher, delivery, the clock's ticks."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import structlog

from bot.channels.port import Channel
from bot.clock import Clock, RealClock
from bot.home.network import Home
from bot.pipeline.daily import Daily
from bot.pipeline.delivery import Delivery
from bot.pipeline.dispatch import Dispatcher
from bot.pipeline.intake import DatabaseIntake
from bot.pipeline.leading import Alone, Leading
from bot.pipeline.removal import Removal
from bot.pipeline.rooming import Rooming
from bot.pipeline.serving import Serving
from bot.pipeline.set_back import SetBack
from bot.pipeline.sweeping import Sweeping
from bot.pipeline.tending import Tending
from bot.pipeline.ticker import Ticker
from handlers import house
from handlers.letters.writing import Prepared
from handlers.vocabulary.incoming import Incoming
from storage import claimed, inbox, outbox, taking

if TYPE_CHECKING:
    from apscheduler.schedulers.asyncio import AsyncIOScheduler

log = structlog.get_logger()
Found = TypeVar("Found")
_LOOK = 1.0  # seconds between two looks at the clock
_DELIVERERS = 4
_PATIENCE = 5.0  # seconds that one of them waits for what it sends
_SLOW = 32  # batches, of which something takes longer, at most
_MOST_STEPS = 100_000  # until quiet: more would be two parts feeding each other for ever


class Service:
    """The bot on these channels, over one database."""

    def __init__(
        self, home: Home, channels: Sequence[Channel], clock: Clock, leading: Alone | Leading | None = None
    ) -> None:
        self.home, self.clock, leading = home, clock, leading or Alone()
        self.channels = {channel.name: channel for channel in channels}
        self._arrivals: set[asyncio.Event] = set()  # set when there may be something to handle
        self._letters = _set_event()  # set when there may be something to deliver
        self.serving = Serving(home.database, self.channels, clock, leading)
        ceilings = {channel.name: channel.abilities.ceiling for channel in channels}
        rooms = next((one.name for one in channels if one.abilities.rooms), home.rules.rooms)
        rules = replace(home.rules, ceilings=ceilings, rooms=rooms)
        parts = (home.database, home.store, self.channels, rules, clock)
        self.intake = DatabaseIntake(home.database, clock, self._handle_soon, self._letters.set, home.rules)
        self.dispatcher = Dispatcher(*parts, self._handle_soon, self._letters.set)
        sending = (home.database, home.store, self.serving.up, rules, clock)
        self.delivery = Delivery(*sending, may_claim=leading.may_claim)
        self.removal = Removal(home.database, self.serving.up, clock)
        self.rooming = Rooming(home.database, self.serving.up, rules, clock)
        self.sweeping = Sweeping(home.database, home.store, clock)
        self.tending, self.daily = Tending(home.database, clock), Daily(home.database, clock)
        self.set_back = SetBack(home.database, clock)
        self.ticker = Ticker(home.database, rules, clock)
        self.rooms = house.ROOMS

    async def quiet(self) -> None:
        """Until everything that is due now is handled and delivered."""
        for _ in range(_MOST_STEPS):
            handled = await self.dispatcher.step()
            fetched = await self.dispatcher.fetched()
            delivered = False
            while await self.delivery.step():  # nobody's answer waits until others' messages are handled
                delivered = True
            if not (handled or fetched or delivered) and not await asyncio.to_thread(self.ticker.run_due):
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
        from apscheduler.schedulers.asyncio import AsyncIOScheduler  # no clock ticks in a script

        await asyncio.to_thread(self.take_up)
        await self._step(self.dispatcher.take_up)
        handlers = 1 if self.home.database.is_sqlite else _DELIVERERS
        scheduler = AsyncIOScheduler(timezone="UTC", job_defaults={"misfire_grace_time": None})
        tick = partial(self._step, self._tick, pause=0.0)  # it comes again by itself
        scheduler.add_job(tick, "interval", seconds=_LOOK, coalesce=True)
        try:
            async with asyncio.TaskGroup() as group:
                for channel in self.channels.values():
                    group.create_task(self.serving.keep(channel, self.intake))
                for _ in range(handlers):
                    group.create_task(self._handle())
                turn, slow = asyncio.Lock(), asyncio.Semaphore(_SLOW)
                for _ in range(_DELIVERERS):
                    group.create_task(self._deliver(turn, group, slow))
                beside = (self.removal, self.rooming, self.sweeping, self.tending, self.daily, self.set_back)
                for step in (self._put_back, *(one.step for one in beside)):
                    group.create_task(self._keep_doing(step))
                scheduler.start()
                group.create_task(_hold_to_the_clock(scheduler))
        finally:
            if scheduler.running:
                scheduler.shutdown(wait=False)
            await self.dispatcher.stop()
            for channel in self.channels.values():
                await channel.stop()

    def take_up(self) -> None:
        """What an earlier process had in hand, and what waits for people whom these channels can reach."""
        with self.home.database.work(self.clock.now()) as work:
            # on SQLite it is the only one, and whatever is under way was its predecessor's
            outbox.release_stale(work, everything=work.is_sqlite)
            outbox.unpark_all(work, self.channels)

    async def _keep_doing(self, step: Callable[[], Awaitable[object]]) -> None:
        """Once a second; each by itself, so that one that takes long, or fails, holds up none of the others.

        What passes in between is measured by no clock on the wall: that one can be set back.
        """
        while True:
            await self._step(step)
            await asyncio.sleep(_LOOK)

    async def _tick(self) -> None:
        await asyncio.to_thread(self.ticker.run_due)
        self.wake()

    async def _put_back(self) -> None:
        await asyncio.to_thread(self._release)

    def wake(self) -> None:
        """There may be something to handle, or to deliver."""
        self._handle_soon()
        self._letters.set()

    def _release(self) -> None:
        with self.home.database.work(self.clock.now()) as work:
            claimed.renew(work, self.delivery.under_way)
            outbox.release_stale(work)
            if work.number is not None:
                claimed.release_lost(work)
                taking.release_lost(work)
            if not work.is_sqlite:  # another process may have no way to somebody whom this one can reach
                outbox.unpark_all(work, self.serving.up)

    def _handle_soon(self) -> None:
        for news in self._arrivals:
            news.set()

    async def _handle(self) -> None:
        self._arrivals.add(news := _set_event())
        while True:
            if await self._look(self.dispatcher.step, news):
                news.set()

    async def _deliver(self, turn: asyncio.Lock, group: asyncio.TaskGroup, slow: asyncio.Semaphore) -> None:
        """One of several: while one looks for letters, or waits for them, the others send. What takes long is
        left to itself, so that a few people who can hardly be reached do not keep all of them busy."""
        news = self._letters
        while True:
            async with turn:
                while not (letters := await self._look(self.delivery.claim, news)):
                    pass
            if self.delivery.may_be_more(letters):
                news.set()
            sending = group.create_task(self._send(letters))
            await asyncio.wait([sending], timeout=_PATIENCE)
            if not sending.done():
                await slow.acquire()
                sending.add_done_callback(lambda _: slow.release())

    async def _send(self, letters: Sequence[Prepared]) -> None:
        await self._step(partial(self.delivery.send, letters))
        self._letters.set()  # what comes next for the same people may go now

    async def _look(self, step: Callable[[], Awaitable[Found]], news: asyncio.Event) -> Found | None:
        """Look at news, and once a second: an empty look in vain keeps the others from the database."""
        # wait_for would lose a stop that comes together with news (Python before 3.12)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_LOOK):
                await news.wait()
        news.clear()
        return await self._step(step)

    async def _step(self, step: Callable[[], Awaitable[Found]], pause: float = _LOOK) -> Found | None:
        try:
            return await step()
        except Exception as error:
            # the database may be away for a while: nothing is lost, all of it is there when it is back
            log.exception("step.failed", error=type(error).__name__)
            await asyncio.sleep(pause)
            return None


def _set_event() -> asyncio.Event:
    event = asyncio.Event()
    event.set()
    return event


async def _hold_to_the_clock(scheduler: "AsyncIOScheduler") -> None:
    """The scheduler waits for a time on the wall: where that clock is set back, that is not waited for."""
    while True:
        await asyncio.sleep(_LOOK)
        now = RealClock().now()
        for job in scheduler.get_jobs():
            if job.next_run_time - now > timedelta(seconds=2 * _LOOK):
                job.modify(next_run_time=now)
