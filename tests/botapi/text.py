"""Text as Telegram keeps it: cleaned, trimmed, counted in UTF-16 units, with entities found by itself."""

import re
from collections.abc import Iterator
from typing import Any

from tests.botapi.errors import bad

Entity = dict[str, Any]
Rich = tuple[str, list[Entity]]

SPACE = " \t\n\v\f\r\0"
KINDS = {
    "mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bold", "italic",
    "underline", "strikethrough", "spoiler", "blockquote", "expandable_blockquote", "code", "pre",
    "text_link", "text_mention", "custom_emoji", "date_time",
}  # fmt: skip
SELF_FOUND = {"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number"}

_UNWANTED = re.compile("[\0-\x08\x0b-\x1f\u2028-\u202e]")  # among them the direction overrides
_LINK = r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]"
_SITE = r"(?:[A-Za-z0-9-]+\.)+(?:com|org|net|int|eu|cn)\b(?:/[^\s<>\"]*)?"
_FOUND = [
    ("url", re.compile(rf"(?<![\w@.])(?:{_LINK}|{_SITE})")),
    ("email", re.compile(r"(?<![\w.+-])[A-Za-z0-9_.+-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}")),
    ("bot_command", re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>@])")),
    ("mention", re.compile(r"(?<![\w@.])@[A-Za-z0-9_]{3,32}\b")),
    ("hashtag", re.compile(r"(?<![\w#])#\w{1,256}")),
    ("phone_number", re.compile(r"(?<![\w+])\+[0-9][0-9 ()-]{6,18}[0-9](?!\w)")),
]
_WORTH_LOOKING = re.compile(r"[/@#+.]")


def units(text: str) -> int:
    """Length in UTF-16 code units, the way every limit and every entity offset counts."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def found_in(text: str) -> Iterator[Entity]:
    """Commands, links, mentions and the like, found the way a client and the server find them."""
    if not _WORTH_LOOKING.search(text):
        return
    for kind, pattern in _FOUND:
        for hit in pattern.finditer(text):
            yield {"type": kind, "offset": units(text[: hit.start()]), "length": units(hit.group())}


def _overlaps(one: Entity, other: Entity) -> bool:
    return bool(
        one["offset"] < other["offset"] + other["length"] and other["offset"] < one["offset"] + one["length"]
    )


def with_found(text: str, entities: list[Entity]) -> Rich:
    """Add what the server finds by itself, never inside code and never over another found one."""
    solid = [e for e in entities if e["type"] in {"code", "pre", "text_link", "text_mention", "custom_emoji"}]
    for entity in found_in(text):
        if not any(_overlaps(entity, other) for other in solid):
            solid.append(entity)
            entities = [*entities, entity]
    return text, sorted(entities, key=lambda e: (e["offset"], -e["length"]))


def cleaned(text: str, entities: list[Entity]) -> Rich:
    """Take out control and direction characters and outer blanks; entities move along."""
    if not _UNWANTED.search(text) and text.strip(SPACE) == text:
        return text, entities
    kept = [_kept(char) for char in text]
    lead = next((i for i, char in enumerate(kept) if char.strip(SPACE)), len(kept))
    tail = next((i for i in range(len(kept), lead, -1) if kept[i - 1].strip(SPACE)), lead)
    kept = ["" if not lead <= i < tail else char for i, char in enumerate(kept)]
    return "".join(kept), _moved(entities, _new_offsets(text, kept))


def _kept(char: str) -> str:
    if char == "\r" or "\u2028" <= char <= "\u202e":
        return ""
    return " " if _UNWANTED.match(char) else char


def _new_offsets(text: str, kept: list[str]) -> list[int]:
    """For each UTF-16 offset of the old text, the offset in the new one."""
    offsets, at = [0], 0
    for old, new in zip(text, kept, strict=True):
        at += units(new)
        offsets.extend([at] * units(old))
    return offsets


def _moved(entities: list[Entity], offsets: list[int]) -> list[Entity]:
    moved = []
    for entity in entities:
        start = offsets[entity["offset"]]
        length = offsets[entity["offset"] + entity["length"]] - start
        if length:
            moved.append({**entity, "offset": start, "length": length})
    return moved


def checked(text: str, entities: Any) -> list[Entity]:
    """Explicit entities of a request; a bad range or a broken object is refused."""
    if not isinstance(entities, list):
        raise bad("can't parse entities: expected an Array of MessageEntity")
    return [e for e in (_checked_one(units(text), entity) for entity in entities) if e is not None]


def _checked_one(size: int, entity: Any) -> Entity | None:
    if not isinstance(entity, dict) or not isinstance(entity.get("type"), str):
        raise bad("can't parse entities: expected an Object of MessageEntity")
    offset, length = entity.get("offset"), entity.get("length")
    if not isinstance(offset, int) or not isinstance(length, int) or offset < 0 or length < 0:
        raise bad("can't parse entities: MessageEntity has invalid offset or length")
    if offset + length > size:
        raise bad("entity beginning or end is out of the text: ENTITY_BOUNDS_INVALID")
    if not length or entity["type"] not in KINDS or entity["type"] in SELF_FOUND:
        return None
    return {k: v for k, v in entity.items() if v is not None}
