"""Text as recognisers read it, with the way back: full-width as half-width, signs that cannot be seen left
out, any dash as "-", any blank as " ", and four or more Chinese figures in a row as digits."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_FIGURES = "零〇一二三四五六七八九"
_DIGITS = {
    **{figure: str(max(place - 1, 0)) for place, figure in enumerate(_FIGURES)},
    **dict(zip("壹贰叁肆伍陆柒捌玖幺两", "12345678912", strict=True)),
}
_RUN = re.compile(rf"[{''.join(_DIGITS)}]{{4,}}")
_DASHES = frozenset("‐‑‒–—―−﹣－")
_UNSEEN = {"Cf", "Mn", "Me"}  # categories of what joins, directs, or stands on another sign


@dataclass(frozen=True)
class Folded:
    """`plain[i]` was read from `raw[at[i]]` on."""

    raw: str
    plain: str
    at: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The part of the raw text that a part of the plain one was read from."""
        if start >= end:
            return self.at[start], self.at[start]
        return self.at[start], self.at[end - 1] + 1


def fold(raw: str) -> Folded:
    """A text and its plain form; a plain character is never without its raw one."""
    if raw.isascii():
        plain = re.sub(r"[\t\v\f\r]", " ", raw)
        return Folded(raw, plain, tuple(range(len(raw))))
    signs = [(sign, place) for place, char in enumerate(raw) for sign in _plain(char)]
    plain = "".join(sign for sign, _ in signs)
    read = _RUN.sub(lambda found: "".join(_DIGITS[figure] for figure in found[0]), plain)
    return Folded(raw, read, tuple(place for _, place in signs))


def _plain(char: str) -> Iterator[str]:
    if "一" <= char <= "鿿":
        yield char
    elif char in _DASHES:
        yield "-"
    elif unicodedata.category(char) not in _UNSEEN:
        for sign in unicodedata.normalize("NFKC", char):
            yield " " if sign.isspace() and sign != "\n" else sign
