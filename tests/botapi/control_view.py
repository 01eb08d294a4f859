"""What is to be seen: the screens of people, the answers to pressed buttons, the log of calls."""

import asyncio
import base64

from tests.botapi.control_base import Base
from tests.botapi.methods.profile import menu_for
from tests.botapi.model import Json


class View(Base):
    def screen(
        self,
        user: int,
        chat: int | None = None,
        bot: str | None = None,
        deleted: bool = False,
        after: int = 0,
    ) -> list[Json]:
        """The messages of a chat as they stand now, oldest first, edits applied, deleted ones left out."""
        place = self._place(user, chat, bot)
        return [m.seen() for m in place.messages.values() if (deleted or not m.deleted) and m.id > after]

    def said(self, user: int, chat: int | None = None, bot: str | None = None, after: int = 0) -> list[Json]:
        """The same, only what bots wrote."""
        return [m for m in self.screen(user, chat, bot, after=after) if m["by_bot"]]

    def texts(self, user: int, chat: int | None = None, bot: str | None = None) -> list[str]:
        """Texts and captions that bots wrote."""
        return [m["text"] or m["caption"] or "" for m in self.said(user, chat, bot)]

    async def wait(
        self,
        user: int,
        count: int = 1,
        seconds: float = 10.0,
        chat: int | None = None,
        bot: str | None = None,
        after: int = 0,
        containing: str = "",
    ) -> list[Json]:
        """Until bots wrote `count` messages after message `after` with this in them; what they are.

        Raises ValueError when time is up.
        """
        until = asyncio.get_running_loop().time() + seconds
        while True:
            found = [m for m in self.said(user, chat, bot, after) if containing in _words(m)]
            left = until - asyncio.get_running_loop().time()
            if len(found) >= count:
                return found
            if left <= 0:
                raise ValueError(f"{len(found)} of {count} messages after {seconds} s: {found}")
            await self._world.change(left)

    async def wait_answer(self, query: str, seconds: float = 10.0, bot: str | None = None) -> Json:
        """Until a pressed button was answered: {text, show_alert, url}."""
        pressed = self._bot(bot).queries[query]
        until = asyncio.get_running_loop().time() + seconds
        while pressed.answer is None:
            if asyncio.get_running_loop().time() > until:
                raise ValueError(f"the query was not answered within {seconds} s")
            await self._world.change(seconds)
        return pressed.answer

    async def wait_confirmed(self, seconds: float = 10.0, bot: str | None = None) -> None:
        """Until the bot has confirmed every update."""
        mailbox = self._bot(bot).mailbox
        until = asyncio.get_running_loop().time() + seconds
        while mailbox.waiting:
            if asyncio.get_running_loop().time() > until:
                raise ValueError(f"{len(mailbox.waiting)} updates were not confirmed within {seconds} s")
            await asyncio.sleep(0.01)

    def calls(self, method: str | None = None, since: int = 0, chat: int | None = None) -> list[Json]:
        """The log of calls, oldest first: seq, at, bot, method, params, status, answer, fault."""
        return [
            record.json()
            for record in self._world.calls
            if record.seq > since
            and (method is None or record.method.lower() == method.lower())
            and (chat is None or record.params.get("chat_id") == str(chat))
        ]

    def count_calls(self, methods: list[str]) -> int:
        """How many calls of these methods are in the log."""
        wanted = {method.lower() for method in methods}
        return sum(record.method.lower() in wanted for record in self._world.calls)

    def forget_calls(self) -> None:
        self._world.calls.clear()

    def actions(self, user: int) -> list[str]:
        """Chat actions ("typing") shown to this person or chat."""
        return [action for chat, action in self._world.actions if chat == user]

    def menu(self, user: int, bot: str | None = None) -> object:
        """The command menu this person sees, in their client's language."""
        return menu_for(self._bot(bot), user, self._user(user).language_code)

    def download(self, file_id: str) -> str:
        """A file's bytes, base64."""
        return base64.b64encode(self._world.files[file_id].data).decode()


def _words(message: Json) -> str:
    return str(message["text"] or message["caption"] or "")
