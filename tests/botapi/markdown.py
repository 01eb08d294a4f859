"""MarkdownV2: enough to accept what is well formed and to refuse what is not with the server's words."""

import re
from dataclasses import dataclass, field

from tests.botapi.errors import ApiError, bad
from tests.botapi.text import Entity, Rich, units

MARKS = {
    "*": "bold", "_": "italic", "__": "underline", "~": "strikethrough", "||": "spoiler",
    "`": "code", "```": "pre", "[": "text_link",
}  # fmt: skip
_CAMEL = {"bold": "Bold", "italic": "Italic", "underline": "Underline", "strikethrough": "Strikethrough"}
_CAMEL |= {"spoiler": "Spoiler", "code": "Code", "pre": "Pre", "text_link": "TextUrl"}
RESERVED = "_*[]()~`>#+-=|{}.!"
_TOKEN = re.compile(r"```|__|\|\||[*_~`\[\]]")


@dataclass
class _Parser:
    source: str
    at: int = 0
    offset: int = 0
    pieces: list[str] = field(default_factory=list)
    nested: list[tuple[str, int, int]] = field(default_factory=list)  # mark, where in source, UTF-16 offset
    entities: list[Entity] = field(default_factory=list)

    def run(self) -> Rich:
        while self.at < len(self.source):
            self._step()
        if self.nested:
            mark, begin, _ = self.nested[-1]
            where = len(self.source[:begin].encode())
            raise bad(
                f"can't parse entities: Can't find end of {_CAMEL[MARKS[mark]]} entity at byte offset {where}"
            )
        return "".join(self.pieces), self.entities

    def _step(self) -> None:
        char = self.source[self.at]
        if (
            char == "\\"
            and self.source[self.at + 1 : self.at + 2].isascii()
            and self.at + 1 < len(self.source)
        ):
            self._write(self.source[self.at + 1], 2)
        elif self._in_code() and not self.source.startswith(self.nested[-1][0], self.at):
            self._write(char, 1)
        elif hit := _TOKEN.match(self.source, self.at):
            self._mark(hit.group())
        elif char in RESERVED and not self._starts_quote(char):
            raise _reserved(char)
        else:
            self._write("" if self._starts_quote(char) else char, 1)

    def _starts_quote(self, char: str) -> bool:
        return char == ">" and (not self.pieces or self.pieces[-1].endswith("\n"))

    def _in_code(self) -> bool:
        return bool(self.nested) and self.nested[-1][0] in {"`", "```"}

    def _write(self, text: str, taken: int) -> None:
        self.pieces.append(text)
        self.offset += units(text)
        self.at += taken

    def _mark(self, mark: str) -> None:
        opening = "[" if mark == "]" else mark
        if not self.nested or self.nested[-1][0] != opening:
            if mark == "]":
                raise _reserved(mark)
            self.nested.append((mark, self.at, self.offset))
            self.at += len(mark)
            return
        _, _, start = self.nested.pop()
        self.at += len(mark)
        entity: Entity = {"type": MARKS[opening], "offset": start, "length": self.offset - start}
        if mark == "]":
            entity["url"] = self._address()
        if entity["length"]:
            self.entities.append(entity)

    def _address(self) -> str:
        hit = re.compile(r"\(((?:\\.|[^)\\])*)\)").match(self.source, self.at)
        if not hit:
            return ""
        self.at = hit.end()
        return re.sub(r"\\(.)", r"\1", hit.group(1))


def _reserved(char: str) -> ApiError:
    text = f"Character '{char}' is reserved and must be escaped with the preceding '\\'"
    return bad(f"can't parse entities: {text}")


def parse_markdown_v2(source: str) -> Rich:
    """(text, entities) of a MarkdownV2 text.

    Raises ApiError 400 "can't parse entities: …".
    """
    return _Parser(source).run()
