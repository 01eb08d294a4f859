"""Keeps the channels receiving. One that only the operator can mend is out of service; the others go on."""

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

import structlog

from bot.channels.port import Also, Channel, Intake, trouble_of
from bot.clock import Clock
from bot.errors import OperatorError
from bot.pipeline.leading import Alone, Leading
from bot.pipeline.settling import patiently
from handlers.letters import out_of_service
from handlers.vocabulary.incoming import Incoming
from storage import outbox
from storage.engine import Database

log = structlog.get_logger()
_AGAIN = 60.0  # seconds after which it is tried whether it was mended
_SETTLED = 2.0  # seconds that it has to go well
_LOOK = 1.0  # seconds between two looks at how a network does
_PATIENCE = {"away": 600.0}  # seconds that a network may be in such trouble before anybody is told …
_LITTLE = 60.0  # … and in any other: it hardly passes by itself


class Up(Mapping[str, Channel]):
    """Those that letters may go to, as it stands now: led by this process, and not out of service."""

    def __init__(self, channels: Mapping[str, Channel], leading: Alone | Leading) -> None:
        self._channels, self._leading = dict(channels), leading

    def __getitem__(self, name: str) -> Channel:
        if not self._leading.leads(name):
            raise KeyError(name)
        return self._channels[name]

    def __iter__(self) -> Iterator[str]:
        return filter(self._leading.leads, list(self._channels))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def add(self, channel: Channel) -> None:
        self._channels[channel.name] = channel

    def remove(self, channel: Channel) -> None:
        self._channels.pop(channel.name, None)


class Serving:
    def __init__(
        self, database: Database, channels: Mapping[str, Channel], clock: Clock, leading: Alone | Leading
    ) -> None:
        self._database, self._clock, self._leading = database, clock, leading
        self.up = Up(channels, leading)

    async def keep(self, channel: Channel, intake: Intake) -> None:
        """Until cancelled: no revoked token and no fault of ours ends the process or another channel."""
        while True:
            await self._leading.won(channel.name)
            heard = _Heard(intake)
            settling = asyncio.create_task(self._back(channel, heard.anything))
            watching = asyncio.create_task(self._watch(channel))
            try:
                if await self._was_relieved(channel, heard):
                    continue
            except* OperatorError as group:
                await _ended(settling)
                log.error("channel.out", channel=channel.name, mend=_first(group))  # noqa: TRY400 (says all)
                self.up.remove(channel)
                await asyncio.to_thread(self._note_out, channel.name)
            except* Exception as group:
                log.exception("channel.broken", channel=channel.name, error=type(group).__name__)
            finally:
                await _ended(settling)
                await _ended(watching)
            await asyncio.sleep(_AGAIN)

    async def _was_relieved(self, channel: Channel, intake: Intake) -> bool:
        """It runs until another process leads there; raises what it raises."""
        running = asyncio.create_task(channel.run(intake))
        relieved = asyncio.create_task(self._leading.lost(channel.name))
        try:
            await asyncio.wait([running, relieved], return_when=asyncio.FIRST_COMPLETED)
            if running.done():
                running.result()
                return False
            log.warning("channel.relieved", channel=channel.name)
            return True
        finally:
            await _ended(running)
            await _ended(relieved)

    async def _watch(self, channel: Channel) -> None:
        """A network that is in trouble for long is out of service, too, until it does well again."""
        began: float | None = None
        noted = False
        while True:
            await asyncio.sleep(_LOOK)
            now, why = time.monotonic(), trouble_of(channel)
            began = (began if began is not None else now) if why else None
            if began is not None and not noted and now - began >= _PATIENCE.get(why, _LITTLE):
                noted = True
                log.error("channel.out", channel=channel.name, reason=why)
                self.up.remove(channel)
                await self._noting(self._note_out, channel.name, why, timedelta(seconds=now - began))
            elif began is None and noted:
                noted = False
                self.up.add(channel)
                await self._noting(self._note_back, channel.name)

    async def _noting(self, note: Callable[..., None], *what: Any) -> None:
        try:
            await patiently(partial(note, *what))
        except Exception as error:
            log.exception("channel.not_noted", error=type(error).__name__)

    async def _back(self, channel: Channel, anything: asyncio.Event) -> None:
        """Once the network has let it in, and it goes on for a moment."""
        await anything.wait()
        await asyncio.sleep(_SETTLED)
        self.up.add(channel)
        await asyncio.to_thread(self._note_back, channel.name)

    def _note_out(self, name: str, why: str = "", ago: timedelta = timedelta(0)) -> None:
        with self._database.work(self._clock.now()) as work:
            out_of_service.went_out(work, name, why, work.now - ago)

    def _note_back(self, name: str) -> None:
        with self._database.work(self._clock.now()) as work:
            if out_of_service.came_back(work, name):
                log.info("channel.back", channel=name)
                outbox.unpark_all(work, [name])


class _Heard:
    """The intake; a channel asks something of it only when its network has let it in."""

    def __init__(self, intake: Intake) -> None:
        self._intake, self.anything = intake, asyncio.Event()

    async def take(
        self, channel: str, arrivals: Sequence[Incoming], cursor: str | None = None, also: Also | None = None
    ) -> None:
        self.anything.set()
        await self._intake.take(channel, arrivals, cursor, also)

    async def cursor(self, channel: str) -> str | None:
        self.anything.set()
        return await self._intake.cursor(channel)

    async def do(self, also: Also) -> None:
        self.anything.set()
        await self._intake.do(also)


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def _first(group: BaseExceptionGroup[OperatorError]) -> OperatorError:
    inner = group.exceptions[0]
    return _first(inner) if isinstance(inner, BaseExceptionGroup) else inner
