"""Names in Latin letters: after a title, a role or "called", as a run of capitals, or known as a given name.

What is no name is asked of the lists, of the gazetteer, and of who calls: a name that is allowed is the
network's own.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from handlers import places as gazetteer
from handlers.recognising.lists import either, words

_UPPER, _ANY = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĘĚĞĢĪĶŁĽŃŇŐŘŚŠŞŤŮŰŹŻŽƠƯ", "A-Za-zÀ-ÖØ-öø-žơưạ-ỹ'’"
_CAPITAL = rf"[{_UPPER}](?:[{_ANY}]{{1,24}}|\.)(?:-[{_UPPER}][{_ANY}]{{1,24}})?"
_RUNS = re.compile(
    rf"(?<![{_ANY}0-9@._/-]){_CAPITAL}(?:,? (?:(?:{either('particles')}) )?{_CAPITAL}){{0,4}}(?![{_ANY}0-9@_])"
)
_WORD = re.compile(rf"[{_ANY}.-]+")
_BEFORE = re.compile(rf"(?P<word>[{_ANY}]+)(?:\.|,|:| is| was)? ?[\"“‘']?$")
_NAMED = (
    r"named|called|names?(?: is| was| of|:)|(?:first|last|full|sur|family|given|real|nick|maiden)[ -]?name(?:d)?(?: is| was|:)?|"
    r"alias|a\.?k\.?a\.?|known as|known by|calls (?:him|her)self|calls? (?:him|her)|called (?:him|her)|goes by|"
    r"introduced (?:him|her)self as|identified as|nickname(?:d)?|registered to|in the name of|under the name(?: of)?|"
    r"on behalf of|signed(?: by| as)?|answers to|account holder|payable to"
)
_CALLED = re.compile(rf"(?<![A-Za-z])(?:{_NAMED})(?: is| was|:)? ?[\"“‘']?$", re.IGNORECASE)
_SMALL = re.compile(
    r"(?<![A-Za-z])(?:named|called|name is|name was|names are|alias|aka|known as|nicknamed|goes by) [\"“‘']?"
    r"(?P<name>[a-zà-ž]{3,20}(?: [a-zà-ž]{3,20})?)(?=[\"”’']|[,.;:!?)]|$| (?:and|who|is|was|from|in|at|that|on|has|lives)(?![a-z]))"
)

# SURNAME/GIVEN NAME, as airlines write it
_TICKET = re.compile(
    r"(?<![A-Za-z0-9/])(?P<name>[A-Z]{2,20}/[A-Z]{2,20}(?: [A-Z]{2,15})??)(?= (?:MR|MRS|MS|MISS|MSTR|CHD)(?![A-Za-z]))"
    r"|(?:[Pp]assengers?|PASSENGER|[Pp]ax|PAX|旅客|乘客|客票|机票)[ :]{0,2}(?P<booked>[A-Z]{2,20}/[A-Z]{2,20})(?![A-Za-z/])"
)
# two words with capitals in Greek or Cyrillic letters
_ABROAD = re.compile(r"(?<!\w)[Ά-ΏΑ-ΫЀ-Я][\wʼ’-]{1,24}(?: [Ά-ΏΑ-ΫЀ-Я](?:[\wʼ’-]{1,24}|\.)){1,3}(?!\w)")

Allowed = Callable[[str], bool]
Part = tuple[int, int, str]


def found(plain: str, allowed: Allowed) -> Iterator[tuple[int, int, float]]:
    """(start, end, score)"""
    for match in _RUNS.finditer(plain):
        parts = [
            (match.start() + one.start(), match.start() + one.end(), one[0])
            for one in _WORD.finditer(match[0])
        ]
        yield from _name(plain, parts, allowed)
    for match in _TICKET.finditer(plain):
        yield (*match.span(match.lastgroup or 0), 0.92)
    for match in _ABROAD.finditer(plain):
        if not _is_place(match[0]) and not allowed(match[0]):
            yield (*match.span(), 0.7)
    for match in _SMALL.finditer(plain):
        said = match["name"].split()
        if not any(_is_no_name(word) or _is_title(word) for word in said) and not allowed(match["name"]):
            yield (*match.span("name"), 0.7)


def _name(plain: str, parts: list[Part], allowed: Allowed) -> Iterator[tuple[int, int, float]]:
    """Without what only begins a sentence; nothing where the rest is no person's."""
    if _is_a_thing(plain, parts):
        return
    score = 0.0
    while parts and (_is_title(parts[0][2]) or _is_no_name(parts[0][2])):
        score = 0.9 if _is_title(parts.pop(0)[2]) else 0.0
    while parts and _is_no_name(parts[-1][2]):
        parts.pop()
    if not parts:
        return
    said = " ".join(part[2] for part in parts)
    score = max(score, _score(plain[max(parts[0][0] - 32, 0) : parts[0][0]], parts))
    if score and not allowed(said) and not _is_place(said) and not any(map(_is_institution, parts)):
        yield parts[0][0], parts[-1][1], score


def _score(before: str, parts: list[Part]) -> float:
    """By the words before it; else by itself: one word must be known, capitals only are an abbreviation."""
    last = _BEFORE.search(before)
    word = last["word"].casefold() if last else ""
    if word in words("titles") or _CALLED.search(before):
        return 0.9
    if word in words("roles"):
        return 0.75
    if len(parts) > 1:
        is_shouted = all(part[2].isupper() and len(part[2]) <= 4 for part in parts)
        return 0.0 if is_shouted else 0.7
    return 0.55 if parts[0][2].casefold() in words("given_en") else 0.0


def _is_title(word: str) -> bool:
    return word.casefold().strip(".") in words("titles")


def _is_no_name(word: str) -> bool:
    bare = _bare(word)
    if len(bare) == 2 and not word.isupper() and bare not in words("starters"):
        return False  # "Li" and "Na" are no codes of countries
    return bare in words("starters") or _is_known(bare) or (len(bare) < 2 and not word.endswith("."))


def _is_a_thing(plain: str, parts: list[Part]) -> bool:
    """ "Operation Paper Lantern", "Ho Chi Minh City", "Polizia di Stato": a word of it says that it is no person."""
    said = [_bare(part[2]) for part in parts]
    if not words("bodies").isdisjoint(said):
        return True
    starts = said[0] in words("things_before") and len(said) > 1
    is_apart = len(said) > 1 and "," in plain[parts[-2][1] : parts[-1][0]]
    return starts or (len(said) > 1 and said[-1] in words("things_behind") and not is_apart)


def _is_institution(part: Part) -> bool:
    return _bare(part[2]) in words("institutions")


def _is_known(bare: str) -> bool:
    return any(bare in words(name) for name in ("known", "months", "institutions", "roles")) or _is_place(
        bare
    )


def _bare(word: str) -> str:
    return word.casefold().strip(".'’").removesuffix("'s").removesuffix("’s")


@lru_cache(4096)  # what somebody typed does not stay for ever
def _is_place(said: str) -> bool:
    """Whether it is nothing but places of the gazetteer."""
    split = gazetteer.split(said)
    return bool(split.places) and not split.rest.strip()
