"""What binds two countries, line by line, each with its source and the day it was last read: `pages.toml`."""

import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib import resources
from typing import Any

from handlers.law.corridors import ANYWHERE, closeness, is_place
from handlers.vocabulary.languages import LANGUAGES, N_

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
_KEYS = frozenset({"between", "topic", "brief", *LANGUAGES, "source", "checked"})
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
    """The shipped ones."""
    return tuple(
        _line(row) for row in read(resources.files("handlers.law").joinpath("pages.toml").read_text("utf-8"))
    )


def read(written: str) -> list[dict[str, Any]]:
    """tomllib.TOMLDecodeError; ValueError where no line stands in it."""
    rows = tomllib.loads(written).get("line")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ValueError("no [[line]]")
    return rows


def _line(row: Mapping[str, Any]) -> Line:
    if wrong := faults(row, date.max):
        raise ValueError(f"A line of the law pages: {wrong[0]}")
    return line_of(row)


def line_of(row: Mapping[str, Any]) -> Line:
    """Of a row without faults."""
    one, other = row["between"]
    words = tuple((code, row[code].strip()) for code in LANGUAGES)
    return Line(
        (one, other), row["topic"], words, row["source"].strip(), row["checked"], bool(row.get("brief"))
    )


def faults(row: Mapping[str, Any], today: date) -> list[tuple[str, str]]:
    """(key, sentence) of whatever is wrong with it."""
    found = [(key, "There is no such key.") for key in row if key not in _KEYS]
    between = row.get("between")
    if not isinstance(between, list) or len(between) != 2 or not all(isinstance(one, str) for one in between):
        found.append(("between", 'Two places are needed, as in ["CN", "ES"].'))
    else:
        found += [
            ("between", f'“{one}” is no place: two capitals, a group, or "*".')
            for one in between
            if not is_place(one)
        ]
    if row.get("topic") not in TOPICS:
        found.append(("topic", f"It is one of {', '.join(TOPICS)}."))
    for key in (*LANGUAGES, "source"):
        if not isinstance(row.get(key), str) or not row[key].strip():
            found.append((key, "This must not be empty."))
    if not isinstance(row.get("brief", False), bool):
        found.append(("brief", "It is true or false."))
    return [*found, *_of_date(row.get("checked"), today)]


def _of_date(checked: object, today: date) -> list[tuple[str, str]]:
    if not isinstance(checked, date) or isinstance(checked, datetime):
        return [("checked", "The day on which the source was read, as in 2026-12-01.")]
    return [("checked", "That day is still to come.")] if checked > today else []


def written(found: Iterable[Line]) -> str:
    """As a file to be read again."""
    return "\n".join("\n".join(["[[line]]", *_keys(line), ""]) for line in found)


def _keys(line: Line) -> Iterator[str]:
    yield f"between = [{', '.join(map(_quoted, line.between))}]"
    yield f"topic = {_quoted(line.topic)}"
    if line.is_brief:
        yield "brief = true"
    yield from (f"{code} = {_quoted(said)}" for code, said in line.words)
    yield f"source = {_quoted(line.source)}"
    yield f"checked = {line.checked.isoformat()}"


def _quoted(said: str) -> str:
    """A string of TOML is written as one of JSON is."""
    return json.dumps(said, ensure_ascii=False).replace("\x7f", "\\u007f")


def about(countries: Sequence[str], among: Iterable[Line] | None = None) -> list[Line]:
    """In the order of the topics. `among`: the lines in force, where they are not the shipped ones."""
    found = [line for line in (lines() if among is None else among) if line.is_about(countries)]
    return sorted(found, key=lambda line: list(TOPICS).index(line.topic))


def missing(found: Iterable[Line]) -> list[str]:
    """The topics nothing is known about."""
    return [topic for topic in TOPICS if topic not in {line.topic for line in found}]


def brief(mine: str, country: str, language: str, among: Iterable[Line] | None = None) -> str:
    """The one line that matters where a request is written; "" where there is none."""
    found = (line.said(language) for line in about([mine, country], among) if line.is_brief)
    return next(found, "")
