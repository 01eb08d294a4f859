"""The updates of one bot: numbered, kept until confirmed, given out by long poll."""

import asyncio
import random
from collections import deque
from dataclasses import dataclass, field

from tests.botapi.clock import Clock
from tests.botapi.errors import OTHER_POLLER, ApiError
from tests.botapi.model import Json

NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}
KEPT_SECONDS = 24 * 3600


@dataclass
class Update:
    id: int
    at: float
    json: Json


@dataclass
class Mailbox:
    clock: Clock
    waiting: deque[Update] = field(default_factory=deque)
    allowed: set[str] = field(default_factory=set)
    next_id: int = field(default_factory=lambda: random.Random(7).randrange(10**8, 9 * 10**8))
    poller: asyncio.Future[None] | None = None
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    def wants(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed else kind not in NOT_BY_DEFAULT

    def put(self, kind: str, payload: Json) -> int | None:
        """Queue an update of a kind the bot asked for; its number."""
        return self.put_raw({kind: payload}) if self.wants(kind) else None

    def put_raw(self, content: Json) -> int:
        """Queue any object; an `update_id` of its own is kept, so repeats and disorder can be played."""
        number = content.get("update_id", self.next_id)
        if "update_id" not in content:
            self.next_id += 1
        elif isinstance(number, int):
            self.next_id = max(self.next_id, number + 1)
        self.waiting.append(Update(number, self.clock.now(), {"update_id": number, **content}))
        self.arrived.set()
        if self.poller is not None and not self.poller.done():
            self.poller.set_result(None)
        return int(number)

    def confirm(self, offset: int) -> None:
        """Forget all updates below `offset`; a negative one keeps only the last -offset."""
        if offset < 0:
            self.waiting = deque(list(self.waiting)[offset:])
        while self.waiting and offset > 0 and self.waiting[0].id < offset:
            self.waiting.popleft()
        oldest = self.clock.now() - KEPT_SECONDS
        while self.waiting and self.waiting[0].at < oldest:
            self.waiting.popleft()

    async def poll(self, offset: int, limit: int, seconds: float) -> list[Json]:
        """Up to `limit` updates from `offset` on; waits up to `seconds` for the first one."""
        self.terminate_poll(OTHER_POLLER)
        self.confirm(offset)
        if not self.waiting and seconds > 0:
            self.poller = mine = asyncio.get_running_loop().create_future()
            await asyncio.wait([mine], timeout=seconds)
            if self.poller is mine:
                self.poller = None
            if mine.done():
                mine.result()
        return [update.json for update, _ in zip(self.waiting, range(limit), strict=False)]

    def terminate_poll(self, reason: ApiError) -> None:
        if self.poller is not None and not self.poller.done():
            self.poller.set_exception(reason)
        self.poller = None
