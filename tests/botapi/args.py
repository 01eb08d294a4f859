"""The parameters of a call: strings as they came, read by type, refused in the server's words."""

import json
from dataclasses import dataclass, field
from typing import Any

from tests.botapi import errors, text
from tests.botapi.html import parse_html
from tests.botapi.markdown import parse_markdown_v2
from tests.botapi.model import Json

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024


@dataclass
class Upload:
    name: str
    mime: str | None
    data: bytes


@dataclass
class Args:
    values: dict[str, str]
    uploads: dict[str, Upload] = field(default_factory=dict)

    def text(self, name: str, default: str = "") -> str:
        return self.values.get(name, default)

    def has(self, name: str) -> bool:
        return bool(self.values.get(name))

    def integer(self, name: str, default: int = 0) -> int:
        try:
            return int(self.values.get(name, default))
        except ValueError:
            return default

    def number(self, name: str) -> float:
        try:
            return float(self.values.get(name, "x"))
        except ValueError:
            raise errors.bad(f"{name} is empty") from None

    def flag(self, name: str) -> bool:
        return self.values.get(name, "").lower() in {"true", "yes", "1"}

    def json(self, name: str, what: str, kind: type[dict[Any, Any]] | type[list[Any]]) -> Any:
        """The parsed object or array, None when absent."""
        if not self.has(name):
            return None
        try:
            found = json.loads(self.values[name])
        except ValueError:
            raise errors.bad(f"can't parse {what} JSON object") from None
        if not isinstance(found, kind):
            raise errors.bad(f"{'object' if kind is dict else 'array'} expected as {what}")
        return found


def rich_text(source: str, mode: str, entities: Any) -> text.Rich:
    """Text after parsing, cleaning and trimming, with the entities the server adds."""
    found: list[text.Entity] = []
    mode = mode.lower()
    if mode == "html":
        source, found = parse_html(source)
    elif mode == "markdownv2":
        source, found = parse_markdown_v2(source)
    elif mode:
        raise errors.bad("unsupported parse_mode")
    elif entities:
        found = text.checked(source, entities)
    source, found = text.cleaned(source, found)
    return text.with_found(source, found)


def message_text(args: Args, *, too_long: str) -> Json:
    """`text` and `entities` of a text message.

    Raises ApiError 400 for an empty or too long one.
    """
    source = args.text("text")
    if not source:
        raise errors.bad("message text is empty")
    content, entities = rich_text(source, args.text("parse_mode"), args.json("entities", "entities", list))
    if not content:
        raise errors.bad("text must be non-empty")
    if text.units(content) > TEXT_LIMIT:
        raise errors.bad(too_long)
    return {"text": content} | ({"entities": entities} if entities else {})


def caption(source: str, mode: str, entities: Any) -> Json:
    """`caption` and `caption_entities`, nothing when empty."""
    content, found = rich_text(source, mode, entities)
    if text.units(content) > CAPTION_LIMIT:
        raise errors.bad("message caption is too long")
    if not content:
        return {}
    return {"caption": content} | ({"caption_entities": found} if found else {})


def caption_of(args: Args) -> Json:
    entities = args.json("caption_entities", "caption entities", list)
    return caption(args.text("caption"), args.text("parse_mode"), entities)
