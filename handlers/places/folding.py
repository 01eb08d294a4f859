"""The one normalisation for every search in the product.

Two texts that a person would call the same word fold to the same text: case, accents, full width,
traditional and simplified characters, invisible characters and punctuation make no difference. The result
holds no `%`, `_` or quote, so that it may stand in any database's pattern as it is.
"""

import unicodedata
from functools import cache
from importlib import resources

# letters that have no decomposition, but are typed without their stroke or ligature
_PLAIN = {
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "æ": "ae",
    "œ": "oe",
    "ı": "i",
    "ħ": "h",
    "ŧ": "t",
}
# accents of Latin, Greek and Cyrillic, and the points of Arabic and Hebrew; the vowel signs of Indic
# scripts and the voicing marks of Japanese are letters and stay
_MARKS = ((0x300, 0x36F), (0x591, 0x5C7), (0x610, 0x61A), (0x64B, 0x65F), (0x670, 0x670), (0x1AB0, 0x1AFF))
_MORE_MARKS = ((0x1DC0, 0x1DFF), (0x20D0, 0x20FF), (0xFE00, 0xFE0F), (0xFE20, 0xFE2F), (0xE0100, 0xE01EF))
# fillers that show nothing, though Unicode calls them letters, marks or symbols; and the Arabic stretch
_BLANKS = frozenset("\u115f\u1160\u3164\uffa0\u2800\u0640\u180b\u180c\u180d\u180f\u17b4\u17b5")
_FLAGS = {chr(0x1F1E6 + n): chr(ord("a") + n) for n in range(26)}  # a flag is written as two of these


def fold(text: str) -> str:
    """The searchable form of `text`: NFKC, caseless, without accents, simplified, single-spaced.

    Invisible and control characters vanish, line ends and punctuation become spaces.
    Never fails, and folding twice changes nothing.
    """
    folded = _once(text)
    while (again := _once(folded)) != folded:  # rare: casefold or NFKC of what an accent had held apart
        folded = again
    return folded


def _once(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    kept = "".join(map(_letter, decomposed))
    return " ".join(unicodedata.normalize("NFKC", kept).split())


@cache
def _letter(char: str) -> str:
    """What one decomposed character is worth in a search: a letter, a space, or nothing."""
    if char in _FLAGS:
        return _FLAGS[char]
    if char.isspace():
        return " "
    if _is_invisible(char):
        return ""
    if unicodedata.category(char)[0] in "PSZ":
        return " "
    return _PLAIN.get(char) or simplified().get(char, char)


def _is_invisible(char: str) -> bool:
    if char in _BLANKS or unicodedata.category(char) in {"Cc", "Cf", "Cs"}:
        return True
    return any(low <= ord(char) <= high for low, high in _MARKS + _MORE_MARKS)


@cache
def simplified() -> dict[str, str]:
    """Traditional to simplified, character by character, so that parts of words fold like whole ones."""
    table = resources.files("handlers.places").joinpath("simplified.txt").read_text("utf-8")
    pairs = "".join(table.split())
    return dict(zip(pairs[::2], pairs[1::2], strict=True))


def units(folded: str) -> list[str]:
    """Cut a folded text into words; scripts written without spaces give one unit a character."""
    found: list[str] = []
    for word in folded.split():
        start = 0
        for at, char in enumerate(word):
            if is_unspaced(char):
                found += [word[start:at], char] if at > start else [char]
                start = at + 1
        if start < len(word):
            found.append(word[start:])
    return found


@cache
def is_unspaced(char: str) -> bool:
    """Chinese, Japanese, Thai, Lao, Burmese and Khmer put no spaces between words."""
    code = ord(char)
    return (
        0x2E80 <= code <= 0x9FFF
        or 0xF900 <= code <= 0xFAFF
        or 0x20000 <= code <= 0x323AF
        or 0x0E00 <= code <= 0x0EFF
        or 0x1000 <= code <= 0x109F
        or 0x1780 <= code <= 0x17FF
    )
