"""A text cut into what it is searched by: English words without their endings, pairs of Chinese characters.

Chinese is written without spaces; every two neighbouring characters are a term, so that each word of two
characters is found in whatever text it stands, and longer ones by their pairs.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from operator import add

from handlers.places.folding import simplified

_HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af"
RUNS = re.compile(rf"(?P<han>[{_HAN}]+)|(?P<word>[^\W_{_HAN}]+)(?:['’]s\b)?")
HAN = "\u3400"  # every term of Chinese characters comes behind it, and every word before
# anything but plain letters, Chinese characters and the punctuation that is no part of a term either way
_UNUSUAL = re.compile("[^\x00-\x7f\u3001-\u3011\u4e00-\u9fff，。；：？！（）“”‘’…—–·]")
_LETTERS = 3  # a shorter word is left as it is, and so much is left of a longer one
WEAK = 0.3  # what a pair counts of which any question is made


@dataclass(frozen=True)
class Known:
    """What is known of the two languages: `words.toml`. `endings`: each, what is put in its place, and how
    many letters have to be left; the longest first."""

    irregular: Mapping[str, str]
    stops: frozenset[str]
    weak_words: frozenset[str]
    weak_characters: frozenset[str]
    weak_pairs: frozenset[str]
    endings: tuple[tuple[str, str, int], ...]


@cache
def known() -> Known:
    data = tomllib.loads(resources.files("handlers.library").joinpath("words.toml").read_text("utf-8"))
    endings = (
        (ending, rule["put"], rule["left"]) for rule in data["endings"] for ending in rule["of"].split()
    )
    return Known(
        dict(pair.split(":") for pair in data["irregular"].split()),
        frozenset(data["stops"].split()),
        frozenset(data["weak_words"].split()),
        frozenset(data["weak_characters"]),
        frozenset(data["weak_pairs"].split()),
        tuple(sorted(endings, key=lambda one: -len(one[0]))),
    )


def plain(text: str) -> str:
    """Half-width, in one case, simplified."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKC", text).casefold() if _UNUSUAL.search(text) else text.lower()
    return _traditional().sub(_simple, folded)


def _simple(found: re.Match[str]) -> str:
    return simplified()[found[0]]


@cache
def _traditional() -> re.Pattern[str]:
    return re.compile(f"[{''.join(simplified())}]")


def terms(text: str) -> list[str]:
    """Every term of a text that is plain already, as often as it stands there. Words that mean nothing by
    themselves are left out."""
    found: list[str] = []
    stops = known().stops
    for han, word in RUNS.findall(text):
        if han:
            found += of_han(han)
        elif word not in stops:
            found.append(stem(word))
    return found


@dataclass(frozen=True)
class Asked:
    """A term of a question. `run`: of which characters that stand together. `is_stop`: no text has it as a
    term; it counts in a phrase only."""

    term: str
    run: int
    is_stop: bool = False


def asked(question: str) -> list[Asked]:
    """The terms of a question, in their order."""
    found: list[Asked] = []
    for run, (han, word) in enumerate(RUNS.findall(plain(question))):
        if han:
            found += [Asked(term, run) for term in of_han(han)]
        else:
            found.append(Asked(stem(word), run, word in known().stops))
    return found


def of_han(run: str) -> list[str]:
    """Of Chinese characters that stand together; a lone one is its own term."""
    return list(map(add, run, run[1:])) if len(run) > 1 else [run]


def is_han(term: str) -> bool:
    return term >= HAN


def weight(term: str) -> float:
    """What a term of a question counts; 1, if it is not one of those that any question holds."""
    if not is_han(term):
        return WEAK if term in weak_words() else 1.0
    is_weak = term in known().weak_pairs or not known().weak_characters.isdisjoint(term)
    return WEAK if is_weak and len(term) > 1 else 1.0


@cache
def weak_words() -> frozenset[str]:
    return frozenset(map(stem, known().weak_words))


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """An English word without what it changes with: "trafficking", "traffickers" and "traffic" are one."""
    word = known().irregular.get(word, word)
    if len(word) <= _LETTERS or not word.isascii() or not word.isalpha():
        return word
    return _bare(_without_ending(word))


def _without_ending(word: str) -> str:
    if word.endswith("ss"):
        return word
    for ending, put, least in known().endings:
        left = len(word) - len(ending) + len(put)
        if left >= least and word.endswith(ending):
            return word[: -len(ending)] + put
    return word


def _bare(word: str) -> str:
    if len(word) > _LETTERS and word[-1] == "e":
        word = word[:-1]
    if len(word) > _LETTERS and (word[-1] == word[-2] or word.endswith("ck")):
        word = word[:-1]
    return word[:-1] + "i" if word[-1] == "y" and len(word) > _LETTERS else word


def places(text: str) -> Iterator[tuple[int, int, str]]:
    """Where each term stands in a text that is plain already: from, to, term."""
    for run in RUNS.finditer(text):
        start = run.start()
        if run["han"]:
            for at, term in enumerate(of_han(run["han"])):
                yield start + at, start + at + len(term), term
        elif run["word"] not in known().stops:
            yield start, run.end(), stem(run["word"])
