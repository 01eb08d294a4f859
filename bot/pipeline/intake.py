"""Where every channel puts what it received: on disk, together with its cursor, before anything is done.

Whatever a message holds, the cursor moves on; of people who are no active officers only so much is kept.
"""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

import structlog

from bot.channels.port import Also
from bot.clock import Clock
from handlers.core.rules import DEFAULTS, Rules
from handlers.reception import apology
from handlers.vocabulary.incoming import Incoming, Kind
from storage import inbox, people, presence
from storage.engine import Database
from storage.errors import AWAY
from storage.work import Work

log = structlog.get_logger()
_ALBUM = timedelta(seconds=1.5)  # how long after one picture of an album the next may come
_OF_A_STRANGER = 500  # characters that are kept of what a stranger writes: a code, or a name
_NAME = 100  # the same of what anybody is called

Keep = Callable[[Work, Incoming], None]


class DatabaseIntake:
    """The Intake of `bot.channels.port`. `arrived` is called after messages were kept, `queued` after letters
    may have been."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        arrived: Callable[[], None],
        queued: Callable[[], None],
        rules: Rules = DEFAULTS,
    ) -> None:
        self._database, self._clock, self._arrived, self._queued = database, clock, arrived, queued
        self._rules = rules

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
        try:
            self._keep_all(channel, arrivals, cursor, also, _keep)
        except AWAY:  # all of it comes again
            raise
        except Exception:
            if not arrivals:
                raise
            # one of them cannot be kept: it alone is left out; whatever else it is comes again, and is raised
            self._keep_all(channel, arrivals, cursor, also, self._keep_apart)

    def _keep_all(
        self, channel: str, arrivals: Sequence[Incoming], cursor: str | None, also: Also | None, keep: Keep
    ) -> None:
        with self._database.work(self._clock.now()) as work:
            presence.hold(work, *filter(None, [channel]))
            for incoming in self._admitted(work, channel, arrivals):
                keep(work, incoming)
            if cursor is not None:
                inbox.move_cursor(work, channel, cursor)
            if also is not None:
                also(work)

    def _admitted(self, work: Work, channel: str, arrivals: Sequence[Incoming]) -> list[Incoming]:
        """Everything of active officers; of others so many messages, and only the beginning of each."""
        known = people.active_among(work, channel, {one.address for one in arrivals})
        if all(one.address in known for one in arrivals):
            return list(arrivals)
        room = self._rules.rates.waiting_of_strangers - inbox.waiting_of_strangers(work)
        waiting, admitted = Counter[str](), list[Incoming]()
        for one in arrivals:
            if one.address in known:
                admitted.append(one)
                continue
            before = waiting[one.address] or inbox.waiting_of(work, channel, one.address)
            if room > 0 and before < self._rules.rates.waiting_of_one:
                admitted.append(_beginning(one))
                waiting[one.address], room = before + 1, room - 1
        if len(admitted) < len(arrivals):
            log.warning("strangers.dropped", channel=channel, count=len(arrivals) - len(admitted))
        return admitted

    def _keep_apart(self, work: Work, incoming: Incoming) -> None:
        try:
            with work.part():
                _keep(work, incoming)
        except Exception as error:
            log.exception("message.not_kept", error=type(error).__name__)
            inbox.refuse(work, incoming.channel, incoming.event)
            with contextlib.suppress(Exception), work.part():
                apology.say_sorry(work, self._rules, replace(incoming, text="", files=(), extra={}))

    def _read_cursor(self, channel: str) -> str | None:
        with self._database.work(self._clock.now(), write=False) as work:
            return inbox.cursor(work, channel)


def _beginning(incoming: Incoming) -> Incoming:
    """No files: they are never fetched."""
    said = incoming.text[:_OF_A_STRANGER]
    return replace(incoming, text=said, files=(), name=incoming.name[:_NAME])


def _keep(work: Work, incoming: Incoming) -> None:
    """Pictures sent together arrive one by one; they become one message, which waits for the last of them."""
    incoming = replace(incoming, received=work.now)
    arrival, album = inbox.keep(work, incoming.to_json(), incoming.at), incoming.extra.get("album")
    if arrival is None or album is None or incoming.kind is not Kind.TEXT:  # an edit is of one of them
        return
    begun = inbox.begun_album(work, arrival, album)
    if begun is not None and begun.body is not None:
        begun.body = Incoming.from_json(begun.body).joined(incoming).to_json()
        inbox.finish(work, arrival)
    whole = begun or arrival
    whole.due_at = work.now + _ALBUM
    work.session.add(whole)
