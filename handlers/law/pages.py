"""What binds two countries, line by line, each with its source and the day it was last read: `pages.toml`."""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from handlers.law.corridors import ANYWHERE, closeness
from handlers.vocabulary.languages import N_

TOPICS = {
    "binding": N_("What binds"),
    "police": N_("Police to police"),
    "assistance": N_("Needs legal assistance"),
    "authority": N_("Competent authority"),
    "language": N_("Language"),
    "urgency": N_("Urgency"),
    "fees": N_("Fees"),
    "refused": N_("Refused"),
}
_NAMED = 2  # as close as a group


@dataclass(frozen=True)
class Line:
    """`between`: two places, in any order, as a corridor names them. `words`: by language; English is there.
    `is_brief`: shown where a request between these places is written."""

    between: tuple[str, str]
    topic: str
    words: tuple[tuple[str, str], ...]
    source: str
    checked: date
    is_brief: bool = False

    def said(self, language: str) -> str:
        words = dict(self.words)
        return words.get(language) or words["en"]

    def is_about(self, countries: Sequence[str]) -> bool:
        """Of two countries: whether it holds between them. Of one: whether it names it, or holds anywhere."""
        one, other = self.between
        if len(countries) > 1:
            start, end = countries[:2]
            return bool(
                (closeness(one, start) and closeness(other, end))
                or (closeness(one, end) and closeness(other, start))
            )
        is_general = one == other == ANYWHERE
        return is_general or any(closeness(place, countries[0]) >= _NAMED for place in self.between)


@cache
def lines() -> tuple[Line, ...]:
    data = tomllib.loads(resources.files("handlers.law").joinpath("pages.toml").read_text("utf-8"))
    return tuple(_line(dict(row)) for row in data["line"])


def _line(row: dict[str, Any]) -> Line:
    """TypeError, ValueError: it lacks something, or has what no line has."""
    one, other = row.pop("between")
    topic, source, checked = str(row.pop("topic")), str(row.pop("source")), row.pop("checked")
    is_brief = bool(row.pop("brief", False))
    if topic not in TOPICS or not source or not isinstance(checked, date) or "en" not in row:
        raise ValueError(f"A line of the law pages is incomplete: {topic}, {source}")
    words = tuple((language, str(said)) for language, said in row.items())
    return Line((one, other), topic, words, source, checked, is_brief)


def about(countries: Sequence[str]) -> list[Line]:
    """In the order of the topics."""
    found = [line for line in lines() if line.is_about(countries)]
    return sorted(found, key=lambda line: list(TOPICS).index(line.topic))


def missing(found: Iterable[Line]) -> list[str]:
    """The topics nothing is known about."""
    return [topic for topic in TOPICS if topic not in {line.topic for line in found}]


def brief(mine: str, country: str, language: str) -> str:
    """The one line that matters where a request is written; "" where there is none."""
    found = (line.said(language) for line in about([mine, country]) if line.is_brief)
    return next(found, "")
