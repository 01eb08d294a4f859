"""What the emulated network remembers: people, chats, messages, files and bots."""

import hashlib
from dataclasses import dataclass, field
from typing import Any, Literal

Json = dict[str, Any]
ChatKind = Literal["private", "group", "supergroup", "channel"]

BEGIN = ("creator", "administrator", "member", "restricted")  # the states of somebody who is in the chat
GONE = ("left", "kicked")


@dataclass
class User:
    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = "en"
    is_bot: bool = False
    deactivated: bool = False

    def json(self) -> Json:
        shown = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        optional = {"last_name": self.last_name, "username": self.username}
        if not self.is_bot:
            optional["language_code"] = self.language_code
        return shown | {k: v for k, v in optional.items() if v is not None}


@dataclass
class Blob:
    """A file. `size` is what the server believes (None: it does not say); `data` is what comes down."""

    id: str
    unique_id: str
    data: bytes
    kind: str
    name: str | None = None
    mime: str | None = None
    size: int | None = None
    path: str = ""

    def json(self) -> Json:
        shown = {"file_id": self.id, "file_unique_id": self.unique_id}
        optional = {"file_size": self.size, "file_name": self.name, "mime_type": self.mime}
        return shown | {k: v for k, v in optional.items() if v is not None}

    def seen(self) -> Json:
        digest = hashlib.sha256(self.data).hexdigest()
        return {"name": self.name, "size": len(self.data), "sha256": digest, "file_id": self.id}


@dataclass
class Chat:
    """A group or channel, or the private dialog of one person with one bot."""

    id: int
    kind: ChatKind
    title: str | None = None
    username: str | None = None
    person: User | None = None
    blocked: bool = False
    members: dict[int, str] = field(default_factory=dict)
    messages: dict[int, "Message"] = field(default_factory=dict)
    last_id: int = 0
    migrated_to: int | None = None

    def json(self) -> Json:
        if self.person is not None:
            person = self.person.json()
            return {k: person[k] for k in ("id", "first_name", "last_name", "username") if k in person} | {
                "type": "private"
            }
        shown = {"id": self.id, "type": self.kind, "title": self.title}
        return shown | ({"username": self.username} if self.username else {})

    def standing(self, user_id: int) -> str:
        return self.members.get(user_id, "left")

    def holds(self, user_id: int) -> bool:
        return self.standing(user_id) not in GONE

    def next_id(self) -> int:
        self.last_id += 1
        return self.last_id


@dataclass
class Message:
    """`body` holds the content fields as the API shows them (text and entities, or a medium and caption)."""

    id: int
    chat: Chat
    date: int
    body: Json
    sender: User | None = None
    sender_chat: Chat | None = None
    markup: Json | None = None
    reply_to: "Message | None" = None
    protected: bool = False
    edited: int | None = None
    deleted: bool = False
    extra: Json = field(default_factory=dict)  # album, origin of a forwarded one, service fields
    files: list[Blob] = field(default_factory=list)
    reactions: dict[int, str] = field(default_factory=dict)

    @property
    def inline(self) -> bool:
        return bool(self.markup and "inline_keyboard" in self.markup)

    def json(self, *, quoted: bool = True) -> Json:
        shown: Json = {"message_id": self.id, "date": self.date, "chat": self.chat.json()}
        if self.sender is not None:
            shown["from"] = self.sender.json()
        if self.sender_chat is not None:
            shown["sender_chat"] = self.sender_chat.json()
        shown |= self.body | self.extra
        if self.edited is not None:
            shown["edit_date"] = self.edited
        if self.inline:
            shown["reply_markup"] = self.markup
        if self.protected:
            shown["has_protected_content"] = True
        if quoted and self.reply_to is not None and not self.reply_to.deleted:
            shown["reply_to_message"] = self.reply_to.json(quoted=False)
        return shown

    def seen(self) -> Json:
        """What somebody who looks at the chat sees of it now."""
        rows = self.markup["inline_keyboard"] if self.markup and self.inline else []
        return {
            "message_id": self.id,
            "date": self.date,
            "from": self.sender.id if self.sender else None,
            "by_bot": bool(self.sender and self.sender.is_bot),
            "text": self.body.get("text"),
            "caption": self.body.get("caption"),
            "entities": self.body.get("entities") or self.body.get("caption_entities") or [],
            "buttons": [[button["text"] for button in row] for row in rows],
            "keyboard": None if self.inline else self.markup,
            "files": [blob.seen() for blob in self.files],
            "kind": next((k for k in CONTENT if k in self.body), "service"),
            "edited": self.edited is not None,
            "deleted": self.deleted,
            "protected": self.protected,
            "reply_to": self.reply_to.id if self.reply_to else None,
            "album": self.extra.get("media_group_id"),
            "reactions": self.reactions,
        }


CONTENT = (
    "text", "photo", "document", "voice", "audio", "video", "animation", "video_note", "sticker",
    "venue", "location", "contact", "dice",
)  # fmt: skip


@dataclass
class Query:
    """A pressed button, waiting for its answer."""

    id: str
    user: User
    made: float
    answer: Json | None = None
    late: bool = False


ANONYMOUS_ADMIN = User(1087968824, "Group", username="GroupAnonymousBot", is_bot=True)
CHANNEL_SENDER = User(136817688, "Channel", username="Channel_Bot", is_bot=True)
LINKED_CHANNEL = User(777000, "Telegram")
