"""Telegram's flood limits, kept so well that it never has to say no; and obeyed when it does.

What counts is when Telegram handles a message, and that lies somewhere between our asking and its answer. So
a place in the window is given back a whole second after the *answer*: whatever the network does in between,
no second ever holds too many.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from bot.channels.port import TryLaterError

_MARGIN = 0.002  # seconds; clocks are not that exact
_KEPT_CHATS = 10_000
_CATCH_UP = 3  # messages


@dataclass(frozen=True)
class Pace:
    """`per_second` messages over all; `burst` at once to one chat, then one each `seconds_per_message`.

    `per_second` 0: no limits (a Bot API server of one's own may have none).
    """

    per_second: int = 30
    burst: int = 4
    seconds_per_message: float = 1.0


class Limits:
    """`async with limits.turn(chat, bulk):` around each message sent or edited."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._window = _Window(pace.per_second)
        self._chats: dict[str, _Chat] = {}
        self._bulk_closed = 0.0

    @asynccontextmanager
    async def turn(self, chat: str, bulk: bool = False) -> AsyncIterator[None]:
        """Waits for its turn, in order within a chat; what is sent to many lets answers go first.

        TryLaterError while Telegram has asked for patience.
        """
        if not self._pace.per_second:
            yield
            return
        mine = self._chat(chat)
        async with mine.lock:
            self._check_open(mine, bulk)
            await asyncio.sleep(mine.wait(_now(), self._pace))
            async with self._window.place(bulk):
                self._check_open(mine, bulk)
                try:
                    yield
                finally:
                    mine.took(_now(), self._pace)

    def close(self, chat: str, seconds: float) -> None:
        """Telegram said no: that chat waits, and so does what is sent to many. Answers to others still go."""
        until = _now() + seconds
        self._chat(chat).closed_until = until
        self._bulk_closed = max(self._bulk_closed, until)

    def _check_open(self, chat: "_Chat", bulk: bool) -> None:
        until = max(chat.closed_until, self._bulk_closed if bulk else 0.0)
        if (left := until - _now()) > 0:
            raise TryLaterError("telegram-asked-for-patience", timedelta(seconds=left))

    def _chat(self, chat: str) -> "_Chat":
        if len(self._chats) > _KEPT_CHATS:
            now = _now()
            self._chats = {name: one for name, one in self._chats.items() if one.matters(now)}
        return self._chats.setdefault(chat, _Chat())


@dataclass
class _Chat:
    """`full_at`: when what was sent will have drained away; then a whole burst is free again."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    full_at: float = 0.0
    closed_until: float = 0.0

    def wait(self, now: float, pace: Pace) -> float:
        return max(0.0, self.full_at - now - (pace.burst - 1) * pace.seconds_per_message)

    def took(self, now: float, pace: Pace) -> None:
        self.full_at = max(now, self.full_at) + pace.seconds_per_message

    def matters(self, now: float) -> bool:
        return self.lock.locked() or max(self.full_at, self.closed_until) > now


class _Window:
    """At most `most` messages in any second. What is sent to many goes out evenly, so that places come back
    evenly, too: an answer, which takes the next one, waits for a fraction of a second at most."""

    def __init__(self, most: int) -> None:
        self._left, self._apart = most, 1.0 / max(most, 1)
        self._bulk_at = 0.0  # not before
        self._timer: asyncio.TimerHandle | None = None
        self._answers: deque[asyncio.Future[None]] = deque()
        self._bulk: deque[asyncio.Future[None]] = deque()

    @asynccontextmanager
    async def place(self, bulk: bool) -> AsyncIterator[None]:
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        (self._bulk if bulk else self._answers).append(waiter)
        self._let_in()
        try:
            await waiter
        except asyncio.CancelledError:
            if waiter.done() and not waiter.cancelled():
                self._give_back()
            raise
        try:
            yield
        finally:
            asyncio.get_running_loop().call_later(1.0 + _MARGIN, self._give_back)

    def _give_back(self) -> None:
        self._left += 1
        self._let_in()

    def _let_in(self) -> None:
        while self._left > 0 and (waiter := self._next()) is not None:
            self._left -= 1
            waiter.set_result(None)

    def _next(self) -> "asyncio.Future[None] | None":
        if (waiter := _first(self._answers)) is not None:
            return waiter
        if (early := self._bulk_at - _now()) > 0:
            if self._bulk and self._timer is None:
                self._timer = asyncio.get_running_loop().call_later(early, self._look_again)
            return None
        if (waiter := _first(self._bulk)) is not None:
            # what a slow moment lost is made up for, not a whole pause
            self._bulk_at = max(self._bulk_at, _now() - _CATCH_UP * self._apart) + self._apart
        return waiter

    def _look_again(self) -> None:
        self._timer = None
        self._let_in()


def _first(lane: "deque[asyncio.Future[None]]") -> "asyncio.Future[None] | None":
    """The first that still waits."""
    while lane:
        if not (waiter := lane.popleft()).done():
            return waiter
    return None


def _now() -> float:
    return asyncio.get_running_loop().time()
