"""From an event in clear to what the handlers understand. Looks at nothing but the event itself."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.channels.matrix.receiving.reading import Written
from handlers.vocabulary.incoming import Incoming, IncomingFile, Kind
from storage.matrix import CHANNEL

_TEXTS = ("m.text", "m.emote")
_FILES = ("m.image", "m.file", "m.audio", "m.video")
_MARK = "\N{VARIATION SELECTOR-16}"
_KEYCAP = "\N{COMBINING ENCLOSING KEYCAP}"
_TEN = "\N{KEYCAP TEN}"
_YES = ("\N{WHITE HEAVY CHECK MARK}", "\N{HEAVY CHECK MARK}", "\N{BALLOT BOX WITH CHECK}")
_FALLBACK = "> "
_EXTRA = ("thread", "unsupported")
_SILENT = ("m.notice", "m.key.verification.", "m.server_notice")  # said by programs, not by people
_POLL_TEXT = ("m.text", "org.matrix.msc1767.text")


def incoming(written: Written, name: str, now: datetime) -> Incoming | None:
    """None for what nobody acts on: notices, reactions that choose nothing. What nobody here can read is
    marked as such, and its sender told.

    It is dated `now`: the time that a homeserver writes on an event is its own.
    """
    read = _READERS.get(written.type)
    said = read(written) if read is not None else None
    if said is None:
        return None
    extra = {"identity": written.author.master} | {one: said.pop(one, None) for one in _EXTRA}
    return Incoming(
        CHANNEL,
        written.author.user_id,
        written.event_id,
        now,
        name=name,
        extra={key: value for key, value in extra.items() if value},
        proven=written.device is not None,
        **said,
    )


def about(written: Written) -> str | None:
    """The event that this one changes, takes back, or is a reaction to."""
    if written.type == "m.room.redaction":
        return written.redacts
    relation = _relation(written.content)
    is_about = relation.get("rel_type") in ("m.replace", "m.annotation")
    return _text(relation, "event_id") or None if is_about else None


def _message(written: Written) -> dict[str, Any] | None:
    content, relation = written.content, _relation(written.content)
    if relation.get("rel_type") == "m.replace":
        new = content.get("m.new_content")
        said = _said(new) if isinstance(new, Mapping) else None
        return said and said | {"kind": Kind.EDIT, "about": about(written)}
    said = _said(content)
    if not said:
        return None
    is_threaded = relation.get("rel_type") == "m.thread"
    reply = relation.get("m.in_reply_to")
    if isinstance(reply, Mapping):
        said["about"] = _text(reply, "event_id") or None
        if not (is_threaded and relation.get("is_falling_back")):
            said["text"] = without_quotation(said["text"])
    if is_threaded:
        said["thread"] = _text(relation, "event_id") or None
    return said


def _said(content: Mapping[str, Any]) -> dict[str, Any] | None:
    kind, body = content.get("msgtype"), _text(content, "body")
    if kind in _TEXTS:
        return {"text": body}
    if kind in _FILES:
        name = _text(content, "filename") or body or "file"
        return {"text": body if body != name else "", "files": (_file(content, name),)}
    if kind == "m.location":
        return {"text": f"{body} {_text(content, 'geo_uri')}".strip()}
    if not isinstance(kind, str) or kind.startswith(_SILENT):
        return None
    return {"text": "", "unsupported": "unknown"}


def _file(content: Mapping[str, Any], name: str) -> IncomingFile:
    """One that is not encrypted has a handle that cannot be fetched: its sender is told."""
    info = content.get("info")
    info = info if isinstance(info, Mapping) else {}
    size = info.get("size")
    mime = _text(info, "mimetype") or "application/octet-stream"
    handle = json.dumps({"file": content.get("file")}, ensure_ascii=False)
    return IncomingFile(name, mime, handle, size if isinstance(size, int) and size >= 0 else None)


def _reaction(written: Written) -> dict[str, Any] | None:
    number = chosen(_text(_relation(written.content), "key"))
    aim = about(written)
    return {"text": number, "kind": Kind.PRESS, "about": aim} if number and aim else None


def _redaction(written: Written) -> dict[str, Any] | None:
    return {"kind": Kind.DELETE, "about": written.redacts} if written.redacts else None


def _sticker(_written: Written) -> dict[str, Any]:
    return {"text": "", "unsupported": "sticker"}


def _poll(written: Written) -> dict[str, Any]:
    """Its question and what may be chosen, as its client wrote them out in plain text."""
    told = next(filter(None, (_text(written.content, name) for name in _POLL_TEXT)), "")
    return {"text": told} if told else {"text": "", "unsupported": "poll"}


_READERS = {
    "m.room.message": _message,
    "m.reaction": _reaction,
    "m.room.redaction": _redaction,
    "m.sticker": _sticker,
    "m.poll.start": _poll,
    "org.matrix.msc3381.poll.start": _poll,
}


def chosen(key: str) -> str:
    """The number that a reaction stands for; empty for one that is only a feeling. A tick takes the first."""
    bare = key.replace(_MARK, "").strip()
    if bare in _YES:
        return "1"
    if bare == _TEN:
        return "10"
    digit = bare.removesuffix(_KEYCAP)
    return digit if len(digit) == 1 and digit in "123456789" else ""


def without_quotation(body: str) -> str:
    """A reply's own words, without the quotation that older clients put in front of them."""
    lines = body.split("\n")
    start = 0
    while start < len(lines) and lines[start].startswith(_FALLBACK.rstrip()):
        start += 1
    quoted = start and start < len(lines) and not lines[start].strip()
    return "\n".join(lines[start + 1 :]) if quoted else body


def _relation(content: Mapping[str, Any]) -> Mapping[str, Any]:
    relation = content.get("m.relates_to")
    return relation if isinstance(relation, Mapping) else {}


def _text(content: Mapping[str, Any], name: str) -> str:
    value = content.get(name)
    return value if isinstance(value, str) else ""
