"""A raw text cut into searchable units that remember where they stood."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from handlers.places.folding import fold, units


@dataclass(frozen=True)
class Unit:
    """One word (or one Chinese character): folded, and its place `start:end` in the raw text."""

    folded: str
    raw: str
    start: int
    end: int

    @property
    def is_upper(self) -> bool:
        """Typed in capitals, or as a flag: 🇪🇸."""
        return (
            unicodedata.normalize("NFKC", self.raw).isupper() or "\U0001f1e6" <= self.raw[0] <= "\U0001f1ff"
        )


def cut(text: str, limit: int) -> list[Unit]:
    """The units among the first `limit` characters of `text`, in order."""
    found: list[Unit] = []
    for start, end in _words(text[:limit]):
        found += _units_of(text, start, end)
    return found


def _words(text: str) -> Iterator[tuple[int, int]]:
    """Spans of characters between those that fold to a space."""
    start: int | None = None
    for at, char in enumerate(text):
        parts = _is_gap(char)
        if parts and start is not None:
            yield start, at
            start = None
        elif not parts and start is None:
            start = at
    if start is not None:
        yield start, len(text)


@lru_cache(4096)
def _is_gap(char: str) -> bool:
    return fold(f"a{char}b") == "a b"


def _units_of(text: str, start: int, end: int) -> Iterator[Unit]:
    """A word is one unit, unless it holds characters of a script without spaces: then it is cut finer."""
    word = text[start:end]
    whole = units(fold(word))
    if len(whole) == 1:
        yield Unit(whole[0], word, start, end)
        return
    if "".join(whole).isascii():  # one character that folds to several words, such as ½
        yield from (Unit(unit, word, start, end) for unit in whole)
        return
    yield from _finer(word, start)


def _finer(word: str, start: int) -> Iterator[Unit]:
    """Character by character, letters of one spaced script kept together."""
    begin, last = 0, ""
    for at, char in enumerate(word):
        now = _alone(char)
        if last and now and _parts(last, now):
            yield from _one(word, begin, at, start)
            begin = at
        last = now or last
    yield from _one(word, begin, len(word), start)


@lru_cache(4096)
def _parts(last: str, now: str) -> bool:
    return len(units(last[-1] + now[0])) == 2


@lru_cache(8192)
def _alone(char: str) -> str:
    """One character folded; most Chinese is cut so. Words are not kept: they may be names."""
    return fold(char)


@lru_cache(8192)
def _units_alone(char: str) -> tuple[str, ...]:
    return tuple(units(_alone(char)))


def _one(word: str, begin: int, end: int, start: int) -> Iterator[Unit]:
    raw = word[begin:end]
    for unit in _units_alone(raw) if len(raw) == 1 else units(fold(raw)):
        yield Unit(unit, raw, start + begin, start + end)
