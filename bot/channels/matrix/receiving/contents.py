"""What an event in clear holds: words and what lies behind them, files, and what nobody here can read.

Whatever has no place here is what nobody can read, and its sender is told. `tests/kinds/test_lists.py`
goes through what nio and matrix-js-sdk know of.
"""

import html
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from handlers.vocabulary.incoming import IncomingFile

Content = Mapping[str, Any]
Said = dict[str, Any]
"""The parts of an Incoming that a content decides: `text`, `files`, `unsupported`, `once`."""

MESSAGE, STICKER = "m.room.message", "m.sticker"
TEXTS = ("m.text", "m.emote")
FILES = ("m.image", "m.file", "m.audio", "m.video")
GALLERIES = ("m.gallery", "dm.filament.gallery")  # MSC4274: several files under one text
POLLS = ("m.poll.start", "org.matrix.msc3381.poll.start")
BEACONS = ("m.beacon", "org.matrix.msc3672.beacon")  # MSC3489: where somebody is now, again and again
# whatever somebody may have said by it: it is told that it cannot be read
UNREADABLE = {
    STICKER: "sticker",
    "m.call.invite": "call",
    "m.call.notify": "call",
    "org.matrix.msc4075.call.notify": "call",
    "m.rtc.notification": "call",
    "org.matrix.msc4075.rtc.notification": "call",
    "m.poll.response": "vote",
    "org.matrix.msc3381.poll.response": "vote",
}
# nobody says these: programs tell each other, or what was told already ends
SILENT = (
    "m.notice", "m.server_notice", "m.key.verification.", "m.call.", "org.matrix.call.", "io.element.call.",
    "org.matrix.msc3401.call", "m.poll.end", "org.matrix.msc3381.poll.end", "m.room.message.feedback",
    "m.room.encrypted", "m.room_key", "m.forwarded_room_key", "m.secret.", "m.dummy",
    "m.rtc.member", "m.rtc.slot", "m.rtc.decline", "org.matrix.msc4143.rtc.", "org.matrix.msc4310.rtc.",
)  # fmt: skip

_LINES = ("m.text", "org.matrix.msc1767.text")
_PLACE = ("m.location", "org.matrix.msc3488.location")
_MOST_LINKS, _LONGEST_NAME = 50, 500
_HREF = re.compile(r"""\bhref=(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_TAG = re.compile(r"<[^>]{0,500}>")
_PERSON = "https://matrix.to/#/"


def said(kind: str, content: Content, reply: bool = False) -> Said | None:
    """None where nobody said anything; what cannot be read is `unsupported`. `reply`: older clients repeat
    in front of it what it answers."""
    if kind == MESSAGE:
        return _message(content, reply)
    if kind in POLLS:
        return _poll(content)
    if kind in BEACONS:
        return _beacon(content)
    if kind not in UNREADABLE and (kind.startswith(SILENT) or not content):
        return None
    return {"text": "", "unsupported": UNREADABLE.get(kind, "unknown")}


def _message(content: Content, reply: bool) -> Said | None:
    kind = content.get("msgtype")
    if kind in TEXTS:
        return {"text": _words(content, reply)}
    if kind in FILES:
        name = string(content, "filename") or string(content, "body") or "file"
        caption = _words(content, reply)
        return {"text": caption if caption != name else "", "files": (_file(content, name),)}
    if kind in GALLERIES:
        return _several(_words(content, reply), tuple(_gallery(content)))
    if kind == "m.location":
        return {"text": _place(content), "told": "place"}
    if not content or (isinstance(kind, str) and kind.startswith(SILENT)):
        return None
    return {"text": "", "unsupported": "unknown"}


def _words(content: Content, reply: bool) -> str:
    body = string(content, "body")
    return _with_links(without_quotation(body) if reply else body, string(content, "formatted_body"))


def without_quotation(body: str) -> str:
    """A reply's own words, without the quotation that older clients put in front of them."""
    lines = body.split("\n")
    start = 0
    while start < len(lines) and lines[start].startswith(">"):
        start += 1
    quoted = start and start < len(lines) and not lines[start].strip()
    return "\n".join(lines[start + 1 :]) if quoted else body


def _with_links(body: str, formatted: str) -> str:
    """What lies behind words goes with them: `here (https://ads.example.org/item/77)`."""
    at = 0
    for behind, shown in _links(formatted):
        place = body.find(shown, at) if shown else -1
        if behind in body or (place == 0 and behind.startswith("@")):
            continue  # it stands there; or it is we who are spoken to
        at = place + len(shown) if place >= 0 else len(body)
        added = f" ({behind})"
        body, at = body[:at] + added + body[at:], at + len(added)
    return body


def _links(formatted: str) -> Iterator[tuple[str, str]]:
    """(what lies behind, the words in front of it). What is repeated of another message is left out."""
    own = formatted.rpartition("</mx-reply>")[2]
    for part in own.split("<a ")[1 : _MOST_LINKS + 1]:
        head, _, rest = part.partition(">")
        found = _HREF.search(head[:2_000])
        behind = html.unescape(found[1] or found[2] or "").strip() if found else ""
        shown = html.unescape(_TAG.sub("", rest.partition("</a>")[0][:_LONGEST_NAME])).strip()
        if behind.startswith(_PERSON):
            behind = behind.removeprefix(_PERSON)
        if behind:
            yield behind, shown


def _file(content: Content, name: str, caption: str = "") -> IncomingFile:
    """One that is not encrypted cannot be taken: its sender is told."""
    info = content.get("info")
    info = info if isinstance(info, Mapping) else {}
    size, file = info.get("size"), content.get("file")
    return IncomingFile(
        name,
        string(info, "mimetype") or "application/octet-stream",
        json.dumps({"file": file}, ensure_ascii=False),
        size if isinstance(size, int) and size >= 0 else None,
        problem=None if isinstance(file, Mapping) else "open",
        caption=caption,
    )


def _several(words: str, files: tuple[IncomingFile, ...]) -> Said:
    """What is written under each of them is said with all of them, as in an album."""
    said = dict.fromkeys([words, *(file.caption for file in files)])
    return {"text": "\n".join(filter(None, said)), "files": files}


def _gallery(content: Content) -> Iterator[IncomingFile]:
    items = content.get("itemtypes")
    for item in items if isinstance(items, list) else ():
        if isinstance(item, Mapping) and item.get("itemtype") in FILES:
            name = string(item, "filename") or string(item, "body") or "file"
            body = string(item, "body")
            yield _file(item, name, body if body != name else "")


def _place(content: Content) -> str:
    """What its sender calls it, and where it is."""
    told = [string(content, "body")]
    for part in (content.get(name) for name in _PLACE):
        if isinstance(part, Mapping):
            told += [string(part, "description"), string(part, "uri")]
    told.append(string(content, "geo_uri"))
    words = ""
    for one in told:
        words = words if one in words else f"{words} {one}".strip()
    return words


def _beacon(content: Content) -> Said:
    """The first place of a share; all others of it are known by its id."""
    relation = content.get("m.relates_to")
    share = string(relation, "event_id") if isinstance(relation, Mapping) else ""
    place = _place(content)
    found: Said = {"text": place, "told": "place"} if place else {"text": "", "unsupported": "unknown"}
    return found | {"once": share}


def _poll(content: Content) -> Said:
    """Its question and what may be chosen; else as its client wrote them out in plain text."""
    asked = next((part for name in POLLS if isinstance(part := content.get(_inner(name)), Mapping)), {})
    question, answers = asked.get("question"), asked.get("answers")
    head = _line(question) if isinstance(question, Mapping) else ""
    rows = [_line(one) for one in answers if isinstance(one, Mapping)] if isinstance(answers, list) else []
    told = "\n".join([head, *(f"– {row}" for row in rows if row)]) if head else _line(content)
    return {"text": told, "told": "poll"} if told else {"text": "", "unsupported": "poll"}


def _inner(name: str) -> str:
    """Stable: m.poll; before that the event's own name."""
    return "m.poll" if name.startswith("m.") else name


def _line(content: Content) -> str:
    """Extensible events (MSC1767): a text, or a list of its writings."""
    for name in _LINES:
        value = content.get(name)
        first = value[0] if isinstance(value, list) and value else None
        if told := string(first, "body") if isinstance(first, Mapping) else string(content, name):
            return told
    return string(content, "body")


def string(content: Content, name: str) -> str:
    value = content.get(name)
    return value if isinstance(value, str) else ""
