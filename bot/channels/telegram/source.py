"""Whose numbers these are.

A bot numbers its messages, and the server that gives its updates numbers those. Another token, or a Bot API
server of one's own, counts anew: the same number then means something else, and nothing of before may be
edited, deleted or taken for a repeat because of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from bot.channels.port import Intake
from bot.channels.telegram.reading import NAME
from handlers.vocabulary.incoming import Incoming
from storage import inbox

_KEPT = f"{NAME} source"  # beside the cursor


@dataclass(frozen=True)
class Source:
    """`first`: the bot whose numbers stand without a mark. `changes`: how often numbers of updates began
    anew."""

    first: int
    bot: int
    base: str
    changes: int = 0

    @property
    def _mark(self) -> str:
        return "" if self.bot == self.first else f"@{self.bot}"

    def messages(self, numbers: str) -> str:
        """Ids of messages as they are known outside this channel; several are joined by spaces."""
        return " ".join(f"{number}{self._mark}" for number in numbers.split())

    def numbers(self, messages: str | None) -> list[str]:
        """The other way; what another bot has sent is left out."""
        parts = [one.partition("@") for one in (messages or "").split()]
        return [number for number, at, bot in parts if at + bot == self._mark]

    def marked(self, incoming: Incoming) -> Incoming:
        event = f"{incoming.event}@{self.changes}" if self.changes else incoming.event
        about = None if incoming.about is None else self.messages(incoming.about)
        return replace(incoming, event=event, about=about, extra=self._marked(incoming.extra))

    def _marked(self, extra: Mapping[str, Any]) -> dict[str, Any]:
        message = {"message": self.messages(extra["message"])} if "message" in extra else {}
        return {**extra, **message}


async def source_of(intake: Intake, bot: int, base: str) -> Source:
    """Remembered from one start to the next: that it is another one shows only then."""
    kept = await intake.cursor(_KEPT) or f"0 {bot} {bot} {base}"
    changes, first, before, where = kept.split(" ", 3)
    is_another = (int(before), where) != (bot, base)
    source = Source(int(first), bot, base, int(changes) + is_another)
    told = f"{source.changes} {source.first} {bot} {base}"
    await intake.do(partial(inbox.move_cursor, channel=_KEPT, value=told))
    return source
