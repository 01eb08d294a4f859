"""What may not stay in a chat: deleted while Telegram allows it, 48 hours; emptied by an edit after that."""

from collections.abc import Awaitable, Callable, Collection, Iterator
from functools import partial
from typing import Any

from telegram import Bot, InputMediaDocument
from telegram.error import RetryAfter, TelegramError

from bot.channels.port import Left, RefusedError
from bot.channels.telegram.errors import NOT_MODIFIED, NOT_THERE, patience, translated
from bot.channels.telegram.limits import Limits, Pace

EMPTY = "—"  # what stands in place of a message that can be emptied only
_GONE = (NOT_THERE, "message-to-edit-not-found")
_MOST_LOOKED_AT = 200  # places of a chat where an unknown copy may be
_PACE = Pace(per_second=15, burst=10, seconds_per_message=0.2)  # beside what is sent, never in its place


class Clearing:
    """`paced`: not where the Bot API server is one's own and knows no limits."""

    def __init__(self, bot: Bot, paced: bool = True) -> None:
        self._bot, self._limits = bot, Limits(_PACE if paced else Pace(per_second=0))

    async def remove(self, chat: str, message_ids: Collection[str]) -> Left | None:
        """TryLaterError, UnreachableError; whoever asks again finds those gone that went before."""
        found = [await self._remove(chat, message_id) for message_id in message_ids]
        return next((worst for worst in (Left.SOME, Left.BLANK) if worst in found), None)

    async def remove_copies(
        self, chat: str, older: Collection[str], until: str, known: Collection[str]
    ) -> None:
        """An edit touches only what is the bot's own: what the person wrote in between is not looked into."""
        last = int(until) - 1
        for number in range(last, max(last - _MOST_LOOKED_AT, *map(int, older), 0), -1):
            if str(number) not in known and await self._emptied(chat, number) is Left.BLANK:
                await self._remove(chat, str(number))

    async def _remove(self, chat: str, message_id: str) -> Left | None:
        try:
            await self._ask(self._bot.delete_message, chat, int(message_id))
        except RefusedError as refused:
            return None if str(refused) in _GONE else await self._emptied(chat, int(message_id))
        return None

    async def _emptied(self, chat: str, message_id: int) -> Left | None:
        """Its words; of a file, the file, too, or at least what is written under it."""
        for step, leaves in self._ways_to_empty():
            try:
                await self._ask(step, chat, message_id)
            except RefusedError as refused:
                if str(refused) in _GONE:
                    return None
                if NOT_MODIFIED not in str(refused):
                    continue
            return leaves
        return Left.SOME

    def _ways_to_empty(self) -> Iterator[tuple[Callable[..., Awaitable[Any]], Left]]:
        yield partial(self._bot.edit_message_text, EMPTY), Left.BLANK
        nothing = InputMediaDocument(b"-", filename=EMPTY)
        yield partial(self._bot.edit_message_media, nothing), Left.BLANK
        yield partial(self._bot.edit_message_caption, caption=EMPTY), Left.SOME

    async def _ask(self, step: Callable[..., Awaitable[Any]], chat: str, message_id: int) -> None:
        """One chat's refusal (429) holds up that chat alone."""
        async with self._limits.turn(chat):
            try:
                await step(chat_id=int(chat), message_id=message_id)
            except TelegramError as error:
                if isinstance(error, RetryAfter):
                    self._limits.close(chat, patience(error).total_seconds())
                raise translated(error) from None
