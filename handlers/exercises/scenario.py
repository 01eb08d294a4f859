"""A scenario: one TOML file with the columns of a master scenario events list (MSEL, as in HSEEP): number,
time from the start, from, to, text, expected action, objective, what comes where that does not, remarks.

docs/exercises.md tells how one is written.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from handlers.exercises import clock
from handlers.law.directive import GROUNDS
from handlers.vocabulary.languages import LANGUAGES

CONTROL = "control"  # who sends what comes from no part: the trainers
WHATS = ("acknowledge", "answer", "decline", "more", "masked", "tick")
Words = Mapping[str, str]  # by language
Row = Mapping[str, Any]  # a table of the file


class ScenarioError(ValueError):
    """The file is not as it has to be; which line of it, and what to change."""


@dataclass(frozen=True)
class Part:
    """A role in the play. Officers of these countries (ISO 3166-1) and levels are asked to take it."""

    key: str
    name: Words
    countries: tuple[str, ...]
    levels: tuple[str, ...]


@dataclass(frozen=True)
class Expect:
    """What is to happen about an inject, until so many seconds after it (None: any time). The bot looks by
    itself, but for "tick", which a trainer says."""

    what: str
    within: int | None
    grounds: tuple[str, ...]
    objective: str


@dataclass(frozen=True)
class Inject:
    """`due`: seconds from the start; None where it stands in for what was expected of `instead_of`. `more`:
    what is said to who asks for more."""

    number: int
    due: int | None
    instead_of: int | None
    sender: str
    to: tuple[str, ...]
    text: Words
    expected: Words
    expects: tuple[Expect, ...]
    more: Words
    remarks: str

    @property
    def window(self) -> int | None:
        """Until when something is waited for, from when it is given."""
        return max((one.within for one in self.expects if one.within is not None), default=None)


@dataclass(frozen=True)
class Scenario:
    key: str
    name: Words
    about: Words
    objectives: Mapping[str, Words]
    parts: Mapping[str, Part]
    injects: Mapping[int, Inject]

    def instead_of(self, number: int) -> Inject | None:
        """What is given where the expected action does not come."""
        return next((one for one in self.injects.values() if one.instead_of == number), None)


def said(words: Words, language: str) -> str:
    return words.get(language) or words.get("en", "")


def read(key: str, data: str) -> Scenario:
    """ScenarioError."""
    try:
        found = tomllib.loads(data)
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError(f"This is no TOML file: {error}") from error
    objectives = {name: _words(row, f"objective {name}") for name, row in _tables(found, "objectives")}
    parts = {name: _part(name, row) for name, row in _tables(found, "parts")}
    rows = found.get("injects")
    if not parts or not objectives or not isinstance(rows, list) or not rows:
        raise ScenarioError("A scenario has [objectives], [parts] and [[injects]]")
    injects = [_inject(row) for row in rows]
    made = Scenario(
        key,
        _words(found.get("name", {}), "name"),
        _words(found.get("about", {}), "about"),
        objectives,
        parts,
        {one.number: one for one in injects},
    )
    _check(made, injects)
    return made


def _tables(found: Row, name: str) -> Sequence[tuple[str, Any]]:
    table = found.get(name)
    return list(table.items()) if isinstance(table, dict) else []


def _words(row: Any, where: str) -> Words:
    said = {code: str(row.get(code, "")).strip() for code in LANGUAGES} if isinstance(row, dict) else {}
    if not said or not all(said.values()):
        raise ScenarioError(f"{where} needs {' and '.join(LANGUAGES)}")
    return said


def _part(key: str, row: Any) -> Part:
    words = _words(row, f"part {key}")
    return Part(key, words, tuple(row.get("countries", ())), tuple(row.get("levels", ())))


def _inject(row: Row) -> Inject:
    number = row.get("number")
    if not isinstance(number, int):
        raise ScenarioError("Each inject has a number")
    where = f"inject {number}"
    time, instead_of = row.get("time"), row.get("instead_of")
    if (time is None) == (instead_of is None):
        raise ScenarioError(f"{where} has either a time or instead_of")
    more = row.get("more")
    to = row.get("to", ())
    return Inject(
        number,
        None if time is None else _time(str(time), where),
        instead_of,
        str(row.get("from", CONTROL)),
        (to,) if isinstance(to, str) else tuple(to),
        _words(row, where),
        _words(row.get("expected", {}), f"expected of {where}"),
        tuple(_expect(one, where) for one in row.get("expects", ())),
        {} if more is None else _words(more, f"more of {where}"),
        str(row.get("remarks", "")),
    )


def _time(written: str, where: str) -> int:
    try:
        return clock.read(written)
    except ValueError as error:
        raise ScenarioError(f"{where}: {error}") from error


def _expect(row: Row, where: str) -> Expect:
    what, grounds = str(row.get("what", "")), tuple(row.get("grounds", ()))
    if what not in WHATS:
        raise ScenarioError(f"{where}: {what!r} is none of {', '.join(WHATS)}")
    if unknown := [one for one in grounds if one not in GROUNDS]:
        raise ScenarioError(f"{where}: there is no ground {unknown[0]}")
    within = row.get("within")
    seconds = None if within is None else _time(str(within), where)
    return Expect(what, seconds, grounds, str(row.get("objective", "")))


def _check(made: Scenario, injects: Sequence[Inject]) -> None:
    if len(made.injects) < len(injects):
        raise ScenarioError("Two injects have the same number")
    for one in injects:
        _check_names(made, one)
        waited_for = made.injects.get(one.instead_of) if one.instead_of is not None else None
        if one.instead_of is not None and (waited_for is None or waited_for.window is None):
            raise ScenarioError(f"inject {one.number}: {one.instead_of} expects nothing within a time")


def _check_names(made: Scenario, one: Inject) -> None:
    where = f"inject {one.number}"
    unknown = [part for part in (*one.to, one.sender) if part not in made.parts and part != CONTROL]
    if not one.to or CONTROL in one.to or unknown:
        raise ScenarioError(f"{where} is from and to parts of this scenario")
    if missing := [expect.objective for expect in one.expects if expect.objective not in made.objectives]:
        raise ScenarioError(f"{where}: there is no objective {missing[0]!r}")
