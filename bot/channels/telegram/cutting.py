"""Where a long text may be cut: never through what a reader sees as one character."""

import re
import unicodedata

_ZWJ = "\u200d"
_REGIONAL = range(0x1F1E6, 0x1F200)
_EXTENDING = (range(0x1F3FB, 0x1F400), range(0xE0020, 0xE0080), range(0x1160, 0x1200))  # skin, tags, jamo
# the best places first: after an empty line, a line, a sentence, a clause or word
_PLACES = [re.compile(mark) for mark in (r"\n{2,}", r"\n", r"[。！？]|[.!?]\s", r"[，、；：]|\s")]


def units(text: str) -> int:
    """Length in UTF-16 units, as Telegram counts it."""
    return len(text) + sum(char > "\uffff" for char in text)


def whole(text: str) -> str:
    """Half a surrogate pair cannot be sent or stored: a replacement character stands for it."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def cuts(text: str, limit: int) -> list[int]:
    """The ends of the parts, each of at most `limit` units."""
    ends, start = [], 0
    while start < len(text):
        start = _end(text, start, limit)
        ends.append(start)
    return ends


def _end(text: str, start: int, limit: int) -> int:
    furthest = _furthest(text, start, limit)
    if furthest == len(text):
        return furthest
    for place in _PLACES:
        found = [m.end() for m in place.finditer(text, start + (furthest - start) // 2, furthest)]
        fitting = [end for end in found if not is_joined(text, end)]
        if fitting:
            return fitting[-1]
    return next((at for at in range(furthest, start, -1) if not is_joined(text, at)), furthest)


def _furthest(text: str, start: int, limit: int) -> int:
    end = start + limit
    if text.isascii() and end >= start:
        return min(end, len(text))
    left = limit
    for at in range(start, len(text)):
        left -= 2 if text[at] > "\uffff" else 1
        if left < 0:
            return at
    return len(text)


def is_joined(text: str, at: int) -> bool:
    """Whether a reader sees the characters on both sides of this place as one."""
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if _ZWJ in (before, after) or before + after == "\r\n":
        return True
    if unicodedata.category(after).startswith("M") or any(ord(after) in span for span in _EXTENDING):
        return True
    return ord(after) in _REGIONAL and _flags_before(text, at) % 2 == 1


def _flags_before(text: str, at: int) -> int:
    start = at
    while start > 0 and ord(text[start - 1]) in _REGIONAL:
        start -= 1
    return at - start
