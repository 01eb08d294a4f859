"""Who may have us in a room: people with an account here; and strangers, a few, while a code is out.

Somebody who was given a code has to reach us somehow. So while a code can still be used, a stranger's
invitation is taken, at most so many an hour; all others are declined, without a word to anybody.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

import structlog

from bot.channels.matrix.errors import AwayError, MatrixError, ServerError
from bot.channels.matrix.server import Homeserver, Json, segment
from bot.channels.matrix.sync import pause

log = structlog.get_logger()
_HOUR = timedelta(hours=1)
_STRANGERS_AN_HOUR = 30
_AT_ONCE = 8
_PATIENCE = 10.0  # seconds that the sync waits for joins; slower ones go on beside it
_TRIES = 30  # of an invitation while the homeserver is away or says that it has enough
Joined = Callable[[str, str], Awaitable[None]]


class Invites:
    """`joined(room_id, inviter)` is called after each room that was entered."""

    def __init__(self, server: Homeserver, own: str, joined: Joined) -> None:
        self._server, self._own, self._joined = server, own, joined
        self._strangers: deque[datetime] = deque()
        self._gate = asyncio.Semaphore(_AT_ONCE)
        self._slow: set[asyncio.Task[None]] = set()

    async def answer(
        self, invites: Mapping[str, Sequence[Json]], known: Iterable[str], expecting: bool, now: datetime
    ) -> None:
        """`expecting`: a code is out, strangers may come. Known people first; one that fails harms no one."""
        friends = set(known)
        by_room = {room_id: inviter(state, self._own) for room_id, state in invites.items()}
        ordered = sorted(by_room.items(), key=lambda one: one[1] not in friends)
        tasks = {
            asyncio.create_task(self._one(room_id, who, self._welcome(who, friends, expecting, now)))
            for room_id, who in ordered
        }
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=_PATIENCE)
            self._slow |= late
            for task in late:
                task.add_done_callback(self._slow.discard)

    def _welcome(self, who: str, friends: set[str], expecting: bool, now: datetime) -> bool:
        if who in friends:
            return True
        if not expecting or not who:
            return False
        while self._strangers and now - self._strangers[0] >= _HOUR:
            self._strangers.popleft()
        if len(self._strangers) >= _STRANGERS_AN_HOUR:
            return False
        self._strangers.append(now)
        return True

    async def _one(self, room_id: str, who: str, welcome: bool) -> None:
        for failures in range(_TRIES):
            try:
                async with self._gate:
                    return await self._answer_one(room_id, who, welcome)
            except MatrixError as error:
                log.info("matrix.invite.failed", error=str(error))
                if not passes(error):
                    # withdrawn meanwhile: the next invitation is another chance
                    return None
                await asyncio.sleep(pause(error, failures))
        return None

    async def _answer_one(self, room_id: str, who: str, welcome: bool) -> None:
        if not welcome:
            await self._server.post(f"/rooms/{segment(room_id)}/leave")
            return
        await self._server.post(f"/join/{segment(room_id)}")
        await self._joined(room_id, who)

    async def stop(self) -> None:
        """Drop the joins that still wait."""
        for task in self._slow:
            task.cancel()
        await asyncio.gather(*self._slow, return_exceptions=True)


def passes(error: MatrixError) -> bool:
    """Whether it may be otherwise in a while."""
    if isinstance(error, ServerError):
        return error.after is not None or error.status >= 500
    return isinstance(error, AwayError)


def inviter(state: Sequence[Json], own: str) -> str:
    """Who invites us; empty where that cannot be seen."""
    return str(_invitation(state, own).get("sender", ""))


def _invitation(state: Sequence[Json], own: str) -> Json:
    found = [one for one in state if one.get("type") == "m.room.member" and one.get("state_key") == own]
    return found[-1] if found else {}
