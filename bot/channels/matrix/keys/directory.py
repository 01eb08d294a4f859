"""What the homeserver shows of other people's devices, asked once, and again when it says they changed
or it was long ago.

Each person's server is asked apart, for it may be away: nobody waits for more than his or her own.
"""

import asyncio
import time
from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.channels.matrix.guard import Guard
from bot.channels.matrix.homeserver.errors import AwayError, ServerError
from bot.channels.matrix.homeserver.plain import part
from bot.channels.matrix.homeserver.server import Homeserver
from bot.channels.matrix.keys.devices import Device, all_devices, master_of, signed_devices
from bot.channels.matrix.keys.identity import query

_PATIENCE = 2.0  # seconds that one question may keep everybody waiting; it goes on beside
_AGE = 3600.0  # seconds; a homeserver may keep from us that a device was removed
_MOST = 5_000  # people kept in mind
_AGAIN = 3  # questions in a row for somebody who changes meanwhile
_PAUSES = (1.0, 3.0, 10.0, 30.0)  # seconds until a server that could not be asked is asked again


@dataclass(frozen=True)
class Person:
    """`master` is the identity shown now; `devices` all of their devices, `signed` those it vouches for."""

    user_id: str
    master: str | None
    devices: Mapping[str, Device]
    signed: Mapping[str, Device]

    def trusted(self, pinned: str | None) -> Mapping[str, Device]:
        """The devices that hang on the pinned identity; none when another one is shown, or none pinned."""
        return self.signed if pinned is not None and pinned == self.master else {}


@dataclass
class _Line:
    """To one server: one question at a time; after a failure none `until` then."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    failures: int = 0
    until: float = 0.0


class People:
    """Asks `/keys/query` for whoever is needed; what is known is forgotten when the sync says so."""

    def __init__(self, server: Homeserver, guard: Guard | None = None) -> None:
        self._server, self._guard = server, guard or Guard()
        self._known: OrderedDict[str, tuple[Person, float]] = OrderedDict()  # until when
        self._lines: defaultdict[str, _Line] = defaultdict(_Line)
        self._changed: dict[str, float] = {}  # while somebody is asked for
        self._asking: set[asyncio.Task[None]] = set()

    def forget(self, user_ids: Iterable[str]) -> None:
        """These people's devices changed (or they left): ask again when they are needed next."""
        for user_id in user_ids:
            self._known.pop(user_id, None)
            if self._asking:
                self._changed[user_id] = time.monotonic()

    async def of(self, user_id: str) -> Person:
        """One person's devices and identity. AwayError while his or her server cannot be asked."""
        found = await self.of_all([user_id])
        if user_id not in found:
            raise AwayError("keys/query: a homeserver cannot be asked now")
        return found[user_id]

    async def of_all(self, user_ids: Iterable[str]) -> dict[str, Person]:
        """Those of them that can be found out now."""
        wanted = set(user_ids)
        if due := self._due(wanted):
            by_server: defaultdict[str, set[str]] = defaultdict(set)
            for user_id in due:
                by_server[user_id.partition(":")[2]].add(user_id)
            asking = {asyncio.create_task(self._ask(name, some)) for name, some in by_server.items()}
            self._asking |= asking
            for task in asking:
                task.add_done_callback(self._asked)
            await asyncio.wait(asking, timeout=_PATIENCE)
        return {user_id: self._known[user_id][0] for user_id in wanted - self._due(wanted)}

    async def stop(self) -> None:
        """Drop the questions that still wait."""
        for task in (tasks := list(self._asking)):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _due(self, wanted: Iterable[str]) -> set[str]:
        now = time.monotonic()
        return {user_id for user_id in wanted if self._known.get(user_id, (None, now))[1] <= now}

    async def _ask(self, name: str, user_ids: Iterable[str]) -> None:
        line = self._lines[name]
        async with line.turn:
            for _ in range(_AGAIN):
                if not (due := self._due(user_ids)) or time.monotonic() < line.until:
                    return
                try:
                    await self._learn(sorted(due), name)
                except (AwayError, ServerError) as error:
                    line.until = time.monotonic() + _pause(error, line.failures)
                    line.failures += 1
                else:
                    line.until, line.failures = 0.0, 0

    async def _learn(self, asked: Sequence[str], name: str) -> None:
        """A server that could not be asked must not look like people without devices."""
        since, answer = time.monotonic(), await query(self._server, *asked)
        if name in part(answer, "failures"):
            raise AwayError("keys/query: a homeserver cannot be asked now")

        async def learn(user_id: str) -> None:
            if user_id not in answer["device_keys"]:
                raise AwayError("keys/query: nothing is said of a person")
            if self._changed.get(user_id, since) > since:
                return  # the answer may be the one from before the change: it is asked again
            master = master_of(answer, user_id)
            signed = signed_devices(answer, user_id, master) if master else {}
            self._keep(Person(user_id, master, all_devices(answer, user_id), signed), _AGE)

        def aside(user_id: str) -> None:
            self._keep(Person(user_id, None, {}, {}), _PAUSES[-1])

        await self._guard.each("account", asked, learn, later=lambda _: None, aside=aside)

    def _keep(self, person: Person, seconds: float) -> None:
        self._known[person.user_id] = person, time.monotonic() + seconds
        self._known.move_to_end(person.user_id)
        if len(self._known) > _MOST:
            self._known.popitem(last=False)

    def _asked(self, task: asyncio.Task[None]) -> None:
        self._asking.discard(task)
        if not self._asking:
            self._changed.clear()
        if len(self._lines) > _MOST:
            self._lines = defaultdict(_Line, {name: one for name, one in self._lines.items() if one.failures})


def _pause(error: AwayError | ServerError, failures: int) -> float:
    return error.after.total_seconds() if error.after else _PAUSES[min(failures, len(_PAUSES) - 1)]
