"""From an event in clear to what the handlers understand. Looks at nothing but the event itself."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.channels.matrix.receiving import contents
from bot.channels.matrix.receiving.contents import Said, string
from bot.channels.matrix.receiving.reading import Written
from handlers.vocabulary.incoming import Incoming, Kind
from storage.matrix import CHANNEL

_MARK = "\N{VARIATION SELECTOR-16}"
_KEYCAP = "\N{COMBINING ENCLOSING KEYCAP}"
_TEN = "\N{KEYCAP TEN}"
_YES = ("\N{WHITE HEAVY CHECK MARK}", "\N{HEAVY CHECK MARK}", "\N{BALLOT BOX WITH CHECK}")
_LONGEST_KEY = 100  # characters of a reaction
_EXTRA = ("thread", "unsupported", "once", "told")


def incoming(written: Written, name: str, now: datetime) -> Incoming | None:
    """None for what nobody says. What nobody here can read is marked as such, and its sender told.

    It is dated `now`: the time that a homeserver writes on an event is its own.
    """
    said = _READERS.get(written.type, _said)(written)
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
    return string(relation, "event_id") or None if is_about else None


def _said(written: Written) -> Said | None:
    """Words, files, or what cannot be read: with what it changes, answers, or in whose thread it stands."""
    content, relation = written.content, _relation(written.content)
    if relation.get("rel_type") == "m.replace":
        return _edited(written)
    reply, is_threaded = relation.get("m.in_reply_to"), relation.get("rel_type") == "m.thread"
    is_reply = isinstance(reply, Mapping) and not (is_threaded and bool(relation.get("is_falling_back")))
    if not (said := contents.said(written.type, content, is_reply)):
        return None
    if isinstance(reply, Mapping):
        said["about"] = string(reply, "event_id") or None
    if is_threaded:
        said["thread"] = string(relation, "event_id") or None
    return said


def _edited(written: Written) -> Said | None:
    """One without anything new in it is what nobody can read."""
    new = written.content.get("m.new_content")
    said = (
        contents.said(written.type, new) if isinstance(new, Mapping) and new else {"unsupported": "unknown"}
    )
    return said and said | {"kind": Kind.EDIT, "about": about(written)}


def _reaction(written: Written) -> Said | None:
    """The number that it stands for, or the feeling that it is."""
    key, aim = string(_relation(written.content), "key"), about(written)
    told = chosen(key) or key[:_LONGEST_KEY]
    return {"text": told, "kind": Kind.PRESS, "about": aim} if told and aim else None


def _redaction(written: Written) -> Said | None:
    return {"kind": Kind.DELETE, "about": written.redacts} if written.redacts else None


_READERS = {"m.reaction": _reaction, "m.room.redaction": _redaction}


def chosen(key: str) -> str:
    """The number that a reaction stands for; empty for one that is only a feeling. A tick takes the first."""
    bare = key.replace(_MARK, "").strip()
    if bare in _YES:
        return "1"
    if bare == _TEN:
        return "10"
    digit = bare.removesuffix(_KEYCAP)
    return digit if len(digit) == 1 and digit in "123456789" else ""


def _relation(content: Mapping[str, Any]) -> Mapping[str, Any]:
    relation = content.get("m.relates_to")
    return relation if isinstance(relation, Mapping) else {}
