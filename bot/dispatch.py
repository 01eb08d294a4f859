"""From the inbox to the handlers: each message once, one of a person's at a time, all of it or nothing."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

import structlog

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

log = structlog.get_logger()
_ATTEMPTS = 3  # a message that fails so often is put aside, and its sender told
_FETCHES = 5
_PAUSE = timedelta(seconds=2)


class Dispatcher:
    """Call `step` until it says that nothing is left."""

    def __init__(
        self,
        database: Database,
        store: FileStore,
        channels: Mapping[str, Channel],
        rules: Rules,
        clock: Clock,
        wake: Callable[[], None],
    ) -> None:
        self._database, self._store, self._channels = database, store, channels
        self._rules, self._clock, self._wake = rules, clock, wake
        self._busy: set[bytes] = set()

    async def step(self) -> bool:
        """Handle one message whose turn has come; False when there is none."""
        found = await asyncio.to_thread(self._peek)
        if found is None:
            return False
        arrival_id, sender, incoming = found
        self._busy.add(sender)
        try:
            if incoming is not None:
                await self._fetch_files(arrival_id, incoming)
            await asyncio.to_thread(self._handle, arrival_id)
        finally:
            self._busy.discard(sender)
        self._wake()
        return True

    def _peek(self) -> tuple[int, bytes, Incoming | None] | None:
        """The next message's id and sender; the message itself where its files are still to be fetched."""
        with self._database.work(self._clock.now(), write=False) as work:
            arrival = inbox.peek(work, frozenset(self._busy))
            if arrival is None:
                return None
            if not arrival.wants_files or arrival.body is None:
                return arrival.id, arrival.sender, None
            incoming = Incoming.from_json(arrival.body)
            known = people.account_at(work, incoming.channel, incoming.address)
            return arrival.id, arrival.sender, incoming if known is not None else None

    async def _fetch_files(self, arrival_id: int, incoming: Incoming) -> None:
        """A stranger's files are never fetched; a person's are, before the message is handled."""
        channel = self._channels[incoming.channel]
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

    def _handle(self, arrival_id: int) -> None:
        try:
            with self._database.work(self._clock.now()) as work:
                arrival = inbox.claim(work, arrival_id)
                if arrival is None or arrival.body is None:
                    return
                incoming = Incoming.from_json(arrival.body)
                if not rates.is_its_turn(work, self._rules, arrival, incoming):
                    return
                reception.receive(work, self._rules, incoming)
                inbox.finish(work, arrival)
        except BusyError:
            return
        except Exception as error:
            # whatever a handler did wrong must not stop the others; the class alone names no content
            log.exception("message.failed", arrival=arrival_id, error=type(error).__name__)
            self._failed(arrival_id)

    def _failed(self, arrival_id: int) -> None:
        with self._database.work(self._clock.now()) as work:
            arrival = work.get(Arrival, arrival_id)
            if arrival is None or arrival.body is None:
                return
            arrival.attempts += 1
            work.session.add(arrival)
            if arrival.attempts >= _ATTEMPTS:
                apology.say_sorry(work, Incoming.from_json(arrival.body))
                inbox.finish(work, arrival, Progress.FAILED)
