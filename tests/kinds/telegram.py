"""Every kind of Telegram message as Telegram sends it, and the ways in which it may come."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from telegram import Update

from bot.channels.telegram import contents
from bot.channels.telegram.line import WANTED
from bot.channels.telegram.reading import read
from handlers.vocabulary.incoming import Incoming
from tests.kinds.sample import Sample

Raw = dict[str, Any]
_SPOT = {"latitude": 40.4168, "longitude": -3.7038}
_MEDIA: Mapping[str, Any] = {"file_id": "F", "width": 1, "height": 1, "duration": 1}


def _file(kind: str, **more: Any) -> Raw:
    handle = {**_MEDIA, "file_id": f"F {kind}"}
    return {kind: [handle] if kind == "photo" else handle, **more}


def _marked(words: str, name: str = "entities") -> Raw:
    link = {"type": "text_link", "offset": 6, "length": 4, "url": "https://ads.example.org/QZLINK"}
    return {("text" if name == "entities" else "caption"): f"QZONE here {words}", name: [link]}


_POLL = {
    "question": "Who is QZONE?", "description": "seen at QZTWO", "explanation": "by QZTHREE",
    "options": [
        {"text": "Li QZFOUR"}, {"text": "Wang", "media": {"photo": [{**_MEDIA, "file_id": "F option"}]}},
    ],
}  # fmt: skip
_CARD = "BEGIN:VCARD\nVERSION:3.0\nTEL;TYPE=HOME:+34 900 555 QZTHREE\nEMAIL:QZTWO@example.org\nEND:VCARD"
_ELSEWHERE = {"origin": {"type": "hidden_user", "sender_user_name": "Li"}, "sticker": _MEDIA}
_TASKS = [{"id": 1, "text": "the plate QZTWO"}, {"id": 2, "text": "QZTHREE"}]

SAMPLES = {
    "text with a link behind a word": Sample(_marked("QZTWO"), ("QZONE", "QZTWO", "QZLINK")),
    **{kind: Sample(_file(kind, **_marked("", "caption_entities")), ("QZONE", "QZLINK"), 1)
       for kind in contents.FILES},
    "photo without a word": Sample(_file("photo"), (), 1),
    "pictures of an album, each with its words": Sample(
        _file("photo", caption="QZONE", media_group_id="A"), ("QZONE", "QZTWO"), 2,
        (_file("video", caption="QZTWO", media_group_id="A"),),
        edits=False,  # nothing becomes an album; what is edited of one: pipeline/test_edited_pictures
    ),
    "venue": Sample(
        {"venue": {"location": _SPOT, "title": "Bar QZONE", "address": "QZTWO"}},
        ("QZONE", "QZTWO", "40.41680"),
    ),
    "location": Sample({"location": _SPOT}, ("40.41680",)),
    "location that moves": Sample(
        {"location": {**_SPOT, "live_period": 60}}, ("40.41680",), edits=False
    ),
    "contact": Sample(
        {"contact": {"phone_number": "+34 900 QZFOUR", "first_name": "QZONE", "vcard": _CARD}},
        ("QZONE", "QZTWO", "QZTHREE", "QZFOUR"),
    ),
    "poll": Sample({"poll": _POLL}, ("QZONE", "QZTWO", "QZTHREE", "QZFOUR"), 1),
    "poll_option_added": Sample({"poll_option_added": {"option_text": "QZONE"}}, ("QZONE",)),
    "checklist": Sample(
        {"checklist": {"title": "Ask QZONE", "tasks": _TASKS}}, ("QZONE", "QZTWO", "QZTHREE")
    ),
    "checklist_tasks_added": Sample({"checklist_tasks_added": {"tasks": _TASKS}}, ("QZTWO", "QZTHREE")),
    "text about a message elsewhere": Sample(
        {"text": "QZONE", "quote": {"text": "QZTWO"}, "external_reply": _ELSEWHERE}, ("QZONE", "QZTWO")
    ),
    "text about a story": Sample({"text": "QZONE", "reply_to_story": {"id": 1}}, ("QZONE",)),
    "caption of paid media": Sample({"caption": "QZONE", "paid_media": {"star_count": 1}}, ("QZONE",)),
    **{kind: Sample({kind: {"of": "QZLOST"}}) for kind in sorted(contents.UNREADABLE)},
    "a kind of tomorrow": Sample({"unheard_of": {"of": "QZLOST"}}),
    "sent by the account itself": Sample(
        {"text": "I am away QZLOST", "is_from_offline": True}, edits=False, forwards=False
    ),
}  # fmt: skip
UNASKED = sorted({*Update.ALL_TYPES} - {*WANTED})
SERVICE = {kind: Sample({kind: {"of": 1}}) for kind in sorted(contents.SERVICE)}


def letter_of(
    sample: Raw,
    address: str,
    number: int,
    way: str = "alone",
    about: str | None = None,
    changes: int | None = None,
) -> Incoming | None:
    """`about`: the bot's message that is replied to. `changes`: the earlier message that is edited."""
    person = {"id": int(address), "is_bot": False, "first_name": "x", "language_code": "en"}
    chat = {"id": int(address), "type": "private"}
    message = {"message_id": changes or number, "date": 1, "from": person, "chat": chat, **sample}
    if "forwarded" in way:
        message["forward_origin"] = {"type": "hidden_user", "sender_user_name": "Hidden Person"}
    if about:
        message["reply_to_message"] = {"message_id": int(about)}
    name = "edited_message" if changes else "message"
    return read({"update_id": number, name: message}, datetime.now(UTC)).incoming


def text(words: str) -> Raw:
    return {"text": words}
