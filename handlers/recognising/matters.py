"""What must not go to a state that it may concern, whoever is named in it: asylum, and what is political,
military, religious or racial. The words, and whose rule it is, stand in `matters.toml`."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from handlers.places.folding import simplified
from handlers.recognising.folding import fold


@dataclass(frozen=True)
class Matter:
    """`kind`: "asylum" or "politics". `said`: the words by which it was found, as they were written."""

    kind: str
    said: str


def spoken_of(raw: str) -> Matter | None:
    """The first of it, asylum before anything else; None where a text speaks of nothing of the kind."""
    folded = fold(raw)
    plain = folded.plain.translate(_simple())
    for kind, (pattern, but) in _patterns().items():
        for found in pattern.finditer(plain):
            if not any(one.start() <= found.start() < one.end() for one in but.finditer(plain)):
                start, end = folded.span(*found.span())
                return Matter(kind, raw[start:end])
    return None


@cache
def _simple() -> dict[int, str]:
    """Character by character, so that every place stays where it is."""
    return str.maketrans({char: plain for char, plain in simplified().items() if len(plain) == 1})


@cache
def _patterns() -> Mapping[str, tuple[re.Pattern[str], re.Pattern[str]]]:
    data = tomllib.loads(resources.files("handlers.recognising").joinpath("matters.toml").read_text("utf-8"))
    return {kind: (_either(words), _part_of(words["but"])) for kind, words in data.items()}


def _either(words: Mapping[str, str]) -> re.Pattern[str]:
    english = [" ".join(one.split()) for one in words["en"].split(";") if one.strip()]
    whole = "|".join(_word(one) for one in sorted(english, key=len, reverse=True))
    return re.compile(rf"(?<![a-z])(?:{whole})(?![a-z])|{_listed(words['zh'])}", re.IGNORECASE)


def _word(said: str) -> str:
    """ "refugee*": with any ending."""
    return re.escape(said).replace(r"\*", "[a-z]{0,12}").replace(r"\ ", " ")


def _part_of(words: str) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(one.strip()) for one in words.split(";")), re.IGNORECASE)


def _listed(words: str) -> str:
    return "|".join(re.escape(one) for one in sorted(words.split(), key=len, reverse=True))
