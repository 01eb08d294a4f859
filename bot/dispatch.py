"""From the inbox to the handlers: each message once, one of a person's at a time, all of it or nothing."""

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial

import structlog

from bot.busy import shown_as_busy
from bot.channels.port import Channel, RefusedError, TryLaterError
from bot.clock import Clock
from handlers import apology, rates, reception
from handlers.chat import Incoming, IncomingFile
from handlers.rules import Rules
from storage import inbox, people
from storage.engine import Database
from storage.errors import BusyError, TooLargeError
from storage.files import FileStore
from storage.inbox import Arrival, Progress
from storage.work import Work

log = structlog.get_logger()
_ATTEMPTS = 3  # a message that fails so often is put aside, and its sender told
_FETCHES = 5
_PAUSE = timedelta(seconds=2)
_BATCH = 16  # messages of one transaction: under a burst, the disk is waited for once

Handle = Callable[[Work, Arrival, Incoming], None]
Waiting = tuple[int, bytes, Incoming]  # arrival id, sender, and the message whose files are to be fetched


class Dispatcher:
    """Call `step` until it says that nothing is left. `queued` is called when it wrote letters."""

    def __init__(
        self,
        database: Database,
        store: FileStore,
        channels: Mapping[str, Channel],
        rules: Rules,
        clock: Clock,
        queued: Callable[[], None],
    ) -> None:
        self._database, self._store, self._channels = database, store, channels
        self._rules, self._clock, self._queued = rules, clock, queued
        self._busy: frozenset[bytes] = frozenset()

    async def step(self) -> bool:
        """Handle the messages whose turn has come, a batch at most; whether there may be more."""
        handled, waiting = await asyncio.to_thread(self._handle_some)
        if waiting is not None:
            arrival_id, sender, incoming = waiting
            self._busy |= {sender}
            try:
                await self._fetch_files(arrival_id, incoming)
            finally:
                self._busy -= {sender}
        if handled:
            self._queued()
        return handled == _BATCH or waiting is not None

    def _handle_some(self) -> tuple[int, Waiting | None]:
        """How many were handled, and one that waits for its files."""
        try:
            return self._in_one_transaction(self._handle)
        except BusyError:
            return 0, None
        except Exception:  # noqa: BLE001 (it comes again, is logged and counted, where it alone is undone)
            with contextlib.suppress(BusyError):
                return self._in_one_transaction(self._handle_apart)
            return 0, None

    def _in_one_transaction(self, handle: Handle) -> tuple[int, Waiting | None]:
        handled = 0
        with self._database.work(self._clock.now()) as work:
            while handled < _BATCH and (claimed := inbox.claim(work, _BATCH - handled, self._busy)):
                for arrival in claimed:
                    incoming = Incoming.from_json(arrival.body or {})
                    if arrival.wants_files and people.account_at(work, incoming.channel, incoming.address):
                        return handled, (arrival.id, arrival.sender, incoming)
                    handle(work, arrival, incoming)
                    handled += 1
        return handled, None

    async def _fetch_files(self, arrival_id: int, incoming: Incoming) -> None:
        """A stranger's files are never fetched; a person's are, before the message is handled."""
        channel = self._channels[incoming.channel]
        async with shown_as_busy(partial(channel.busy, incoming.address)):
            fetched = [await self._fetch(channel, file) for file in incoming.files]
        await asyncio.to_thread(self._put_files, arrival_id, replace(incoming, files=tuple(fetched)))

    async def _fetch(self, channel: Channel, file: IncomingFile) -> IncomingFile:
        limit = min(self._rules.max_file, channel.abilities.max_incoming_file)
        if file.size is not None and file.size > limit:
            return replace(file, problem="too_large")
        for attempt in range(_FETCHES):
            try:
                return await self._save(channel, file, limit)
            except TryLaterError as later:
                pause = later.after or _PAUSE * (attempt + 1)
                log.warning("file.fetch.later", channel=channel.name, attempt=attempt)
                await asyncio.sleep(pause.total_seconds())
            except TooLargeError:
                return replace(file, problem="too_large")
            except RefusedError:
                break
        return replace(file, problem="unreachable")

    async def _save(self, channel: Channel, file: IncomingFile, limit: int) -> IncomingFile:
        with self._store.writer(limit) as writer:
            async for chunk in channel.fetch(file.handle):
                await asyncio.to_thread(writer.write, chunk)
            if not writer.size:
                return replace(file, problem="empty")
            sealed = await asyncio.to_thread(writer.commit)
        return replace(file, file_id=sealed.file_id, size=sealed.size, sha256=sealed.sha256)

    def _put_files(self, arrival_id: int, incoming: Incoming) -> None:
        with self._database.work(self._clock.now()) as work:
            if (arrival := work.get(Arrival, arrival_id)) is not None:
                arrival.body, arrival.wants_files = incoming.to_json(), False
                work.session.add(arrival)

    def _handle(self, work: Work, arrival: Arrival, incoming: Incoming) -> None:
        if rates.is_its_turn(work, self._rules, arrival, incoming):
            reception.receive(work, self._rules, incoming)
            inbox.finish(work, arrival)

    def _handle_apart(self, work: Work, arrival: Arrival, incoming: Incoming) -> None:
        """A savepoint for each costs a fifth of its time: only where one of them fails."""
        try:
            with work.part():
                self._handle(work, arrival, incoming)
        except BusyError:
            raise
        except Exception as error:
            # whatever a handler did wrong must not stop the others; the class alone names no content
            log.exception("message.failed", error=type(error).__name__)
            arrival.attempts += 1
            work.session.add(arrival)
            if arrival.attempts >= _ATTEMPTS:
                apology.say_sorry(work, incoming)
                inbox.finish(work, arrival, Progress.FAILED)
