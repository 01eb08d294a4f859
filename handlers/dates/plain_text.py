"""A typed text, made plain for reading, that still knows where each plain character stood."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from handlers.places.folding import simplified

_MOST = 4  # letters that one stands for, such as ㎯; no mark hides in those that hold a sentence (ﷺ)
_SAME_DASH = str.maketrans("‐‑–—−〜～", "-------")


@dataclass(frozen=True)
class Typed:
    """`plain` is half-width, lower-case and simplified; its character i stood at `starts[i]` in `raw`."""

    raw: str
    plain: str
    starts: tuple[int, ...]

    def raw_end(self, end: int) -> int:
        """Where in the raw text the plain text before `end` stops."""
        return self.starts[end] if end < len(self.starts) else len(self.raw)


def typed(raw: str, limit: int) -> Typed:
    """The first `limit` characters of a text made plain; what shows nothing is left out."""
    plain: list[str] = []
    starts: list[int] = []
    for at, char in enumerate(raw[:limit]):
        for one in _plain(char):
            plain.append(one)
            starts.append(at)
    starts.append(min(limit, len(raw)))
    return Typed(raw, "".join(plain), tuple(starts))


@lru_cache(maxsize=10_000)
def _plain(char: str) -> str:
    if unicodedata.category(char) in {"Cf", "Mn"}:
        return ""
    folded = unicodedata.normalize("NFKC", char).lower().translate(_SAME_DASH)
    if len(folded) > _MOST:
        return char
    return "".join(_blank(one) if one.isspace() else simplified().get(one, one) for one in folded)


def _blank(space: str) -> str:
    """A phrase ends where its line does."""
    return "\n" if space in "\n\r\v\f\x85\u2028\u2029" else " "
