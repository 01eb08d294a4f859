"""Flood control: 30 messages in any second over all, one a second to a chat with a short burst,
20 a minute to a group."""

import math
from collections import deque
from dataclasses import dataclass, field

from tests.botapi.errors import too_many
from tests.botapi.model import Chat


@dataclass
class _Window:
    """At most `most` messages in any `seconds`; once broken, closed until `shut`."""

    most: int
    seconds: float
    sent: deque[float] = field(default_factory=deque)
    shut: float = 0.0

    def wait(self, now: float, count: int) -> float:
        while self.sent and self.sent[0] <= now - self.seconds:
            self.sent.popleft()
        if now < self.shut:
            return self.shut - now
        if not self.sent or len(self.sent) + count <= self.most:
            return 0.0
        return self.sent[0] + self.seconds - now

    def take(self, now: float, count: int) -> None:
        self.sent.extend([now] * count)


@dataclass
class _Bucket:
    """`burst` at once, then one more each `seconds`."""

    burst: int
    seconds: float
    level: float = 0.0
    seen: float = 0.0
    shut: float = 0.0

    def wait(self, now: float, count: int) -> float:
        self.level = max(0.0, self.level - max(0.0, now - self.seen) / self.seconds)
        self.seen = now
        if now < self.shut:
            return self.shut - now
        over = self.level + count - self.burst
        return over * self.seconds if over > 1e-9 and self.level > 0 else 0.0

    def take(self, _now: float, count: int) -> None:
        self.level += count


@dataclass
class Flood:
    """The rules of one bot token. A refusal costs whole seconds, and asking earlier is refused again."""

    enabled: bool = True
    overall: int = 30
    burst: int = 5
    seconds_per_message: float = 1.0
    group_per_minute: int = 20
    refused: int = 0
    _all: _Window | None = None
    _chats: dict[int, _Bucket | _Window] = field(default_factory=dict)

    def reset(self) -> None:
        self._all = None
        self._chats.clear()

    def check(self, now: float, chat: Chat, count: int) -> None:
        """Count `count` messages to this chat, or raise ApiError 429."""
        if not self.enabled:
            return
        whole = self._all = self._all or _Window(self.overall, 1.0)
        mine = self._of(chat)
        wait = max(whole.wait(now, count), mine.wait(now, count))
        if wait > 0:
            raise self._refusal(now, wait, whole, mine)
        whole.take(now, count)
        mine.take(now, count)

    def _refusal(self, now: float, wait: float, *rules: _Bucket | _Window) -> Exception:
        self.refused += 1
        seconds = max(1, math.ceil(wait))
        for rule in rules:
            if rule.wait(now, 1) > 0:
                rule.shut = max(rule.shut, now + seconds)
        return too_many(seconds)

    def _of(self, chat: Chat) -> _Bucket | _Window:
        found = self._chats.get(chat.id)
        if found is None:
            if chat.kind == "private":
                found = _Bucket(self.burst, self.seconds_per_message)
            else:
                found = _Window(self.group_per_minute, 60.0)
            self._chats[chat.id] = found
        return found
