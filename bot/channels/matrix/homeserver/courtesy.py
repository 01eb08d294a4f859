"""Read receipts and typing: the person sees that the bot has it. Never in the way of the answer itself."""

import asyncio
import contextlib

import structlog

from bot.channels.matrix.homeserver.errors import MatrixError
from bot.channels.matrix.homeserver.plain import Json
from bot.channels.matrix.homeserver.server import Homeserver, segment

log = structlog.get_logger()
_READ, _TYPING = (
    0.3,
    1.0,
)  # seconds after which an event is marked read, and typing shown if it is not answered
_TYPING_SECONDS = 20
_ANSWERED = 0.1  # seconds that an answer may have the homeserver for itself


class Courtesy:
    """One task for each room with something unanswered; a burst in one room makes one receipt."""

    def __init__(self, server: Homeserver, own: str) -> None:
        self._server, self._own = server, own
        self._last: dict[str, str] = {}
        self._answers: dict[str, asyncio.Event] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._fresh: dict[str, asyncio.Event] = {}

    def received(self, room_id: str, event_id: str) -> None:
        self._last[room_id] = event_id
        self._fresh[room_id] = asyncio.Event()
        if room_id not in self._answers:
            self._answers[room_id] = asyncio.Event()
            task = asyncio.create_task(self._show(room_id))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def answered(self, room_id: str) -> None:
        if (answer := self._answers.get(room_id)) is not None:
            answer.set()
        if (fresh := self._fresh.get(room_id)) is not None:
            fresh.set()

    async def let_answers_go_first(self) -> None:
        """Return when each room that was heard since the last call has an answer, or after a moment.

        A question for more news would have the homeserver work on it just when it is to pass the answer on.
        """
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_ANSWERED):
                for fresh in list(self._fresh.values()):
                    await fresh.wait()
        self._fresh.clear()

    async def _show(self, room_id: str) -> None:
        try:
            await asyncio.sleep(_READ)
            event_id = self._last.pop(room_id)
            await self._server.post(f"/rooms/{segment(room_id)}/receipt/m.read/{segment(event_id)}")
            if not await self._is_answered(room_id, _TYPING):
                await self._type(room_id, {"typing": True, "timeout": _TYPING_SECONDS * 1000})
                await self._is_answered(room_id, _TYPING_SECONDS)
                await self._type(room_id, {"typing": False})
        except MatrixError as error:
            log.debug("matrix.courtesy.failed", **error.as_codes())
        finally:
            self._answers.pop(room_id, None)

    async def _is_answered(self, room_id: str, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds):
                await self._answers[room_id].wait()
        except TimeoutError:
            return False
        return True

    async def _type(self, room_id: str, body: Json) -> None:
        await self._server.put(f"/rooms/{segment(room_id)}/typing/{segment(self._own)}", body)

    async def stop(self) -> None:
        for task in (tasks := list(self._tasks)):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
