"""What a recogniser is, and what it finds."""

import re
from collections.abc import Callable
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
    r"I-?24/7|INTERPOL|NCB)\.?(?: (?:no|nr|number|of)\.?)?|"
    r"案号|案件(?:编)?号?|卷宗号?|编号|文号|卷号|字第|第|金额|人民币|共计|航班|房间|发票号?|订单号?|合同号?|批次|"
    r"[€$£¥#])[\s:#.()-]{0,3}$"
)


def found_by(recogniser: Recogniser, plain: str) -> list[tuple[int, int, float]]:
    """(start, end, score) in the plain text, of what scores high enough."""
    hits = []
    for match in recogniser.pattern.finditer(plain):
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
    return re.sub(r"[\s./()·-]", "", number).upper()


class Words:
    """Words about a find: the English ones whole, a phrase or a Chinese one anywhere."""

    def __init__(self, english: str, chinese: str) -> None:
        listed = english.split("|")
        self._whole = frozenset(word for word in listed if " " not in word)
        self._anywhere = (*(word for word in listed if " " in word), *chinese.split("|"))

    def are_in(self, beside: str) -> bool:
        small = beside.casefold()
        return any(one in small for one in self._anywhere) or not self._whole.isdisjoint(_WORD.findall(small))
