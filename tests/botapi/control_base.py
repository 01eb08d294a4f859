"""What the three parts of the control interface share."""

import base64

from tests.botapi.model import Chat, Json, Message, User
from tests.botapi.world import Bot, World


class Base:
    def __init__(self, world: World) -> None:
        self._world = world

    def _bot(self, token: str | None) -> Bot:
        if token is None:
            (only,) = self._world.bots.values()
            return only
        return self._world.bots[token]

    def _user(self, user: int) -> User:
        return self._world.users[user]

    def _place(self, user: int, chat: int | None, bot: str | None) -> Chat:
        """The chat meant: a group or channel by id, or the private dialog."""
        if chat is not None and chat != user:
            return self._world.chats[chat]
        return self._world.dialog(self._bot(bot), self._user(user))

    def _message(self, place: Chat, message_id: int | None, *, buttons: bool = False) -> Message:
        """By id, or the last one (with buttons)."""
        if message_id is not None:
            return place.messages[message_id]
        alive = [m for m in place.messages.values() if not m.deleted and (m.inline or not buttons)]
        if not alive:
            raise LookupError("no such message in this chat")
        return alive[-1]


def content_of(data: bytes | None, data_b64: str | None) -> bytes:
    if data is not None:
        return data
    return base64.b64decode(data_b64 or "")


def named(**fields: object) -> Json:
    return {k: v for k, v in fields.items() if v is not None}
