"""Tables of patterns over plain text, and the longest match at a place."""

import re
from collections.abc import Callable, Iterable, Iterator

from handlers.dates.pieces import Piece

Build = Callable[[re.Match[str]], tuple[Piece, ...]]
Pattern = tuple[re.Pattern[str], Build]


def pattern(expression: str, build: Callable[[re.Match[str]], Piece | tuple[Piece, ...]]) -> Pattern:
    """A pattern and the piece, or pieces, that its match stands for."""

    def pieces(match: re.Match[str]) -> tuple[Piece, ...]:
        built = build(match)
        return built if isinstance(built, tuple) else (built,)

    return re.compile(expression), pieces


def matches(patterns: Iterable[Pattern], plain: str, at: int) -> Iterator[tuple[int, tuple[Piece, ...]]]:
    """Every piece that begins at `at`, with its end; those that would end inside a word are left out."""
    for expression, build in patterns:
        match = expression.match(plain, at)
        if match and match.end() > at and not inside_word(plain, match.end()):
            yield match.end(), build(match)


def inside_word(plain: str, end: int) -> bool:
    """Whether `end` is between two letters, two figures, or before an apostrophe: "Fri|ed", "Friday|'s"."""
    before, after = plain[end - 1 : end], plain[end : end + 1]
    if before.isdecimal() and after.isdecimal():
        return True
    return _is_letter(before) and (_is_letter(after) or (after in {"'", "’"} and len(plain) > end + 1))


def _is_letter(char: str) -> bool:
    """Of a script that puts spaces between words."""
    return char.isalpha() and char < "\u2e80"
