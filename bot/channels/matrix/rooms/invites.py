"""Who may have us in a room: people with an account here; and strangers, while a code is out.

Somebody who was given a code has to reach us somehow. So while a code can still be used, a stranger's
invitation is taken; all others are declined, without a word to anybody. Who sends many waits behind who
sends few: each person's and each server's come in turn, the newest first.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import structlog

from bot.channels.matrix.homeserver.errors import AwayError, MatrixError, ServerError
from bot.channels.matrix.homeserver.plain import Json, part
from bot.channels.matrix.homeserver.server import Homeserver, segment
from bot.channels.matrix.rooms.sync import pause
from bot.channels.matrix.shelf import Pace, Shelf

log = structlog.get_logger()
_HOUR = 3600.0
_AT_ONCE = 8
_PATIENCE = 10.0  # seconds that the sync waits for joins of people we know; slower ones go on beside it
_TRIES = 30  # of an invitation while the homeserver is away or says that it has enough
_LOOK = 1.0  # seconds until those who wait are looked at again
Joined = Callable[[str, str], Awaitable[None]]


class Invites:
    """`joined(room_id, inviter)` is called after each room that was entered."""

    def __init__(self, server: Homeserver, own: str, joined: Joined) -> None:
        self._server, self._own, self._joined = server, own, joined
        self._gate = asyncio.Semaphore(_AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()
        self._waiting: Shelf[str] = Shelf(most=300, server=100, person=3, seconds=_HOUR)
        self._people = Pace(burst=30, seconds=120.0)  # of a person we know
        self._person, self._server_pace = Pace(burst=3, seconds=600.0), Pace(burst=10, seconds=20.0)
        self._all = Pace(burst=30, seconds=2.0)
        self._worker: asyncio.Task[None] | None = None

    async def answer(
        self, invites: Mapping[str, Sequence[Json]], known: Iterable[str], expecting: bool, now: datetime
    ) -> None:
        """`expecting`: a code is out, strangers may come. Known people first; one that fails harms no one."""
        friends, at, welcome = set(known), now.timestamp(), []
        for room_id, state in invites.items():
            who = inviter(state, self._own)
            if who in friends and self._people.takes(who, at):
                welcome.append(self._begin(self._one(room_id, who, welcome=True)))
            elif who and who not in friends and expecting and not _is_public(state):
                for gone in self._waiting.put(room_id, who, at):
                    self._begin(self._one(gone, "", welcome=False))
            else:
                self._begin(self._one(room_id, who, welcome=False))
        self._let_in(at)
        if welcome:
            await asyncio.wait(welcome, timeout=_PATIENCE)

    def _let_in(self, at: float) -> None:
        """Strangers whose turn it is; the others are looked at again."""
        for room_id, who in self._waiting.newest_first():
            server = who.partition(":")[2]
            paces = ((self._person, who), (self._server_pace, server), (self._all, ""))
            if all(pace.has(name, at) for pace, name in paces):
                for pace, name in paces:
                    pace.takes(name, at)
                self._waiting.drop(room_id)
                self._begin(self._one(room_id, who, welcome=True))
        if self._waiting and (self._worker is None or self._worker.done()):
            self._worker = self._begin(self._look_again(at - time.monotonic()))

    async def _look_again(self, ahead: float) -> None:
        while self._waiting:
            await asyncio.sleep(_LOOK)
            at = time.monotonic() + ahead
            for gone in self._waiting.expired(at):
                self._waiting.drop(gone)
                self._begin(self._one(gone, "", welcome=False))
            self._let_in(at)

    def _begin(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _one(self, room_id: str, who: str, welcome: bool) -> None:
        for failures in range(_TRIES):
            try:
                async with self._gate:
                    await self._answer_one(room_id, who, welcome)
                    return
            except MatrixError as error:
                log.info("matrix.invite.failed", **error.as_codes())
                if not passes(error):
                    # withdrawn meanwhile: the next invitation is another chance
                    return
                await asyncio.sleep(pause(error, failures))

    async def _answer_one(self, room_id: str, who: str, welcome: bool) -> None:
        if not welcome:
            await self._server.post(f"/rooms/{segment(room_id)}/leave")
            return
        await self._server.post(f"/join/{segment(room_id)}")
        await self._joined(room_id, who)

    async def stop(self) -> None:
        """Drop the joins that still wait."""
        for task in (tasks := list(self._tasks)):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def passes(error: MatrixError) -> bool:
    """Whether it may be otherwise in a while."""
    if isinstance(error, ServerError):
        return error.after is not None or error.status >= 500
    return isinstance(error, AwayError)


def _is_public(state: Sequence[Json]) -> bool:
    """Whether anybody may come in: nobody brings a code there."""
    rules = [part(one, "content").get("join_rule") for one in state if one.get("type") == "m.room.join_rules"]
    return "public" in rules


def inviter(state: Sequence[Json], own: str) -> str:
    """Who invites us; empty where that cannot be seen."""
    found = [one for one in state if one.get("type") == "m.room.member" and one.get("state_key") == own]
    sender = found[-1].get("sender") if found else None
    return sender if isinstance(sender, str) else ""
