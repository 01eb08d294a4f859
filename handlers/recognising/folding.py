"""Text as recognisers read it, with the way back: full-width as half-width, signs that cannot be seen left
out, any dash as "-", any blank as " ", traditional characters as simplified ones, and four or more Chinese
figures in a row as digits."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from handlers.places.folding import simplified

_FIGURES = "零〇一二三四五六七八九"
_DIGITS = {
    **{figure: str(max(place - 1, 0)) for place, figure in enumerate(_FIGURES)},
    **dict(zip("壹贰叁肆伍陆柒捌玖幺两", "12345678912", strict=True)),
}
_RUN = re.compile(rf"[{''.join(_DIGITS)}]{{4,}}")
_DASHES = frozenset("‐‑‒–—―−﹣－")
_UNSEEN = {"Cf", "Mn", "Me"}  # categories of what joins, directs, or stands on another sign
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")  # letters, says Unicode; they show nothing


@dataclass(frozen=True)
class Folded:
    """`plain[i]` was read from `raw[at[i]]` on."""

    raw: str
    plain: str
    at: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The part of the raw text that a part of the plain one was read from."""
        if start >= end:
            return self.at[start], self.at[start]
        return self.at[start], self.at[end - 1] + 1


def fold(raw: str) -> Folded:
    """A text and its plain form; a plain character is never without its raw one."""
    if raw.isascii():
        plain = re.sub(r"[\t\v\f\r]", " ", raw)
        return Folded(raw, plain, range(len(raw)))
    signs = [_plain(char) for char in raw]
    read = _RUN.sub(lambda found: "".join(_DIGITS[figure] for figure in found[0]), "".join(signs))
    return Folded(raw, read, [place for place, some in enumerate(signs) for _ in some])


@lru_cache(8192)
def _plain(char: str) -> str:
    if char in _DASHES:
        return "-"
    if char in _FILLERS or unicodedata.category(char) in _UNSEEN:
        return ""
    signs = unicodedata.normalize("NFKC", char)
    signs = simplified().get(signs, signs)
    return "".join(" " if sign.isspace() and sign != "\n" else sign for sign in signs)
