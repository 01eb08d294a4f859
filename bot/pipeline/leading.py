"""Which channels this process leads, where several serve one network: it alone receives and sends there.

A thread of its own says every moment that the process is there (`storage.presence`), whatever the event loop
is busy with. What it was told counts for a while only, by a clock that nobody sets and that goes on while the
process stands still: one that wakes up finds it over before it can send anything.
"""

import asyncio
import threading
import time
from collections.abc import Collection

import structlog

from storage import presence
from storage.engine import Database
from storage.errors import DatabaseAwayError
from storage.presence import Presence
from storage.work import Work

log = structlog.get_logger()
_EVERY = 0.5  # seconds
_COUNTS = 0.75 * presence.SILENT.total_seconds()  # the server takes longer to end the connection
_LOOK = 0.1  # seconds


def _passed() -> float:
    """Seconds, of a machine that was put to sleep, too."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


class Alone:
    """The only process: it leads whatever it serves."""

    def leads(self, name: str) -> bool:  # noqa: ARG002 (as one of several)
        return True

    async def won(self, name: str) -> None: ...

    async def lost(self, name: str) -> None:  # noqa: ARG002 (as one of several)
        await asyncio.get_running_loop().create_future()

    def may_claim(self, work: Work) -> bool:  # noqa: ARG002 (as one of several)
        return True

    def start(self) -> None: ...

    def stop(self) -> None: ...


class Leading:
    """One of several processes. Started, it tries to lead the channels of these names until it is stopped."""

    def __init__(self, database: Database, names: Collection[str]) -> None:
        self._database, self._names = database, tuple(names)
        self._led, self._until = frozenset[str](), 0.0
        self._presence: Presence | None = None
        self._over = threading.Event()
        database.number = 0
        self._thread = threading.Thread(target=self._keep_looking, name="leading", daemon=True)

    def start(self) -> None:
        """Once everything is loaded: who leads is to answer at once."""
        self._thread.start()

    def leads(self, name: str) -> bool:
        """As far as is known this very moment."""
        return name in self._led and _passed() < self._until

    async def won(self, name: str) -> None:
        """Until it leads there."""
        while not self.leads(name):  # noqa: ASYNC110 (it is won in a thread)
            await asyncio.sleep(_LOOK)

    async def lost(self, name: str) -> None:
        """Until it does not lead there any more."""
        while self.leads(name):  # noqa: ASYNC110 (it is lost by the clock)
            await asyncio.sleep(_LOOK)
        if name in self._led:  # nobody said so: the server, or the way there, says nothing at all
            self._database.standing.met(DatabaseAwayError("It does not answer."))

    def may_claim(self, work: Work) -> bool:
        """Letters, that is: not where it leads nothing, and could send none. FencedError."""
        if not any(self.leads(name) for name in self._names):
            return False
        presence.hold(work)
        return True

    def stop(self) -> None:
        """Another process may lead at once."""
        self._over.set()
        if self._thread.is_alive():
            self._thread.join(presence.SILENT.total_seconds())

    def _keep_looking(self) -> None:
        while not self._over.is_set():
            try:
                self._look()
            except DatabaseAwayError as error:
                log.warning("presence.lost", reason=str(error))
                self._leave()
            self._over.wait(_EVERY)
        self._leave()

    def _look(self) -> None:
        began = _passed()
        if self._presence is None:
            self._presence = presence.enter(self._database.engine.url)
            self._database.number = self._presence.number
        before = self._presence.led
        self._presence.look(self._names)
        self._led, self._until = self._presence.led, began + _COUNTS
        for name in self._led - before:
            log.info("channel.led", channel=name, number=self._presence.number)

    def _leave(self) -> None:
        self._led, self._database.number = frozenset(), 0
        gone, self._presence = self._presence, None
        if gone is not None:
            gone.leave()
