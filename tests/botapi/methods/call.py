"""One call under way, the table of methods, and what several methods need."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from tests.botapi import errors
from tests.botapi.args import Args
from tests.botapi.keyboards import markup_of
from tests.botapi.model import Blob, Chat, Json, Message
from tests.botapi.world import Bot, World

Method = Callable[["Call"], Awaitable[Any]]
METHODS: dict[str, Method] = {}


def method(*names: str) -> Callable[[Method], Method]:
    """Register a method under its Bot API names; they are matched without regard to case."""

    def keep(function: Method) -> Method:
        METHODS.update({name.lower(): function for name in names})
        return function

    return keep


@dataclass
class Call:
    world: World
    bot: Bot
    name: str
    args: Args
    note: str | None = None  # a description beside a true result

    def chat(self) -> Chat:
        return self.world.chat_of(self.bot, self.args.text("chat_id"))

    def writable(self) -> Chat:
        return self.world.writable(self.bot, self.args.text("chat_id"))

    def charge(self, chat: Chat, count: int = 1) -> None:
        """Count against the flood limits; edits count like messages."""
        self.bot.flood.check(self.world.clock.now(), chat, count)

    def replied(self, chat: Chat) -> Message | None:
        """The message replied to.

        Raises ApiError 400 when it is gone and its absence is not allowed.
        """
        wanted = self.args.json("reply_parameters", "reply parameters", dict) or {
            "message_id": self.args.integer("reply_to_message_id"),
            "allow_sending_without_reply": self.args.flag("allow_sending_without_reply"),
        }
        if not wanted.get("message_id"):
            return None
        found = self.world.message(chat, int(wanted["message_id"]))
        if found is None and not wanted.get("allow_sending_without_reply"):
            raise errors.bad("message to be replied not found")
        return found

    def send(self, body: Json, files: list[Blob] | None = None) -> Message:
        """Post as the bot: who may, how fast, with what keyboard, in answer to what."""
        markup = markup_of(self.args)
        chat = self.writable()
        reply_to = self.replied(chat)
        self.charge(chat)
        return self.world.post(
            chat,
            body,
            self.bot.user if chat.kind != "channel" else None,
            sender_chat=chat if chat.kind == "channel" else None,
            markup=markup,
            reply_to=reply_to,
            protected=self.args.flag("protect_content"),
            files=files or [],
        )

    def own(self, missing: str) -> Message:
        """The message a call is about.

        Raises ApiError 400 when it is not there.
        """
        chat = self.writable()
        if not self.args.integer("message_id"):
            raise errors.bad("message identifier is not specified")
        found = self.world.message(chat, self.args.integer("message_id"))
        if found is None:
            raise errors.bad(missing)
        return found
