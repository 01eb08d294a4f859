"""Attachments are fetched and sealed before their message is handled, while other people's are handled on.

Only those of active officers are, and of each only so much an hour and a day.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

import structlog

from bot.channels.busy import shown_as_busy
from bot.channels.port import Channel, TryLaterError
from bot.clock import Clock
from handlers.core.rules import Rules
from handlers.reception import file_limits
from handlers.reception.file_limits import Allowance
from handlers.vocabulary.incoming import Incoming, IncomingFile
from storage import taking
from storage.engine import Database
from storage.errors import TooLargeError
from storage.files import FileStore

log = structlog.get_logger()
_AT_ONCE = 4  # messages whose files are fetched side by side
_TRIES = 5
_PAUSE = timedelta(seconds=2)
_LONGEST = timedelta(minutes=10)  # for one file: a network that only drips is no network
_PATIENCE = timedelta(minutes=2)  # until another process fetches the same ones, too
_LEAST_FREE = 200_000_000  # bytes on the disk, which are not filled with files


@dataclass(frozen=True)
class Wanted:
    """A message that waits for its files."""

    row_id: int
    sender: bytes
    incoming: Incoming


class Fetching:
    """`arrived` is called when a message has its files. Nothing else of its sender is handled before."""

    def __init__(
        self,
        database: Database,
        store: FileStore,
        channels: Mapping[str, Channel],
        rules: Rules,
        clock: Clock,
        arrived: Callable[[], None],
    ) -> None:
        self._database, self._store, self._channels = database, store, channels
        self._rules, self._clock, self._arrived = rules, clock, arrived
        self._turn = asyncio.Semaphore(_AT_ONCE)
        self._tasks: dict[bytes, asyncio.Task[None]] = {}
        self.patience = timedelta(0) if database.is_sqlite else _PATIENCE

    @property
    def senders(self) -> frozenset[bytes]:
        """Whose files are being fetched."""
        return frozenset(self._tasks)

    def begin(self, wanted: Wanted) -> None:
        self._tasks[wanted.sender] = asyncio.create_task(self._fetch_all(wanted))

    async def done(self) -> bool:
        """Whether there was something to wait for."""
        return bool(await asyncio.gather(*self._tasks.values()))

    async def stop(self) -> None:
        for task in (tasks := list(self._tasks.values())):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _fetch_all(self, wanted: Wanted) -> None:
        try:
            async with self._turn:
                await self._take(wanted)
        except Exception as error:  # it comes again, and is counted; the others' files do not wait for it
            log.exception("files.failed", error=type(error).__name__)
        finally:
            del self._tasks[wanted.sender]
            self._arrived()

    async def _take(self, wanted: Wanted) -> None:
        incoming = wanted.incoming
        channel, left = self._channels[incoming.channel], await asyncio.to_thread(self._allowance, incoming)
        fetched = []
        async with shown_as_busy(partial(channel.busy, incoming.address)):
            for file in incoming.files:
                fetched.append(got := await self._fetch(channel, file, left))
                left = left.without(got)
        await asyncio.to_thread(self._put, wanted.row_id, replace(incoming, files=tuple(fetched)))

    def _allowance(self, incoming: Incoming) -> Allowance:
        room = self._rules.files.bytes_in_all - self._store.used()
        free = self._store.free() - _LEAST_FREE
        with self._database.work(self._clock.now(), write=False) as work:
            return file_limits.allowance(work, self._rules, incoming, room=min(room, free))

    async def _fetch(self, channel: Channel, file: IncomingFile, left: Allowance) -> IncomingFile:
        if file.problem is not None:
            return file
        most = min(self._rules.max_file, channel.abilities.max_incoming_file)
        if file.size is not None and file.size > most:
            return replace(file, problem="too_large")
        if (problem := left.problem(file.size or 0)) is not None:
            return replace(file, problem=problem)
        try:
            async with asyncio.timeout(_LONGEST.total_seconds()):
                return await self._try(channel, file, min(most, left.most))
        except TooLargeError:
            return replace(file, problem=left.problem(most) or "too_large")
        except Exception as error:  # noqa: BLE001 (whatever is wrong with it, its message is handled without)
            log.warning("file.unreachable", channel=channel.name, error=type(error).__name__)
            return replace(file, problem="unreachable")

    async def _try(self, channel: Channel, file: IncomingFile, limit: int) -> IncomingFile:
        for attempt in range(1, _TRIES):
            try:
                return await self._save(channel, file, limit)
            except TryLaterError as later:
                pause = later.after or _PAUSE * attempt
                log.warning("file.fetch.later", channel=channel.name, attempt=attempt)
                await asyncio.sleep(pause.total_seconds())
        return await self._save(channel, file, limit)

    async def _save(self, channel: Channel, file: IncomingFile, limit: int) -> IncomingFile:
        with self._store.writer(limit) as writer:
            async for chunk in channel.fetch(file.handle):
                await asyncio.to_thread(writer.write, chunk)
            if not writer.size:
                return replace(file, problem="empty")
            sealed = await asyncio.to_thread(writer.commit)
        return replace(file, file_id=sealed.file_id, size=sealed.size, sha256=sealed.sha256)

    def _put(self, row_id: int, incoming: Incoming) -> None:
        """Its sender may not be one any more from whom files are taken."""
        with self._database.work(self._clock.now()) as work:
            arrival = taking.taken(work, [row_id]).get(row_id)
            kept = file_limits.keep(work, incoming)
            if arrival is not None:
                arrival.body, arrival.wants_files = kept.to_json(), False
                work.session.add(arrival)
                taking.give_back(work, [row_id], counted=False)
        for file in incoming.files:
            if file.file_id is not None and file not in kept.files:
                self._store.delete(file.file_id)
