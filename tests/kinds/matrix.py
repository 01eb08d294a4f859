"""Every kind of Matrix event as a client writes it, and the ways in which it may come."""

from datetime import UTC, datetime
from typing import Any

from bot.channels.matrix.keys.devices import Device
from bot.channels.matrix.keys.directory import Person
from bot.channels.matrix.receiving import contents
from bot.channels.matrix.receiving.incoming import incoming
from bot.channels.matrix.receiving.reading import Written
from handlers.vocabulary.incoming import Incoming
from tests.kinds.paper import IDENTITY
from tests.kinds.sample import Sample

Raw = dict[str, Any]
_LINK = '<a href="https://ads.example.org/QZLINK">here</a>'
_FILE = {"file": {"url": "mxc://example.org/x"}}
_NOT_ENCRYPTED = ("m.reaction", "m.room.redaction")


def text(words: str) -> Raw:
    return {"msgtype": "m.text", "body": words}


def _linked(msgtype: str) -> Raw:
    formatted = f"QZONE {_LINK} QZTWO"
    html = {"format": "org.matrix.custom.html", "formatted_body": formatted}
    return {"msgtype": msgtype, "body": "QZONE here QZTWO", **html}


def _file(msgtype: str, **more: Any) -> Raw:
    return {**_linked(msgtype), "filename": "QZNAME.bin", **_FILE, **more}


def _poll(prefix: str, key: str) -> Raw:
    answers = [{"id": "1", key: "Li QZTWO"}, {"id": "2", key: "Wang QZTHREE"}]
    return {prefix: {"question": {key: "Who is QZONE?"}, "answers": answers}}


_PLACE = {"uri": "geo:39.9,116.4", "description": "Bar QZTWO"}
_GALLERY = [
    {"itemtype": "m.image", "body": "QZTWO", "filename": "a.png", "file": {"url": "mxc://example.org/a"}},
    {"itemtype": "m.video", "body": "QZTHREE", "filename": "b.mp4", "file": {"url": "mxc://example.org/b"}},
]
SAMPLES = {
    **{kind: Sample(_linked(kind), ("QZONE", "QZTWO", "QZLINK")) for kind in contents.TEXTS},
    **{kind: Sample(_file(kind), ("QZONE", "QZTWO", "QZLINK", "QZNAME"), 1) for kind in contents.FILES},
    "m.image without a word": Sample({"msgtype": "m.image", "body": "QZNAME.png", **_FILE}, ("QZNAME",), 1),
    "m.audio as a voice message": Sample(_file("m.audio", **{"org.matrix.msc3245.voice": {}}), ("QZONE",), 1),
    "m.image not encrypted": Sample({"msgtype": "m.image", "body": "QZLOST", "url": "mxc://example.org/x"}),
    **{kind: Sample(
        {"msgtype": kind, "body": "QZONE", "itemtypes": _GALLERY}, ("QZONE", "QZTWO", "QZTHREE"), 2)
       for kind in contents.GALLERIES},
    "m.location": Sample(
        {"msgtype": "m.location", "body": "QZONE", "geo_uri": "geo:39.9,116.4", "m.location": _PLACE},
        ("QZONE", "QZTWO", "geo:39.9,116.4"),
    ),
    **{kind: Sample({"m.relates_to": {"rel_type": "m.reference", "event_id": "$share"}, "m.location": _PLACE},
                    ("QZTWO", "geo:39.9,116.4"), kind=kind) for kind in contents.BEACONS},
    "m.poll.start": Sample(_poll("m.poll", "m.text"), ("QZONE", "QZTWO", "QZTHREE"), kind="m.poll.start"),
    "org.matrix.msc3381.poll.start": Sample(
        _poll("org.matrix.msc3381.poll.start", "org.matrix.msc1767.text"), ("QZONE", "QZTWO", "QZTHREE"),
        kind="org.matrix.msc3381.poll.start",
    ),
    **{kind: Sample({"body": "QZLOST"}, kind=kind) for kind in contents.UNREADABLE},
    "a msgtype of tomorrow": Sample({"msgtype": "org.example.tomorrow", "body": "QZLOST"}),
    "no msgtype": Sample({"body": "QZLOST"}),
    "an event of tomorrow": Sample({"m.text": "QZLOST"}, kind="org.example.tomorrow"),
    "m.reaction with a number": Sample(
        {"m.relates_to": {"rel_type": "m.annotation", "event_id": "$0", "key": "1️⃣"}},
        kind="m.reaction", edits=False, forwards=False,
    ),
    "m.reaction with a feeling": Sample(
        {"m.relates_to": {"rel_type": "m.annotation", "event_id": "$0", "key": "👍"}},
        kind="m.reaction", edits=False, forwards=False,
    ),
}  # fmt: skip
_MSGTYPES = ("m.notice", "m.server_notice", "m.key.verification.request")
SERVICE = {kind: Sample({"body": "x"}, kind=kind) for kind in contents.SILENT if kind not in _MSGTYPES} | {
    kind: Sample({"msgtype": kind, "body": "x"}) for kind in _MSGTYPES
}


def letter_of(
    sample: Raw, address: str, number: int, way: str = "alone", about: str | None = None,
    changes: int | None = None,
    kind: str = "m.room.message",
) -> Incoming | None:  # fmt: skip
    """`about`: the bot's message that is replied to. `changes`: the earlier message that is edited. Clients
    forward a content as it is, in a new event, without what it was about."""
    content = dict(sample)
    if "forwarded" in way:
        content.pop("m.relates_to", None)
    if changes:
        relation = {"rel_type": "m.replace", "event_id": f"${changes}"}
        content = {"body": "* old", "m.new_content": sample, "m.relates_to": relation}
    elif about and "m.relates_to" not in content:
        thread = {"rel_type": "m.thread", "event_id": "$root"} if way == "in a thread" else {}
        content["m.relates_to"] = {**thread, "m.in_reply_to": {"event_id": about}}
    person = Person(address, IDENTITY, {}, {})
    device = None if kind in _NOT_ENCRYPTED else Device(address, "PHONE", "curve", "ed")
    return incoming(Written("!dm", f"${number}", person, kind, content, device), "", datetime.now(UTC))
