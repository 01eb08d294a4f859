"""From an update, as Telegram sent it, to what a person did. Only private chats with people count."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import structlog

from bot.channels.telegram import contents
from bot.channels.telegram.contents import Raw, is_number, part, string
from handlers.vocabulary.incoming import Incoming, Kind

log = structlog.get_logger()
NAME = "telegram"
PRIVATE = "private"
_MALFORMED = (AttributeError, LookupError, TypeError, ValueError, ArithmeticError, OSError, RecursionError)
_LONGEST_NAME = 200
_MOST_UPDATES = 2**31
_PRESENT = {"member", "administrator", "creator", "restricted"}
_NOBODY = {777000, 1087968824, 136817688, 1271266957}  # Telegram itself, and whom it shows for groups


@dataclass(frozen=True)
class Read:
    """`number`: the update's own. `query`: a press to acknowledge. `leave`: a place we do not belong to."""

    number: int | None = None
    incoming: Incoming | None = None
    query: str | None = None
    leave: int | None = None


_TO_A_BOT = re.compile(r"/\w+@(\w+)")


def read(raw: Any, now: datetime, own_name: str = "") -> Read:
    """Whatever comes: what cannot be understood is passed over, and the log names its number only.

    A command for another bot than `own_name` is marked as such.
    """
    found = _whatever(raw, now)
    meant = _TO_A_BOT.match(found.incoming.text) if found.incoming is not None and own_name else None
    if found.incoming is None or meant is None or meant[1].casefold() == own_name.casefold():
        return found
    extra = {**found.incoming.extra, "for_another": True}
    return replace(found, incoming=replace(found.incoming, extra=extra))


def _whatever(raw: Any, now: datetime) -> Read:
    number: Any = part(raw, "update_id")
    if not (is_number(number) and 0 <= number < _MOST_UPDATES):
        # a number that is none, or far too great, would move the cursor past everything to come
        log.warning("telegram.update.malformed")
        return Read()
    try:
        return _read(raw, number, now)
    except _MALFORMED as error:
        log.warning("telegram.update.malformed", number=number, error=type(error).__name__)
        return Read(number)


def _read(raw: Raw, number: int, now: datetime) -> Read:
    if (query := part(raw, "callback_query")) is not None:
        return _pressed(query, number, now)
    if (change := part(raw, "my_chat_member")) is not None:
        return _moved(change, number)
    if (message := part(raw, "edited_message")) is not None:
        return _written(message, number, now, _edited)
    if (message := part(raw, "message")) is not None:
        return _written(message, number, now, _said)
    return Read(number)


def _moved(change: Raw, number: int) -> Read:
    is_there = part(change, "new_chat_member", "status") in _PRESENT
    return _elsewhere(part(change, "chat"), number) if is_there else Read(number)


def _elsewhere(chat: Any, number: int, query: str | None = None) -> Read:
    """A group or channel: to be left."""
    chat_id, kind = part(chat, "id"), string(part(chat, "type"))
    is_place = kind not in {"", PRIVATE} and is_number(chat_id)
    return Read(number, query=query, leave=chat_id if is_place else None)


def _pressed(query: Raw, number: int, now: datetime) -> Read:
    under, data, asked = (
        part(query, "message"),
        string(part(query, "data")),
        string(part(query, "id")) or None,
    )
    chat, person = part(under, "chat"), part(query, "from")
    if under is None or not data:
        return Read(number, query=asked)
    if not _is_private(chat, person):
        return _elsewhere(chat, number, asked)
    message = part(under, "message_id")
    about = str(message) if is_number(message) else None
    return Read(number, _from(person, number, now, text=data, kind=Kind.PRESS, about=about), asked)


def _is_private(chat: Any, person: Any) -> bool:
    """Its own chat, and a person: nobody speaks for somebody else."""
    number = part(person, "id")
    if part(chat, "type") != PRIVATE or part(person, "is_bot") or not is_number(number):
        return False
    return number > 0 and number == part(chat, "id") and number not in _NOBODY


def _written(
    message: Raw, number: int, now: datetime, told: Callable[[Raw, int, datetime], Incoming | None]
) -> Read:
    chat = part(message, "chat")
    if part(chat, "type") != PRIVATE:
        return _elsewhere(chat, number)
    is_theirs = _is_private(chat, part(message, "from")) and part(message, "sender_chat") is None
    if not is_theirs or part(message, "business_connection_id") or not is_number(part(message, "message_id")):
        return Read(number)
    return Read(number, told(message, number, now))


def _edited(message: Raw, number: int, now: datetime) -> Incoming | None:
    """A place that moves was told where it was first."""
    if part(message, "location", "live_period"):
        return None
    own = str(message["message_id"])
    at = _time(message.get("edit_date") or message.get("date"), now)
    return _message(message, number, at, kind=Kind.EDIT, about=own)


def _said(message: Raw, number: int, now: datetime) -> Incoming | None:
    answered = part(message, "reply_to_message", "message_id")
    about = str(answered) if is_number(answered) else None
    return _message(message, number, _time(message.get("date"), now), about=about)


def _message(message: Raw, number: int, at: datetime, **rest: Any) -> Incoming | None:
    """None: a service message, by which nobody said anything."""
    words, files = contents.words(message), contents.files(message)
    extra: dict[str, Any] = {"message": str(message["message_id"])}
    if album := string(message.get("media_group_id")):
        extra["album"] = album
    if not words and not files:
        if (kind := contents.unreadable(message)) is None:
            return None
        extra["unsupported"] = kind
    elif (kind := contents.left_out(message)) is not None:
        extra["left_out"] = kind
    if (kind := contents.told(message)) is not None:
        extra["told"] = kind
    if message.get("is_from_offline"):
        extra["automatic"] = True
    if origin := contents.forwarded_from(message):
        extra["origin"] = origin
    person = message["from"]
    return _from(person, number, at, text=words, files=files, forwarded=bool(origin), extra=extra, **rest)


def _time(seconds: Any, now: datetime) -> datetime:
    try:
        return datetime.fromtimestamp(seconds, UTC) if is_number(seconds) else now
    except (OverflowError, OSError, ValueError):
        return now


def _from(person: Raw, number: int, at: datetime, **rest: Any) -> Incoming:
    names = filter(None, (string(part(person, "first_name")), string(part(person, "last_name"))))
    return Incoming(
        channel=NAME,
        address=str(person["id"]),
        event=str(number),
        at=at.astimezone(UTC),
        name=" ".join(names)[:_LONGEST_NAME],
        language=string(part(person, "language_code"))[:16],
        **rest,
    )
