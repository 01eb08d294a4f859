"""What a recogniser is, and what it finds."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

HIT = 0.5  # a score from which something counts as found
_BEFORE, _AFTER = 32, 14  # characters beside a find in which words about it are looked for

Check = Callable[[str], bool]


@dataclass(frozen=True)
class Recogniser:
    """One way in which something personal is written.

    `pattern` is linear: every repetition in it is bounded, and its group "value", where it has one, is what
    is found. `check`: whether the value, without blanks and dashes, is sound (a check digit, a date); what
    is not loses `unsound` of its score. `words` beside it (before, or right behind) raise the score to
    `with_words`; words of `against` right before it take it away.
    """

    kind: str
    pattern: re.Pattern[str]
    score: float
    check: Check | None = None
    unsound: float = 1.0
    words: "Words | None" = None
    with_words: float = 0.9
    against: bool = True
    as_it_is: bool = False  # its check takes the value with its blanks, small letters and all
    leftwards: int = 0  # Chinese characters before it that belong to it, at most
    # two ways to look quicker, both in small letters: what a text without it cannot hold, and how it begins
    needs: re.Pattern[str] | None = None
    begins: re.Pattern[str] | None = None

    def may_be_in(self, glance: "Glance") -> bool:
        """Whether it is worth looking for."""
        if self.needs is not None and self.needs.search(glance.small) is None:
            return False
        return self.score >= HIT or self.words is None or self.words.may_be_in(glance)

    def matches(self, glance: "Glance") -> Iterator[re.Match[str]]:
        if self.begins is None:
            yield from self.pattern.finditer(glance.plain)
            return
        behind = 0
        for start in self.begins.finditer(glance.small):
            match = self.pattern.match(glance.plain, start.start()) if start.start() >= behind else None
            if match is not None:
                behind = match.end()
                yield match


class Glance:
    """A text as a whole: in small letters, and the words of it."""

    def __init__(self, plain: str) -> None:
        small = plain.lower()
        self.plain = plain
        self.small = small if len(small) == len(plain) else plain
        self.said = frozenset(_WORD.findall(self.small))


@dataclass(frozen=True)
class Finding:
    """`start` and `end`: in the text as it was written."""

    kind: str
    start: int
    end: int
    text: str
    score: float

    def overlaps(self, other: "Finding") -> bool:
        return self.start < other.end and other.start < self.end


# what a number is called that is nobody's
_AGAINST = re.compile(
    r"(?:(?<![A-Za-z])(?:case|file|ref|reference|invoice|order|flight|docket|ticket|article|art|page|room|"
    r"version|serial|batch|amount|sum|total|about|budget|EUR|USD|RMB|CNY|GBP|euros?|SIENA|EMPACT|"
    r"[A-Z]{3}[UJZ]|I-?24/7|INTERPOL|NCB)\.?(?: (?:no|nr|number|of)\.?)?|"
    r"案号|案件(?:编)?号?|卷宗号?|编号|文号|卷号|字第|第|金额|人民币|共计|航班|房间|发票号?|订单号?|合同号?|批次|"
    r"[€$£¥#])[\s:#.()-]{0,3}$"
)


def found_by(recogniser: Recogniser, glance: Glance) -> list[tuple[int, int, float]]:
    """(start, end, score) in the plain text, of what scores high enough."""
    hits, plain = [], glance.plain
    for match in recogniser.matches(glance):
        group = "value" if "value" in recogniser.pattern.groupindex else 0
        start, end = match.span(group)
        start -= _reach(plain, start, recogniser.leftwards) if start >= 0 else 0
        if start >= 0 and (score := _score(recogniser, plain, start, end)) >= HIT:
            hits.append((start, end, score))
    return hits


_WORD = re.compile(r"[A-Za-zÀ-ɏ]+(?:[.-][A-Za-zÀ-ɏ]+)*")
_BELONGS = re.compile(r"[一-鿿0-9]")
_STOPS = "在住于到址是往从租"  # a word before an address, and none of it


def _reach(plain: str, start: int, most: int) -> int:
    """How many of the characters before it belong to it."""
    count = 0
    while count < min(most, start) and _BELONGS.match(plain[start - count - 1]):
        if plain[start - count - 1] in _STOPS:
            break
        count += 1
    return count


def _score(one: Recogniser, plain: str, start: int, end: int) -> float:
    score = one.score
    if one.words is not None and _is_beside(one.words, plain, start, end):
        score = one.with_words
    if one.against and _AGAINST.search(plain[max(start - _BEFORE, 0) : start]):
        score -= 0.4
    value = plain[start:end] if one.as_it_is else bare(plain[start:end])
    if score >= HIT and one.check is not None and not one.check(value):
        score -= one.unsound
    return score


def _is_beside(words: "Words", plain: str, start: int, end: int) -> bool:
    return words.are_in(f"{plain[max(start - _BEFORE, 0) : start]} {plain[end : end + _AFTER]}")


def bare(number: str) -> str:
    """A number without what is written between its signs."""
    return number.translate(_BETWEEN).upper()


_BETWEEN = dict.fromkeys(map(ord, " \t\n\v\f\r\u2028\u2029\x1c\x1d\x1e\x1f\x85./()·-"))


class Words:
    """Words about a find: the English ones whole ("prepaid card" is no "id card"), the Chinese ones anywhere."""

    def __init__(self, english: str, chinese: str) -> None:
        listed = english.split("|")
        self._whole = frozenset(word for word in listed if " " not in word)
        self._phrases = tuple(f" {word} " for word in listed if " " in word)
        self._anywhere = tuple(chinese.split("|"))

    def may_be_in(self, glance: Glance) -> bool:
        """Whether one of them stands in the text, wherever."""
        small = glance.small
        return (
            not self._whole.isdisjoint(glance.said)
            or any(one in small for one in self._anywhere)
            or any(one.strip() in small for one in self._phrases)
        )

    def are_in(self, beside: str) -> bool:
        small = beside.casefold()
        if any(one in small for one in self._anywhere):
            return True
        said = _WORD.findall(small)
        return not self._whole.isdisjoint(said) or (len(said) > 1 and self._has_phrase(f" {' '.join(said)} "))

    def _has_phrase(self, said: str) -> bool:
        return any(one in said for one in self._phrases)
