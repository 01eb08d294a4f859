"""From an update, as Telegram sent it, to what a person did. Only private chats with people count."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import structlog
from telegram import CallbackQuery, Chat, ChatMemberUpdated, Message, PhotoSize, Update, User

from bot.channels.telegram.cutting import whole
from handlers.chat import Incoming, IncomingFile, Kind

log = structlog.get_logger()
NAME = "telegram"
_MALFORMED = (AttributeError, LookupError, TypeError, ValueError, ArithmeticError, OSError, RecursionError)
_LONGEST_NAME = 200
_MOST_UPDATES, _MOST_IDS = 2**31, 2**52  # what Telegram's numbers stay below, as documented
_PRESENT = {"member", "administrator", "creator", "restricted"}
_KINDS = {
    "photo": ("photo.jpg", "image/jpeg"),
    "document": ("document", "application/octet-stream"),
    "voice": ("voice.oga", "audio/ogg"),
    "audio": ("audio.mp3", "audio/mpeg"),
    "video": ("video.mp4", "video/mp4"),
    "animation": ("animation.mp4", "video/mp4"),
    "video_note": ("video.mp4", "video/mp4"),
}
_UNSUPPORTED = ("sticker", "poll", "dice", "game", "story", "checklist", "paid_media", "invoice", "giveaway")


@dataclass(frozen=True)
class Read:
    """`number`: the update's own. `query`: a press to acknowledge. `leave`: a place we do not belong to."""

    number: int | None = None
    incoming: Incoming | None = None
    query: str | None = None
    leave: int | None = None


def read(raw: Any, now: datetime) -> Read:
    """Whatever comes: what cannot be understood is passed over, and the log names its number only."""
    number: Any = raw.get("update_id") if isinstance(raw, dict) else None
    if not (_is_id(number) and 0 <= number < _MOST_UPDATES):
        # a number that is none, or far too great, would move the cursor past everything to come
        log.warning("telegram.update.malformed")
        return Read()
    try:
        return _read(Update.de_json(raw, None), number, now)
    except _MALFORMED as error:
        log.warning("telegram.update.malformed", number=number, error=type(error).__name__)
        return Read(number)


def _is_id(number: Any) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and -_MOST_IDS < number < _MOST_IDS


def _read(update: Update, number: int, now: datetime) -> Read:
    if update.callback_query is not None:
        return _pressed(update.callback_query, number, now)
    if update.my_chat_member is not None:
        return _moved(update.my_chat_member, number)
    if update.edited_message is not None:
        return _written(update.edited_message, number, _edited)
    if update.message is not None:
        return _written(update.message, number, _said)
    return Read(number)


def _moved(change: ChatMemberUpdated, number: int) -> Read:
    return _elsewhere(change.chat, number) if change.new_chat_member.status in _PRESENT else Read(number)


def _elsewhere(chat: Chat, number: int, query: str | None = None) -> Read:
    """A group or channel: to be left."""
    is_place = chat.type != Chat.PRIVATE and _is_id(chat.id)
    return Read(number, query=query, leave=chat.id if is_place else None)


def _pressed(query: CallbackQuery, number: int, now: datetime) -> Read:
    under, data, asked = query.message, _words(query.data), _words(query.id) or None
    if under is None or not data:
        return Read(number, query=asked)
    if not _is_private(under.chat, query.from_user):
        return _elsewhere(under.chat, number, asked)
    about = str(under.message_id) if _is_id(under.message_id) else None
    pressed = _from(query.from_user, number, now, text=data, kind=Kind.PRESS, about=about)
    return Read(number, pressed, asked)


def _is_private(chat: Chat, person: User | None) -> bool:
    """Its own chat, and a person: nobody speaks for somebody else."""
    if chat.type != Chat.PRIVATE or person is None or person.is_bot:
        return False
    return _is_id(person.id) and person.id > 0 and person.id == chat.id


def _written(message: Message, number: int, told: Callable[[Message, int], Incoming | None]) -> Read:
    if message.chat.type != Chat.PRIVATE:
        return _elsewhere(message.chat, number)
    if not _is_private(message.chat, message.from_user) or not _is_id(message.message_id):
        return Read(number)
    return Read(number, told(message, number))


def _edited(message: Message, number: int) -> Incoming | None:
    return _from(
        message.from_user,
        number,
        message.edit_date or message.date,
        text=_text(message),
        kind=Kind.EDIT,
        about=str(message.message_id),
        forwarded=message.forward_origin is not None,
        extra={"message": str(message.message_id)},
    )


def _said(message: Message, number: int) -> Incoming | None:
    words, files = _text(message) or _place_or_contact(message), _files(message)
    extra: dict[str, Any] = {"message": str(message.message_id)}
    if album := _words(message.media_group_id):
        extra["album"] = album
    if not words and not files:
        unsupported = next((kind for kind in _UNSUPPORTED if getattr(message, kind, None)), None)
        if unsupported is None:
            return None  # a service message: nobody said anything
        extra["unsupported"] = unsupported
    forwarded = message.forward_origin is not None
    return _from(
        message.from_user, number, message.date, text=words, files=files, forwarded=forwarded, extra=extra
    )


def _from(person: User | None, number: int, at: datetime, **rest: Any) -> Incoming:
    if person is None:
        raise ValueError("nobody said it")
    return Incoming(
        channel=NAME,
        address=str(person.id),
        event=str(number),
        at=at.astimezone(UTC),
        name=_words(person.full_name)[:_LONGEST_NAME],
        language=_words(person.language_code)[:16],
        **rest,
    )


def _words(value: Any) -> str:
    return whole(value) if isinstance(value, str) else ""


def _text(message: Message) -> str:
    return _words(message.text) or _words(message.caption)


def _place_or_contact(message: Message) -> str:
    """In plain words: both are things an officer would otherwise type."""
    if message.venue is not None:
        spot = message.venue.location
        return f"{_words(message.venue.title)}, {_words(message.venue.address)} ({_spot(spot)})"
    if message.location is not None:
        return _spot(message.location)
    if message.contact is not None:
        person = message.contact
        names = (person.first_name, person.last_name, person.phone_number)
        return " ".join(filter(None, map(_words, names)))
    return ""


def _spot(location: Any) -> str:
    return f"{float(location.latitude):.5f}, {float(location.longitude):.5f}"


def _files(message: Message) -> tuple[IncomingFile, ...]:
    for kind, (name, mime) in _KINDS.items():
        found: Any = getattr(message, kind)
        if not found:
            continue
        file = _largest(found) if kind == "photo" else found
        size = file.file_size if _is_id(file.file_size) else None
        given = _words(getattr(file, "file_name", None))[:_LONGEST_NAME] or name
        form = _words(getattr(file, "mime_type", None)) or mime
        return (IncomingFile(given, form, str(file.file_id), size, caption=_words(message.caption)),)
    return ()


def _largest(sizes: tuple[PhotoSize, ...]) -> PhotoSize:
    return max(sizes, key=lambda size: size.width * size.height)
