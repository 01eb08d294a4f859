"""From spans to Telegram's HTML, in parts that each fit and stand for themselves."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from html import escape
from itertools import pairwise

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.channels.port import RefusedError
from bot.channels.telegram.cutting import cuts, whole
from handlers.letters.letter import Key
from handlers.vocabulary.directions import apart, in_order
from handlers.vocabulary.text import Span, Style, Text

TEXT_LIMIT, CAPTION_LIMIT = 4096, 1024
_TAGS = {Style.BOLD: "b", Style.DIM: "i", Style.QUOTE: "blockquote", Style.CODE: "code"}
_CHINESE = re.compile("[\u3400-\u9fff]")  # never slanted: that makes it hard to read
_DATA_BYTES = 64
_MOST_KEYS = 100
_WIDTHS = {2: 15, 3: 9}  # how wide a label may be, in columns, to share its row on a phone


def parts(words: Text, limit: int = TEXT_LIMIT) -> list[str]:
    """HTML of one or more messages; formatting is closed and opened again where the text is cut."""
    spans = in_order(tuple(Span(whole(span.text), span.style) for span in words))
    said = "".join(span.text for span in spans)
    ends = [0, *cuts(said, limit)]
    return [_html(_between(spans, a, b)) for a, b in pairwise(ends) if _is_seen(said[a:b])]


def _is_seen(text: str) -> bool:
    """Telegram refuses a message of blanks and control characters only."""
    return any(not char.isspace() and unicodedata.category(char) not in {"Cc", "Cf"} for char in text)


def _between(spans: Sequence[Span], start: int, end: int) -> Iterator[Span]:
    at = 0
    for span in spans:
        piece = span.text[max(0, start - at) : max(0, end - at)]
        at += len(span.text)
        if piece:
            yield Span(piece, span.style)


def _html(spans: Iterator[Span]) -> str:
    return "".join(_tagged(span) for span in spans)


def _tagged(span: Span) -> str:
    words, tag = escape(span.text, quote=False), _TAGS.get(span.style)
    if span.style is Style.DIM and _CHINESE.search(span.text):
        return words
    return words if tag is None else f"<{tag}>{words}</{tag}>"


def keyboard(keys: Sequence[Key]) -> InlineKeyboardMarkup | None:
    """Short labels side by side, long ones on a row of their own; None where there are none.

    RefusedError: a token that Telegram would not carry.
    """
    rows: list[list[Key]] = []
    for key in keys[:_MOST_KEYS]:
        if rows and _fit([*rows[-1], key]):
            rows[-1].append(key)
        else:
            rows.append([key])
    return InlineKeyboardMarkup([[_button(key) for key in row] for row in rows]) if rows else None


def _fit(row: Sequence[Key]) -> bool:
    return max(map(_columns, row)) <= _WIDTHS.get(len(row), 0)


def _columns(key: Key) -> int:
    """A Chinese character is two columns wide."""
    return sum(1 + (unicodedata.east_asian_width(char) in "WF") for char in key.label)


def _button(key: Key) -> InlineKeyboardButton:
    if not 1 <= len(key.token.encode()) <= _DATA_BYTES:
        raise RefusedError("button-token-too-long")
    return InlineKeyboardButton(apart(whole(key.label)), callback_data=key.token)
