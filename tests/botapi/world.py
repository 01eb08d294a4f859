"""The emulated network as a whole: who and what exists, and how a message reaches everybody it should."""

import asyncio
import hashlib
import re
from collections import deque
from dataclasses import dataclass, field

from tests.botapi import errors
from tests.botapi.clock import Clock
from tests.botapi.faults import Fault
from tests.botapi.flood import Flood
from tests.botapi.mailbox import Mailbox
from tests.botapi.model import Blob, Chat, ChatKind, Json, Message, Query, User
from tests.botapi.webhook import Webhook

DOWNLOAD_LIMIT = 20 * 1024 * 1024
UPLOAD_LIMIT = 50 * 1024 * 1024
PHOTO_LIMIT = 10 * 1024 * 1024
QUERY_SECONDS = 30.0  # how long a pressed button waits for its answer


@dataclass
class Bot:
    """A bot account: its user, its updates, its dialogs with people and its settings."""

    token: str
    user: User
    mailbox: Mailbox
    flood: Flood
    reads_groups: bool = False
    webhook: Webhook | None = None
    dialogs: dict[int, Chat] = field(default_factory=dict)
    queries: dict[str, Query] = field(default_factory=dict)
    settings: dict[tuple[str, ...], object] = field(default_factory=dict)


@dataclass
class CallRecord:
    """One call in the log. Parameters as sent; a file is shown by name, size and digest."""

    seq: int
    at: float
    bot: int
    method: str
    params: Json
    status: int = 0
    answer: object = None
    fault: str | None = None

    def json(self) -> Json:
        return dict(vars(self))


class World:
    def __init__(self) -> None:
        self.clock = Clock()
        self.bots: dict[str, Bot] = {}
        self.users: dict[int, User] = {}
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, Blob] = {}
        self.faults: list[Fault] = []
        self.calls: deque[CallRecord] = deque(maxlen=200_000)
        self.actions: list[tuple[int, str]] = []  # chat id and "typing" and the like
        self.default_flood = Flood()
        self.webhook_retry_seconds = 1.0
        self._serial = 0
        self._changed: set[asyncio.Future[None]] = set()

    def serial(self) -> int:
        self._serial += 1
        return self._serial

    def now(self) -> int:
        return int(self.clock.now())

    # -- waiting for something to happen

    def touch(self) -> None:
        for waiter in self._changed:
            if not waiter.done():
                waiter.set_result(None)
        self._changed.clear()

    async def change(self, seconds: float) -> None:
        """Until anything in the world changes, or `seconds` are over."""
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._changed.add(waiter)
        await asyncio.wait([waiter], timeout=seconds)
        self._changed.discard(waiter)

    # -- finding

    def chat_of(self, bot: Bot, chat_id: str) -> Chat:
        """The chat a bot means by this id or @name.

        Raises ApiError 400 "chat not found", 403 when the person never began.
        """
        number = self._named(chat_id) if chat_id.startswith("@") else _integer(chat_id)
        chat = bot.dialogs.get(number) or self.chats.get(number)
        if chat is not None:
            return chat
        if any(number == other.user.id for other in self.bots.values()):
            raise errors.TO_A_BOT
        if any(bot.user.id in chat.members and number in chat.members for chat in self.chats.values()):
            raise errors.NOT_BEGUN
        raise errors.CHAT_NOT_FOUND

    def _named(self, name: str) -> int:
        wanted = name.removeprefix("@").lower()
        return next((c.id for c in self.chats.values() if (c.username or "").lower() == wanted), 0)

    def writable(self, bot: Bot, chat_id: str) -> Chat:
        """The same, where the bot may also write."""
        chat = self.chat_of(bot, chat_id)
        if chat.person is not None:
            if chat.person.deactivated:
                raise errors.DEACTIVATED
            if chat.blocked:
                raise errors.BLOCKED
            return chat
        if chat.migrated_to is not None:
            raise errors.migrated(chat.migrated_to)
        self._check_standing(bot, chat)
        return chat

    def _check_standing(self, bot: Bot, chat: Chat) -> None:
        standing = chat.standing(bot.user.id)
        place = "group chat" if chat.kind == "group" else f"{chat.kind} chat"
        if standing == "kicked":
            raise errors.forbidden(f"bot was kicked from the {place}")
        if standing == "left":
            raise errors.forbidden(f"bot is not a member of the {place}")
        if chat.kind == "channel" and standing not in {"creator", "administrator"}:
            raise errors.bad("need administrator rights in the channel chat")

    def dialog(self, bot: Bot, user: User) -> Chat:
        """The private chat of a person with a bot, begun now if it was not."""
        chat = bot.dialogs.get(user.id)
        if chat is None:
            chat = bot.dialogs[user.id] = Chat(user.id, "private", person=user)
        return chat

    def message(self, chat: Chat, message_id: int) -> Message | None:
        found = chat.messages.get(message_id)
        return None if found is None or found.deleted else found

    # -- making

    def make_chat(self, kind: ChatKind, title: str, chat_id: int | None, username: str | None) -> Chat:
        number = self.serial()
        usual = -(4_000_000 + number) if kind == "group" else -(1_002_000_000_000 + number)
        chat = Chat(chat_id if chat_id is not None else usual, kind, title, username)
        self.chats[chat.id] = chat
        return chat

    def make_blob(self, bot_id: int, kind: str, data: bytes, name: str | None, mime: str | None) -> Blob:
        number = self.serial()
        unique = hashlib.sha256(f"{number}:{kind}".encode()).hexdigest()[:16]
        suffix = (
            f".{name.rsplit('.', 1)[1]}" if name and re.search(r"\.\w{1,8}$", name) else _SUFFIX.get(kind, "")
        )
        blob = Blob(f"{kind[:2].upper()}{bot_id}-{unique}{number}", unique, data, kind, name, mime, len(data))
        blob.path = f"{kind}s/file_{number}{suffix}"
        self.files[blob.id] = blob
        return blob

    def post(self, chat: Chat, body: Json, sender: User | None = None, **rest: object) -> Message:
        """Put a message into a chat and tell the bots that may see it."""
        message = Message(chat.next_id(), chat, self.now(), body, sender, **rest)  # type: ignore[arg-type]
        chat.messages[message.id] = message
        self.tell(message, "channel_post" if chat.kind == "channel" else "message")
        self.touch()
        return message

    # -- telling the bots

    def tell(self, message: Message, kind: str) -> None:
        if message.sender is not None and message.sender.is_bot and self._is_ours(message.sender):
            return
        for bot in self._listeners(message):
            bot.mailbox.put(kind, message.json())

    def _is_ours(self, user: User) -> bool:
        return any(bot.user.id == user.id for bot in self.bots.values())

    def _listeners(self, message: Message) -> list[Bot]:
        chat = message.chat
        if chat.kind == "private":
            return [bot for bot in self.bots.values() if bot.dialogs.get(chat.id) is chat]
        present = [bot for bot in self.bots.values() if chat.holds(bot.user.id)]
        return [bot for bot in present if self._hears(bot, message)]

    def _hears(self, bot: Bot, message: Message) -> bool:
        """Privacy mode: in groups a bot hears what is meant for it, unless it may read all."""
        standing = message.chat.standing(bot.user.id)
        if bot.reads_groups or standing in {"creator", "administrator"} or message.chat.kind == "channel":
            return True
        text = message.body.get("text") or message.body.get("caption") or ""
        name = f"@{bot.user.username}".lower()
        if text.startswith("/"):
            addressed = text.split()[0].lower()
            return "@" not in addressed or addressed.endswith(name)
        to_it = message.reply_to is not None and message.reply_to.sender is bot.user
        return to_it or name in text.lower() or ("text" not in message.body and not message.files)


_SUFFIX = {"photo": ".jpg", "voice": ".oga", "video": ".mp4", "audio": ".mp3", "animation": ".mp4"}


def _integer(text: str) -> int:
    if not text:
        raise errors.bad("chat_id is empty")
    try:
        return int(text)
    except ValueError:
        raise errors.CHAT_NOT_FOUND from None
