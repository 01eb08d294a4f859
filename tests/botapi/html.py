"""HTML parse mode: text and entities, refused with the server's own words and byte offsets."""

import re
from dataclasses import dataclass, field

from tests.botapi.errors import ApiError, bad
from tests.botapi.text import Entity, Rich, units

TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler",
    "span": "spoiler", "a": "text_link", "tg-emoji": "custom_emoji", "code": "code", "pre": "pre",
    "blockquote": "blockquote",
}  # fmt: skip
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(#x[0-9a-f]+|#[0-9]+|lt|gt|amp|quot);?", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"""\s*(?P<name>[^\s=>/"']*)\s*(?:(?P<eq>=)\s*(?:"(?P<d>[^"]*)"|'(?P<s>[^']*)'|(?P<w>[A-Za-z0-9.\-]+)(?=[\s>])|(?P<wrong>)))?"""
)
_USER_LINK = re.compile(r"tg://user\?id=(\d+)$")


@dataclass
class _Open:
    tag: str
    attributes: dict[str, str]
    offset: int
    start: int  # where its text begins in the list of pieces


@dataclass
class _Parser:
    source: str
    at: int = 0
    offset: int = 0  # UTF-16 units written
    pieces: list[str] = field(default_factory=list)
    nested: list[_Open] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def write(self, text: str) -> None:
        if text:
            self.pieces.append(text)
            self.offset += units(text)

    def wrong(self, text: str, begin: int) -> ApiError:
        offset = len(self.source[:begin].encode("utf-8", "surrogatepass"))
        return bad(f"can't parse entities: {text.replace('{}', f'at byte offset {offset}')}")

    def run(self) -> Rich:
        while (begin := self.source.find("<", self.at)) >= 0:
            self.write(unescaped(self.source[self.at : begin]))
            self.at = begin
            self._end_tag() if self.source.startswith("</", begin) else self._start_tag()
        self.write(unescaped(self.source[self.at :]))
        if self.nested:
            tag = self.nested[-1].tag
            raise bad(f"can't parse entities: Can't find end tag corresponding to start tag \"{tag}\"")
        return "".join(self.pieces), self.entities

    def _start_tag(self) -> None:
        begin = self.at
        hit = re.compile(r"<([^\s>]*)").match(self.source, begin)
        assert hit
        tag, self.at = hit.group(1).lower(), hit.end()
        if self.at >= len(self.source):
            raise self.wrong("Unclosed start tag {}", begin)
        if tag not in TAGS:
            raise self.wrong(f'Unsupported start tag "{tag}" {{}}', begin)
        attributes = self._attributes(tag, begin)
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise self.wrong('Tag "span" must have class "tg-spoiler" {}', begin)
        self.nested.append(_Open(tag, attributes, self.offset, len(self.pieces)))

    def _attributes(self, tag: str, begin: int) -> dict[str, str]:
        found: dict[str, str] = {}
        while True:
            while self.source[self.at : self.at + 1].isspace():
                self.at += 1
            if self.at >= len(self.source):
                raise self.wrong("Unclosed start tag {}", begin)
            if self.source[self.at] == ">":
                self.at += 1
                return found
            name, value = self._attribute(tag, begin)
            found[name] = value

    def _attribute(self, tag: str, begin: int) -> tuple[str, str]:
        hit = _ATTRIBUTE.match(self.source, self.at)
        assert hit
        if not hit["name"]:
            raise self.wrong(f'Empty attribute name in the tag "{tag}" {{}}', begin)
        if not hit["eq"] and (tag, hit["name"].lower()) != ("blockquote", "expandable"):
            raise self.wrong(
                f'Expected equal sign in declaration of an attribute of the tag "{tag}" {{}}', begin
            )
        if hit["wrong"] is not None:
            unclosed = self.source[hit.end() : hit.end() + 1] in {"", '"', "'"}
            raise self.wrong(
                "Unclosed start tag {}" if unclosed else "Unexpected end of name token {}", begin
            )
        self.at = hit.end()
        return hit["name"].lower(), unescaped(next((hit[k] for k in "dsw" if hit[k] is not None), ""))

    def _end_tag(self) -> None:
        begin = self.at
        if not self.nested:
            raise self.wrong("Unexpected end tag {}", begin)
        hit = re.compile(r"</([^\s>]*)\s*").match(self.source, begin)
        assert hit
        if self.source[hit.end() : hit.end() + 1] != ">":
            raise self.wrong("Unclosed end tag {}", begin)
        self.at, opened, name = hit.end() + 1, self.nested.pop(), hit.group(1).lower()
        if name and name != opened.tag:
            raise self.wrong(f'Unmatched end tag {{}}, expected "</{opened.tag}>", found "</{name}>"', begin)
        if self.offset > opened.offset:
            self._close(opened)

    def _close(self, opened: _Open) -> None:
        entity: Entity = {"type": TAGS[opened.tag], "offset": opened.offset}
        entity["length"] = self.offset - opened.offset
        if opened.tag == "a":
            entity = _link(entity, opened.attributes.get("href") or "".join(self.pieces[opened.start :]))
        elif opened.tag == "tg-emoji":
            entity["custom_emoji_id"] = opened.attributes.get("emoji-id", "")
        elif opened.tag == "blockquote" and "expandable" in opened.attributes:
            entity["type"] = "expandable_blockquote"
        elif opened.tag == "code" and self._in_pre(opened):
            self.nested[-1].attributes["language"] = opened.attributes["class"].removeprefix("language-")
            entity = {}
        elif opened.tag == "pre" and opened.attributes.get("language"):
            entity["language"] = opened.attributes["language"]
        if entity:
            self.entities.append(entity)

    def _in_pre(self, opened: _Open) -> bool:
        inner = opened.attributes.get("class", "").startswith("language-")
        return inner and bool(self.nested) and self.nested[-1].tag == "pre"


def _link(entity: Entity, url: str) -> Entity:
    """A link to a person becomes a mention, an unusable address leaves plain text, as on the server."""
    if person := _USER_LINK.match(url):
        user = {"id": int(person.group(1)), "is_bot": False, "first_name": "Somebody"}
        return {**entity, "type": "text_mention", "user": user}
    if ("." not in url and not url.startswith(("tg://", "ton://", "http://", "https://"))) or " " in url:
        return {}
    return {**entity, "url": url if "://" in url else f"http://{url}"}


def unescaped(text: str) -> str:
    """Only numeric references and lt, gt, amp, quot mean anything; everything else stays as written."""
    return _REFERENCE.sub(_character, text) if "&" in text else text


def _character(hit: re.Match[str]) -> str:
    name = hit.group(1).lower()
    if not name.startswith("#"):
        return _NAMED[name]
    code = int(name.removeprefix("#x"), 16) if name[1] == "x" else int(name[1:])
    return chr(code) if 0 < code < 0x10FFFF and not 0xD800 <= code < 0xE000 else hit.group()


def parse_html(source: str) -> Rich:
    """(text, entities) of an HTML text.

    Raises ApiError 400 "can't parse entities: …".
    """
    return _Parser(source).run()
