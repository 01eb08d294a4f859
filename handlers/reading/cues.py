"""What a line is for, by the words it begins with, holds, or is: `cues.tsv`, a language a column.

A phrase is written as it is said; `[so]` may be left out, `(this|that)` is one of these, `(…)` any words. A
third language is one more column.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources

from handlers.dates.plain_text import Typed, typed

_LONGEST = 160  # characters in which words that mean something are looked for: a longer line is a text
_POLITE = 30  # characters of politeness before what is meant
_SHORT = 80  # characters of a line that may be nothing but such words
_ANY = "[^\n]{1,40}?"  # of "(…)": a name, or a few words
_ANYWHERE = ("any", "item")
_COURTESIES = ("received", "test", "thanks", "yes", "greeting")
_ENDS = " \n.,;:!?~。，；：！？～…、"
# what people say besides, before and behind what they mean
_POLITE_BEFORE = re.compile(
    r"(?:please|pls|hi|hello|hey|ok|so|well|and|ah|oh|oops|sorry|no|wait|stop|actually|请|麻烦|那|那么|哦|嗯|啊|等等|不对|说错了|错了)"
    r"[\s,，:：.]+|(?:请|麻烦(?:您|你)?|哦|噢|嗯|啊|不对)(?=[\u4e00-\u9fff])"
)
_POLITE_BEHIND = re.compile(
    r"[\s,，]*(?:please|pls|plz|thanks|thank you|thx|sorry|now|then|吧|啊|呀|呢|哈|啦|谢谢|多谢|一下|辛苦了)$"
)


@dataclass(frozen=True)
class Phrase:
    """One phrase of a row; of several that fit at one place the longest goes first."""

    shape: str
    needed: str  # a piece that stands in whatever fits it; "" where all of it may be said otherwise

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(self.shape)


@dataclass(frozen=True)
class Cue:
    intent: str
    where: str  # "whole", "head", "any"; "item": anywhere, in a line that names a clue or request
    phrases: tuple[Phrase, ...]


@dataclass(frozen=True)
class Found:
    """What a line is for; `rest` stands behind its words, as it was typed, `before` before them."""

    intent: str
    before: str = ""
    rest: str = ""
    said: tuple[str, ...] = ()  # the words that were chosen among, plain


def find(line: str, *only: str) -> Found | None:
    """The first row of the table that a line fits; `only` of these intents."""
    return next((one for one in _every(line, only)), None)


def every(line: str) -> list[Found]:
    """All that it may be for, in the order of the table."""
    found: dict[str, Found] = {}
    for one in _every(line):
        found.setdefault(one.intent, one)
    return list(found.values())


def about_item(line: str) -> list[Found]:
    """What a line that names a clue or request does with it, the likeliest first."""
    return list(_every(line, is_of_item=True))


def _every(line: str, only: tuple[str, ...] = (), *, is_of_item: bool = False) -> Iterator[Found]:
    text = typed(line, _LONGEST)
    wholes = _wholes(line) if len(line) <= _SHORT else ()
    for cue, phrases in _index().fitting(text.plain):
        if (cue.where == "item") is not is_of_item or (only and cue.intent not in only):
            continue
        match = _matched(cue.where, phrases, text, wholes)
        if match is not None:
            yield _found(cue, match, text)


def _wholes(line: str) -> tuple[str, ...]:
    """A short line as it is compared: plain, without stops; and without what politeness adds."""
    plain = typed(line, _SHORT).plain
    joined = " ".join(plain.replace(",", " ").split()).strip(_ENDS)
    return tuple(dict.fromkeys((plain.strip(), plain.strip(_ENDS), bare(line), joined)))


def _matched(
    where: str, phrases: Sequence[Phrase], text: Typed, wholes: tuple[str, ...]
) -> re.Match[str] | None:
    if where == "whole":
        return _whole_match(phrases, wholes)
    if where in _ANYWHERE:
        found = [match for one in phrases if (match := one.pattern.search(text.plain)) is not None]
        return min(found, key=lambda match: match.start(), default=None)
    start = 0
    while (polite := _POLITE_BEFORE.match(text.plain, start)) is not None and start < _POLITE:
        if (match := _match_at(phrases, text.plain, start)) is not None:
            return match
        start = polite.end()
    return _match_at(phrases, text.plain, start)


def _match_at(phrases: Sequence[Phrase], plain: str, start: int) -> re.Match[str] | None:
    return next((match for one in phrases if (match := one.pattern.match(plain, start)) is not None), None)


def _whole_match(phrases: Sequence[Phrase], wholes: Sequence[str]) -> re.Match[str] | None:
    return next(
        (match for said in wholes for one in phrases if (match := one.pattern.fullmatch(said)) is not None),
        None,
    )


def _found(cue: Cue, match: re.Match[str], text: Typed) -> Found:
    said = tuple(one for one in match.groups() if one)
    if cue.where == "whole":
        return Found(cue.intent, said=said)
    before = text.raw[: text.starts[match.start()]].strip()
    rest = text.raw[text.raw_end(match.end()) :].lstrip(" ,，:：;；.。、-–—\n")
    return Found(cue.intent, before, rest, said)


def bare(line: str) -> str:
    """A short line, plain, without stops and what politeness adds."""
    plain = typed(line, _SHORT).plain.strip(_ENDS)
    for _ in range(3):
        shorter = _POLITE_BEHIND.sub("", plain).strip(_ENDS)
        if (polite := _POLITE_BEFORE.match(shorter)) is not None and len(shorter) > polite.end():
            shorter = shorter[polite.end() :].strip(_ENDS)
        if not shorter or shorter == plain:
            break
        plain = shorter
    return plain


def means(line: str, *intents: str) -> bool:
    """Whether a line is nothing but one of these, or several in a row: "yes please", 对的 发出去。"""
    return len(line) <= _SHORT and (_is_one(line, intents) or _is_all(line, intents))


_ANSWERS = {"yes", "no", "hesitate", "cancel", "back", "skip", "unknown", "nth", *_COURTESIES}


def whole(line: str) -> str:
    """What a short line wants that is nothing but words of the table, and no answer; or ""."""
    if len(line) > _SHORT:
        return ""
    wholes = _wholes(line)
    rows = (pair for pair in _whole_rows(line) if pair[0].intent not in _ANSWERS)
    return next((cue.intent for cue, phrases in rows if _whole_match(phrases, wholes) is not None), "")


def _is_one(line: str, intents: Sequence[str]) -> bool:
    wholes = _wholes(line)
    rows = (phrases for cue, phrases in _whole_rows(line) if cue.intent in intents)
    return any(_whole_match(phrases, wholes) is not None for phrases in rows)


def _whole_rows(line: str) -> Iterator[tuple[Cue, list[Phrase]]]:
    return (pair for pair in _index().fitting(typed(line, _SHORT).plain) if pair[0].where == "whole")


def _is_all(line: str, intents: Sequence[str]) -> bool:
    parts = parted(line)
    return len(parts) > 1 and all(_is_one(part, intents) for part in parts)


_PARTING = re.compile(r"[,，、.。;；!！?？~～…\n]+|\s+and\s+|(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")


def parted(line: str) -> list[str]:
    """A short line at its stops."""
    return [part.strip() for part in _PARTING.split(line) if part.strip()]


def courtesy(line: str) -> str:
    """What a line is for that is nothing but greetings and thanks: the part that matters most; or ""."""
    parts = parted(line) if len(line) <= _SHORT else []
    if len(parts) < 2 or not all(_is_one(part, _COURTESIES) for part in parts):
        return ""
    return next(one for one in _COURTESIES if any(_is_one(part, (one,)) for part in parts))


@cache
def _cues() -> tuple[Cue, ...]:
    return tuple(_cue(*row) for row in _rows())


@cache
def _rows() -> tuple[tuple[str, ...], ...]:
    lines = resources.files(__package__).joinpath("cues.tsv").read_text("utf-8").splitlines()[1:]
    return tuple(tuple(line.split("\t")) for line in lines)


class _Index:
    """Which phrases a line can fit: each has a piece that has to stand in it, found by how that begins. So
    the time for a line grows with the line, and hardly with the table."""

    def __init__(self, cues: Sequence[Cue]) -> None:
        self._cues = cues
        self._by_begin: dict[str, dict[str, list[tuple[int, int]]]] = {}
        self._always: list[tuple[int, int]] = []  # those that need no piece
        for row, cue in enumerate(cues):
            for number, phrase in enumerate(cue.phrases):
                self._note(phrase.needed, (row, number))

    def _note(self, piece: str, spot: tuple[int, int]) -> None:
        if piece:
            self._by_begin.setdefault(piece[:_BEGIN], {}).setdefault(piece, []).append(spot)
        else:
            self._always.append(spot)

    def fitting(self, plain: str) -> Iterator[tuple[Cue, list[Phrase]]]:
        """Rows in the order of the table, each with those of its phrases that may fit."""
        rows: dict[int, set[int]] = {}
        for row, number in [*self._always, *self._spots(plain)]:
            rows.setdefault(row, set()).add(number)
        for row in sorted(rows):
            cue = self._cues[row]
            yield cue, [cue.phrases[number] for number in sorted(rows[row])]

    def _spots(self, plain: str) -> Iterator[tuple[int, int]]:
        for at in range(len(plain)):
            for size in range(1, _BEGIN + 1):
                for piece, spots in self._by_begin.get(plain[at : at + size], _NO_PIECES).items():
                    if plain.startswith(piece, at):
                        yield from spots


_BEGIN = 3  # characters by which pieces are found
_NO_PIECES: dict[str, list[tuple[int, int]]] = {}
_OPEN = re.compile(r"\([^)]*\)|\[[^\]]*\]|[\s,，]+")  # what may be said otherwise, or left out


def _needed(phrase: str) -> str:
    """The longest piece of a phrase that has to be there as it stands; "" without."""
    return max(_OPEN.split(typed(phrase, _LONGEST).plain.replace("(...)", "(…)")), key=len)


@cache
def _index() -> _Index:
    return _Index(_cues())


def _cue(intent: str, where: str, *languages: str) -> Cue:
    phrases = [phrase for column in languages for phrase in _phrases(column)]
    if where in _ANYWHERE:  # what stands around it need not be looked at
        phrases = [phrase.removeprefix("(…)").removesuffix("(…)") for phrase in phrases]
    made = [Phrase(_shape(phrase), _needed(phrase)) for phrase in phrases if phrase]
    return Cue(intent, where, tuple(sorted(made, key=lambda one: len(one.shape), reverse=True)))


def phrases() -> Iterator[tuple[str, str]]:
    """Intents, and what is said for them, as it is said: the first of what may stand in brackets."""
    for intent, _, *languages in _rows():
        for phrase in (phrase for column in languages for phrase in _phrases(column)):
            said = re.sub(r"\(…\)|[\[\]]", "", phrase)
            said = re.sub(r"\(([^|)]*)[^)]*\)", r"\1", said).strip()
            if len(said) > 1:
                yield intent, said


def _phrases(column: str) -> list[str]:
    """Parted by strokes, but for those within brackets."""
    parts, depth, part = [], 0, ""
    for char in column:
        depth += (char in "([") - (char in ")]")
        if char == "|" and depth == 0:
            parts.append(part)
            part = ""
        else:
            part += char
    return [*parts, part]


def _shape(phrase: str) -> str:
    """A phrase as a pattern over plain text."""
    shaped = ""
    for piece in re.findall(
        r"\(…\)|\([^)]*\)|\[[^\]]*\]|[^()\[\]]+", typed(phrase, _LONGEST).plain.replace("(...)", "(…)")
    ):
        if piece == "(…)":
            shaped += _ANY
        elif piece[0] == "(":
            shaped += f"({'|'.join(map(re.escape, piece[1:-1].split('|')))})"
        elif piece[0] == "[":
            shaped += f"(?:{'|'.join(map(re.escape, piece[1:-1].split('|')))})?"
        else:
            shaped += re.escape(piece)
    shaped = shaped.replace(r"\ ", " *")
    starts = r"(?<![a-z0-9])" if phrase[:1].isascii() and phrase[:1].isalnum() else ""
    ends = (
        r"(?![a-z0-9])"
        if (phrase[-1:].isascii() and phrase[-1:].isalnum()) or (phrase[-1:] in ")]" and phrase.isascii())
        else ""
    )
    return starts + shaped + ends
