"""Places at the head of a one-line command, and places named inside a sentence.

When is a code a code? Two or three letters are one at the head of a command when they are in capitals
("IT three women"), or when nothing but names and codes was typed ("it", "es, it"). Inside a sentence they
never are; there only abbreviations that stand for a country in print, in capitals, count ("the UK").
Where everything is in capitals, codes that are words ("IT WAS SEEN") need a comma or a colon after them.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from handlers.places.cutting import Unit, cut
from handlers.places.folding import is_unspaced
from handlers.places.index import Index, data, letters
from handlers.places.labels import index
from handlers.places.model import Found, Place, Split
from handlers.places.near import misspelt, offer

_HEAD = 600  # characters in which a list of countries has to end
_SENTENCE = 2000  # characters that are searched for names
_LIST_MARK = re.compile(r"\s*[,，、;；/／&＆+＋]\s*")
_ADDS = re.compile(r"[&＆+＋]")
_AND = frozenset({"and", "y", "e", "et", "und", "og", "och", "和", "与", "及", "跟"})
_AFTER_HEAD = re.compile(r"(?:[\s:：,，;；、.。|]|[-–—](?=\s))+")
_SLIP_GOES_ON = 5  # characters of a longer name after the short one that it begins with
_SHORT = 3  # letters; such a name may be a word ("us") or a code


@dataclass(frozen=True)
class _Match:
    """`units[start:stop]` names `places`; none of them: the words hide a country's name."""

    start: int
    stop: int
    places: tuple[Place, ...]


def split(text: str) -> Split:
    """Cut the countries at the head of a command from its text. See `Split`."""
    text = _codes_in_capitals(text)
    alone = _Head(text, any_case=True).read()
    if alone.places and not alone.rest and alone.unclear is None:
        return alone
    return _Head(text, any_case=False).read()


_SMALL_CODES = re.compile(r"[a-z]{2}(?:\s*[,，、/+&]\s*[a-z]{2})+(?![A-Za-z])")


def _codes_in_capitals(text: str) -> str:
    """ "fr,de who owns …": several codes in a row are a list, where none of them is a word as well."""
    found = _SMALL_CODES.match(text)
    codes = re.findall("[a-z]{2}", found[0]) if found else []
    is_list = bool(codes) and all(one.upper() in index().codes for one in codes)
    if found is None or not is_list or _sentence_words("words") & {one.upper() for one in codes}:
        return text
    return text[: found.end()].upper() + text[found.end() :]


def mentioned(text: str) -> tuple[Place, ...]:
    """The places named in a sentence, in their order; an ambiguous name gives all that it may mean."""
    units = cut(text, _SENTENCE)
    found: list[Place] = []
    for match in _named(units):
        found = _joined(found, match.places)
    return tuple(found)


def spans(text: str) -> list[tuple[int, int]]:
    """Where the names of places stand in a sentence."""
    units = cut(text, _SENTENCE)
    return [(units[one.start].start, units[one.stop - 1].end) for one in _named(units)]


def _named(units: list[Unit]) -> Iterator[_Match]:
    at = 0
    while at < len(units):
        match = _longest(index(), units, at)
        if match and match.places and _stands_for_a_place(units, match):
            match = _longer_slip(units, match) or match
            yield match
        at = match.stop if match else at + 1


class _Head:
    """Reads the list of places that a text begins with."""

    def __init__(self, text: str, *, any_case: bool) -> None:
        self.text, self.any_case = text, any_case
        self.units = cut(text, _HEAD)
        is_upper = text.upper() == text and text.lower() != text
        self.shouted = is_upper and not any(is_unspaced(unit.folded[0]) for unit in self.units)
        self.places: list[Place] = []
        self.end = 0  # where the rest begins in the raw text

    def read(self) -> Split:
        at: int | None = 0
        while at is not None and at < len(self.units):
            match = self._place_at(at)
            if match is None:
                return self._result(None if self.any_case else self._misspelt(at))
            self.end = self.units[match.stop - 1].end
            if slip := _longer_slip(self.units, match):
                self.end = self.units[slip.stop - 1].end
                return self._result(Found(self._typed(slip), choices=slip.places))
            if len(match.places) > 1:
                return self._result(Found(self._typed(match), choices=match.places, exact=True))
            is_another = at > 0 and self._is_added(at)
            self.places = (
                _with(self.places, match.places) if is_another else _joined(self.places, match.places)
            )
            at = self._next_item(match.stop)
        return self._result(None)

    def _result(self, unclear: Found | None) -> Split:
        rest = self.text[self.end :]
        if self.end:
            mark = _AFTER_HEAD.match(rest)
            rest = rest[mark.end() :] if mark else rest
        return Split(tuple(self.places), rest.strip(), unclear)

    def _place_at(self, at: int) -> _Match | None:
        start = at + 1 if self.units[at].folded == "the" and at + 1 < len(self.units) else at
        match = _longest(index(), self.units, start) or self._code_at(start)
        if match and match.places and (self.any_case or self._counts(match)):
            return match if not _means_people(self.units, match) else None
        return None

    def _code_at(self, at: int) -> _Match | None:
        """A code: "ES", or "CN-LN" with its hyphen."""
        for stop in (at + 2, at + 1):
            code = self.text[self.units[at].start : self.units[min(stop, len(self.units)) - 1].end]
            folded = "-".join(unit.folded for unit in self.units[at:stop]).upper()
            place = index().codes.get(folded)
            if place and (stop == at + 1 or "-" in code):
                return _Match(at, stop, (place,))
        return None

    def _counts(self, match: _Match) -> bool:
        """Short names count in capitals only, and wordlike ones in a shouted text only before a mark."""
        units = self.units[match.start : match.stop]
        word = "".join(unit.folded for unit in units).upper()
        if not _is_short(units) or ("-" in self._typed(match) and self._typed(match).isupper()):
            return True
        if not all(unit.is_upper for unit in units):
            return word in _sentence_words("abbreviations") - _sentence_words("words")
        return not self.shouted or word not in _sentence_words("words") or self._is_marked(match.stop)

    def _is_marked(self, stop: int) -> bool:
        """The list goes on after `stop`, or a colon ends it."""
        return self._next_item(stop) is not None or self._gap(stop).strip().startswith((":", "："))

    def _next_item(self, at: int) -> int | None:
        """Where the next place of the list would begin; None where the list has ended."""
        if at >= len(self.units):
            return None
        marked = _LIST_MARK.fullmatch(self._gap(at)) is not None
        if self._is_part_of_the_last(at):
            return at
        joins = self.units[at].folded in _AND and (marked or not self._gap(at).strip())
        if joins and at + 1 < len(self.units):
            return at + 1
        return at if marked else None

    def _is_added(self, at: int) -> bool:
        """ "Liaoning and China" are two, "Liaoning, China" is one."""
        return self.units[at - 1].folded in _AND or _ADDS.search(self._gap(at)) is not None

    def _is_part_of_the_last(self, at: int) -> bool:
        """中国辽宁: a part of the country just named, glued to it."""
        match = None if self._gap(at) else _longest(index(), self.units, at)
        if match is None or not self.places:
            return False
        return any(place.subdivision and place.code == self.places[-1].code for place in match.places)

    def _gap(self, at: int) -> str:
        """The raw text between the units before and at `at`."""
        end = self.units[at].start if at < len(self.units) else len(self.text)
        return self.text[self.units[at - 1].end : end]

    def _typed(self, match: _Match) -> str:
        return self.text[self.units[match.start].start : self.units[match.stop - 1].end]

    def _misspelt(self, at: int) -> Found | None:
        """The next words, if they look like a mistyped name."""
        if _longest(index(), self.units, at):
            return None  # "IT specialist", "中国籍": understood, and no place
        best: tuple[float, str, int] | None = None
        for stop in range(at + 1, min(at + 5, len(self.units)) + 1):
            near = misspelt([unit.folded for unit in self.units[at:stop]])
            if near and (best is None or near[0] > best[0]):
                best = (*near, stop)
        if best is None:
            return None
        self.end = self.units[best[2] - 1].end
        return Found(self._typed(_Match(at, best[2], ())), choices=offer([best[:2]]))


def _longest(known: Index, units: list[Unit], at: int) -> _Match | None:
    """The longest name that begins at `at`."""
    for stop in range(min(at + known.longest.get(units[at].folded, 0), len(units)), at, -1):
        key = " ".join(unit.folded for unit in units[at:stop])
        if key in known.names:
            return _Match(at, stop, known.names[key])
    return None


def _longer_slip(units: list[Unit], match: _Match) -> _Match | None:
    """罗马尼呀 holds 罗马 and is Romania mistyped: what both mean, to be asked about; the slip goes first."""
    if not is_unspaced(units[match.start].folded[0]):
        return None
    for stop in range(min(match.stop + _SLIP_GOES_ON, len(units)), match.stop + 1, -1):
        near = misspelt([unit.folded for unit in units[match.start : stop]])
        places = offer([near]) if near else ()
        if places and {place.code for place in places} != {place.code for place in match.places}:
            return _Match(match.start, stop, tuple(dict.fromkeys([*places, *match.places])))
    return None


def _stands_for_a_place(units: list[Unit], match: _Match) -> bool:
    words = units[match.start : match.stop]
    if _is_short(words):
        word = "".join(unit.folded for unit in words).upper()
        return word in _sentence_words("abbreviations") and all(unit.is_upper for unit in words)
    return not _means_people(units, match)


def _is_short(units: Iterable[Unit]) -> bool:
    return letters("".join(unit.folded for unit in units)) <= _SHORT


def _means_people(units: list[Unit], match: _Match) -> bool:
    """中国人 and 西班牙语 speak of people and a language; 广西人民医院 is in Guangxi all the same."""
    after = "".join(_glued(units, match.stop))
    if not after or not is_unspaced(units[match.stop - 1].folded[-1]):
        return False
    return after[0] in _sentence_words("after") and not after.startswith("人民")


def _glued(units: list[Unit], at: int) -> Iterator[str]:
    """Up to two units that follow without any gap."""
    for unit in units[at : at + 2]:
        if unit.start != units[at - 1].end:
            return
        yield unit.folded
        at += 1


def _joined(places: list[Place], more: tuple[Place, ...]) -> list[Place]:
    """Add places; a country and a part of it named side by side ("Guangxi, China") are the part alone."""
    if places and len(more) == 1 and places[-1].code == more[0].code:
        if more[0].subdivision is None:
            return places
        if places[-1].subdivision is None:
            places = places[:-1]
    return _with(places, more)


def _with(places: list[Place], more: tuple[Place, ...]) -> list[Place]:
    return list(dict.fromkeys([*places, *more]))


@cache
def _sentence_words(kind: str) -> frozenset[str]:
    return frozenset(data()["sentence"][kind])
