"""What a message holds: its words, its files, and what of it nobody here can read.

Read from the JSON as it came, each part by itself: what Telegram adds one day, or what is broken in one
place, takes nothing else of the message with it. `tests/telegram/test_kinds.py` goes through every field that
python-telegram-bot knows of a message.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.channels.telegram.cutting import whole
from handlers.vocabulary.incoming import IncomingFile

Raw = Mapping[str, Any]
_LONGEST_NAME = 200
_LONGEST_CARD = 4_096
_MOST_IDS = 2**52  # what Telegram's numbers stay below, as documented
FILES = {
    "photo": ("photo.jpg", "image/jpeg"),
    "live_photo": ("photo.mp4", "video/mp4"),
    "animation": ("animation.mp4", "video/mp4"),  # before the document that comes with it
    "document": ("document", "application/octet-stream"),
    "voice": ("voice.oga", "audio/ogg"),
    "audio": ("audio.mp3", "audio/mpeg"),
    "video": ("video.mp4", "video/mp4"),
    "video_note": ("video.mp4", "video/mp4"),
}
# whatever somebody may have said by it: it is told that it cannot be read
UNREADABLE = frozenset({
    "sticker", "dice", "game", "story", "invoice", "paid_media", "giveaway", "giveaway_winners",
    "passport_data", "web_app_data", "users_shared", "chat_shared", "gift", "unique_gift",
})  # fmt: skip
# nobody says these: Telegram tells what happened
SERVICE = frozenset({
    "boost_added", "channel_chat_created", "chat_background_set", "chat_owner_changed", "chat_owner_left",
    "checklist_tasks_done", "connected_website", "delete_chat_photo",
    "direct_message_price_changed", "forum_topic_closed", "forum_topic_created", "forum_topic_edited",
    "forum_topic_reopened", "general_forum_topic_hidden", "general_forum_topic_unhidden",
    "gift_upgrade_sent", "giveaway_completed", "giveaway_created", "group_chat_created", "left_chat_member",
    "left_chat_participant", "managed_bot_created", "message_auto_delete_timer_changed",
    "migrate_from_chat_id", "migrate_to_chat_id", "new_chat_member", "new_chat_members",
    "new_chat_participant", "new_chat_photo", "new_chat_title", "paid_message_price_changed",
    "pinned_message", "poll_option_deleted", "proximity_alert_triggered",
    "refunded_payment", "successful_payment", "suggested_post_approval_failed", "suggested_post_approved",
    "suggested_post_declined", "suggested_post_paid", "suggested_post_refunded", "supergroup_chat_created",
    "video_chat_ended", "video_chat_participants_invited", "video_chat_scheduled", "video_chat_started",
    "write_access_allowed",
})  # fmt: skip
# who, when, where, how it looks, and what it answers
AROUND = frozenset({
    "author_signature", "business_connection_id", "caption_entities", "chat", "date",
    "direct_messages_topic", "edit_date", "effect_id", "entities", "external_reply", "forward_origin",
    "from", "guest_bot_caller_chat", "guest_bot_caller_user", "guest_query_id", "has_media_spoiler",
    "has_protected_content", "is_automatic_forward", "is_from_offline", "is_paid_post", "is_topic_message",
    "link_preview_options", "media_group_id", "message_id", "message_thread_id", "paid_star_count", "quote",
    "reply_markup", "reply_to_checklist_task_id", "reply_to_message", "reply_to_poll_option_id",
    "reply_to_story", "sender_boost_count", "sender_business_bot", "sender_chat", "sender_tag",
    "show_caption_above_media", "suggested_post_info", "via_bot",
    # of clients of another time
    "forward_date", "forward_from", "forward_from_chat", "forward_from_message_id",
    "forward_sender_name", "forward_signature",
})  # fmt: skip


def part(raw: Any, *names: str) -> Any:
    """What lies there, or None."""
    for name in names:
        raw = raw.get(name) if isinstance(raw, dict) else None
    return raw


def is_number(value: Any) -> bool:
    """Whether Telegram may have given it as an id."""
    return isinstance(value, int) and not isinstance(value, bool) and -_MOST_IDS < value < _MOST_IDS


def string(value: Any) -> str:
    return whole(value) if isinstance(value, str) else ""


def words(message: Raw) -> str:
    """All that it says: typed words with their links, a place, a card, a poll, a list, what it answers."""
    said = [_typed(message), *_told(message)]
    elsewhere = part(message, "external_reply")
    if isinstance(elsewhere, dict):
        said += _quoted(origin(elsewhere.get("origin")), _linked(part(message, "quote"), "text"), elsewhere)
    return "\n".join(filter(None, said))


def _typed(message: Raw) -> str:
    for name, marks in (("text", "entities"), ("caption", "caption_entities")):
        if text := message.get(name):
            return _with_links(string(text), message.get(marks))
    return ""


def _linked(raw: Any, name: str) -> str:
    """A text inside something; its links stand beside it."""
    marks = part(raw, f"{name}_entities") or part(raw, "entities")
    return _with_links(string(part(raw, name)), marks)


def _with_links(text: str, entities: Any) -> str:
    """What lies behind words goes with them: `here (https://ads.example.org/item/77)`."""
    units = text.encode("utf-16-le")
    found = [one for one in entities if isinstance(one, dict)] if isinstance(entities, list) else []
    for one in sorted(found, key=_end, reverse=True):
        end, behind = _end(one), _behind(one)
        start = end - (one["length"] if end >= 0 else 0)
        shown = units[2 * start : 2 * end].decode("utf-16-le", "replace")
        if behind and 0 <= start < end <= len(units) // 2 and shown.strip() != behind:
            units = units[: 2 * end] + f" ({behind})".encode("utf-16-le") + units[2 * end :]
    return units.decode("utf-16-le", "replace")


def _end(entity: Raw) -> int:
    place: Any = entity.get("offset")
    length: Any = entity.get("length")
    return int(place + length) if is_number(place) and is_number(length) else -1


def _behind(entity: Raw) -> str:
    if entity.get("type") == "text_link":
        return string(entity.get("url"))
    person = part(entity, "user", "id")
    return f"id {person}" if entity.get("type") == "text_mention" and is_number(person) else ""


def _told(message: Raw) -> Iterator[str]:
    """In plain words: things an officer would otherwise type."""
    if venue := part(message, "venue"):
        named = ", ".join(filter(None, (string(part(venue, "title")), string(part(venue, "address")))))
        yield " ".join(filter(None, (named, f"({spot})" if (spot := _spot(part(venue, "location"))) else "")))
    elif place := part(message, "location"):
        yield _spot(place)
    if person := part(message, "contact"):
        yield from _card(person)
    if poll := part(message, "poll"):
        yield from (_linked(poll, name) for name in ("question", "description"))
        yield from _rows(part(poll, "options"), "– ")
        yield _linked(poll, "explanation")
        for one in _media(poll):
            yield from _told(one)
    if checklist := part(message, "checklist"):
        yield _linked(checklist, "title")
        yield from _rows(part(checklist, "tasks"), "☐ ")
    yield from _rows(part(message, "checklist_tasks_added", "tasks"), "☐ ")
    if option := part(message, "poll_option_added"):
        yield f"– {_linked(option, 'option_text')}"


def told(message: Raw) -> str | None:
    """What kind of thing says it, where nobody typed a line."""
    kinds = {"contact": "card", "venue": "place", "location": "place", "poll": "poll", "checklist": "list"}
    more = {"checklist_tasks_added": "list", "poll_option_added": "poll"}
    found = (kind for name, kind in (kinds | more).items() if message.get(name))
    return None if _typed(message) else next(found, None)


def _rows(rows: Any, mark: str) -> Iterator[str]:
    for row in rows if isinstance(rows, list) else ():
        done = mark == "☐ " and bool(part(row, "completion_date"))
        if text := _linked(row, "text"):
            yield f"{'☑ ' if done else mark}{text}"


_CARD_LINE = re.compile(r"(?:[\w-]+\.)?(?:TEL|EMAIL|ORG|TITLE|ADR|NOTE|URL)\b[^:]*:(.*)", re.IGNORECASE)


def _card(person: Any) -> Iterator[str]:
    """The name and number that are shown, and what else its card says."""
    names = (part(person, name) for name in ("first_name", "last_name", "phone_number"))
    shown = " ".join(filter(None, map(string, names)))
    yield shown
    digits = _digits(shown)
    for line in string(part(person, "vcard"))[:_LONGEST_CARD].splitlines():
        found = _CARD_LINE.fullmatch(line.strip())
        said = " ".join(found[1].replace(";", " ").split()) if found else ""
        if said and said not in shown and not (_digits(said) and _digits(said) in digits):
            yield said


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def _spot(location: Any) -> str:
    try:
        return f"{float(part(location, 'latitude')):.5f}, {float(part(location, 'longitude')):.5f}"
    except (TypeError, ValueError, OverflowError):
        return ""


def _quoted(whose: str, quote: str, elsewhere: Raw) -> Iterator[str]:
    """What it answers in another chat: only here it is told."""
    for line in filter(None, (quote, *_told(elsewhere))):
        yield f"↩ {whose}: {line}" if whose else f"↩ {line}"


def origin(told: Any) -> str:
    """Whose words they are, as Telegram shows it; "" where nothing is told, "?" where that is hidden."""
    if not isinstance(told, dict):
        return ""
    person = told.get("sender_user")
    names = " ".join(filter(None, (string(part(person, "first_name")), string(part(person, "last_name")))))
    place = part(told, "sender_chat") or part(told, "chat")
    shown = names or string(told.get("sender_user_name")) or string(part(place, "title"))
    return (shown or "?")[:_LONGEST_NAME]


def forwarded_from(message: Raw) -> str:
    """Whose words, where they are not the writer's own: forwarded, or made by another bot."""
    if message.get("forward_origin") is not None or message.get("forward_date") is not None:
        return origin(message.get("forward_origin")) or "?"
    for bot in ("via_bot", "sender_business_bot"):  # the second writes in the person's name, by itself
        if message.get(bot) is not None:
            return string(part(message, bot, "username"))[:_LONGEST_NAME] or "?"
    return ""


def files(message: Raw) -> tuple[IncomingFile, ...]:
    """Its own, those of its poll, and the one of a message in another chat that it answers."""
    caption = _typed(message) if message.get("caption") else ""
    return (
        *_file(message, caption),
        *(file for one in _media(part(message, "poll")) for file in _file(one, "")),
        *_file(part(message, "external_reply") or {}, ""),
    )


def _media(poll: Any) -> list[Raw]:
    """What goes with its question, its choices, its explanation."""
    options = part(poll, "options")
    found = [part(one, "media") for one in (poll, *(options if isinstance(options, list) else ()))]
    return [one for one in (*found, part(poll, "explanation_media")) if isinstance(one, dict)]


def _file(message: Any, caption: str) -> Iterator[IncomingFile]:
    for kind, (name, mime) in FILES.items():
        found = part(message, kind)
        file = _largest(found) if kind == "photo" else found
        if not (handle := string(part(file, "file_id"))):
            continue
        size = part(file, "file_size")
        yield IncomingFile(
            string(part(file, "file_name"))[:_LONGEST_NAME] or name,
            string(part(file, "mime_type")) or mime,
            handle,
            size if is_number(size) and size >= 0 else None,
            caption=caption,
        )
        return


def _largest(sizes: Any) -> Any:
    found = [one for one in sizes if isinstance(one, dict)] if isinstance(sizes, list) else []
    return max(found, key=_area, default=None)


def _area(size: Raw) -> int:
    width: Any = size.get("width")
    height: Any = size.get("height")
    return int(width * height) if is_number(width) and is_number(height) else 0


def unreadable(message: Raw) -> str | None:
    """The kind of what somebody sent and nobody here can read; None where nobody said anything."""
    known = FILES.keys() | SERVICE | AROUND | _TOLD
    sent = [name for name, value in message.items() if name not in known and value not in (None, False, [])]
    return next((name for name in sent if name in UNREADABLE), "unknown" if sent else None)


def left_out(message: Raw) -> str | None:
    """The kind of what comes with words or files and is not among them: nobody here can read it."""
    elsewhere = part(message, "external_reply") or {}
    there = (name for one in (message, elsewhere) for name in sorted(UNREADABLE & one.keys()) if one[name])
    return next(there, "story" if message.get("reply_to_story") else None)


_TOLD = frozenset({
    "text", "caption", "venue", "location", "contact", "poll", "checklist", "checklist_tasks_added",
    "poll_option_added",
})  # fmt: skip
