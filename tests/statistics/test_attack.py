"""An attack on the figures: whoever has all that is said of a quarter tries to rebuild what is not shown.

A hidden cell is rebuilt where every quarter that would be told in the same way has the same number in it. So
for each one the attack looks for another quarter, told in the same way, with another number there. It is
given more than the bot says: times to the second, not to the hour.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from types import SimpleNamespace
from typing import Any, cast

import pytest

from handlers.law.small_counts import rounded
from handlers.statistics import measures
from handlers.statistics.quarters import Quarter
from storage import items, requests
from storage.item import Item
from storage.requests import AddresseeState, Received
from storage.work import Work

QUARTER = Quarter(2026, 3)
NOW = datetime(2026, 10, 5, tzinfo=UTC)
COUNTRIES = ("CN", "ES", "IT", "DE", "FR", "NL")
TRIES = 200_000  # at most: it stops where nothing is left


@dataclass(frozen=True)
class Case:
    """Hours from its receipt, None where that never was; `late`: whether its answer was due before."""

    country: str
    month: int
    accepted: int | None
    answered: int | None
    late: bool


World = tuple[Case, ...]


class Stage:
    """Stands in for the database, so that a hundred thousand quarters can be told."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.world: World = ()
        patch.setattr(requests, "figures_between", lambda *_: [self._row(*one) for one in self._numbered()])
        patch.setattr(items, "first_accepted", lambda *_: dict(self._accepted()))
        agencies = {number: SimpleNamespace(country=code) for number, code in enumerate(COUNTRIES)}
        self.work = cast("Work", SimpleNamespace(now=NOW, need=lambda _, number: agencies[number]))

    def _numbered(self) -> Iterator[tuple[int, Case]]:
        return iter(enumerate(self.world))

    def _row(self, number: int, case: Case) -> Received:
        received = QUARTER.start.replace(month=QUARTER.start.month + case.month, day=9)
        answered = None if case.answered is None else received + timedelta(hours=case.answered)
        return Received(
            request_id=number,
            agency_id=COUNTRIES.index(case.country),
            received_at=received,
            due_at=received if case.late else None,
            answered_at=answered,
            state=AddresseeState.SENT if answered is None else AddresseeState.ANSWERED,
        )

    def _accepted(self) -> Iterator[tuple[tuple[Item, int], datetime]]:
        for number, case in self._numbered():
            if case.accepted is not None:
                received = self._row(number, case).received_at
                key = (Item("request", number), COUNTRIES.index(case.country))
                yield key, received + timedelta(hours=case.accepted)

    def told(self, world: World) -> str:
        self.world = world
        return repr(measures.of_quarter(self.work, QUARTER))


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Stage:
    return Stage(monkeypatch)


def any_case(chance: random.Random, country: str) -> Case:
    accepted = chance.randint(1, 60) if chance.random() < 0.9 else None
    answered = chance.randint(2, 300) if chance.random() < 0.85 else None
    return Case(country, chance.randint(0, 2), accepted, answered, chance.random() < 0.3)


def made(chance: random.Random) -> World:
    """Some countries are asked often, some seldom, some not at all."""
    counts = {code: chance.choice([0, 1, 2, 3, 4, 5, 6, 9, 12, 25]) for code in COUNTRIES}
    return tuple(any_case(chance, code) for code, count in counts.items() for _ in range(count))


Cell = Callable[[World], Any]
Pick = Callable[[Case], bool]


def hidden(world: World) -> dict[str, Cell]:
    """What is not shown of a quarter, and how its number is worked out by who has everything."""
    counts = Counter(one.country for one in world)
    shown = {code for code, count in counts.items() if rounded(count) is not None}
    rows = {code: _of(shown={code}) for code in counts}
    rows |= {f"month {number}": _of(shown, number) for number in range(3)} if shown else {}
    found = {f"asked {name}": _count(pick) for name, pick in rows.items() if _is_few(world, pick)}
    for name, pick in rows.items():
        if name in shown or name.startswith("month"):
            found |= _inside(world, name, pick)
    if any(name.startswith("asked month") for name in found):  # then no month is shown
        found |= {f"asked {name}": _count(pick) for name, pick in rows.items() if name.startswith("month")}
    return found


def _of(shown: set[str], month: int | None = None) -> Pick:
    return lambda one: one.country in shown and month in {None, one.month}


def _is_few(world: World, pick: Pick) -> bool:
    return rounded(sum(map(pick, world))) is None


def _inside(world: World, name: str, pick: Pick) -> dict[str, Cell]:
    """Of a country or a month: how many were late, within what time half of it was done."""
    found: dict[str, Cell] = {}
    if _is_few(world, lambda one: one.late and pick(one)):
        found[f"late {name}"] = lambda other: sum(one.late for one in other if pick(one))
    for what in ("answered", "accepted"):
        if 0 < len(_times(world, pick, what)) < 10:
            found[f"half {what} {name}"] = partial(_half, pick, what)
    return found


def _count(pick: Pick) -> Cell:
    return lambda world: sum(map(pick, world))


def _times(world: World, pick: Pick, what: str) -> list[int]:
    found = (getattr(one, what) for one in world if pick(one))
    return sorted(one for one in found if one is not None)


def _half(pick: Pick, what: str, world: World) -> Any:
    times = _times(world, pick, what)
    return times[len(times) // 2] if times else None


def another(chance: random.Random, world: World) -> World:
    """The same quarter with up to four things of one sort otherwise."""
    cases, sort = list(world), chance.choice(("asked", "month", "late", "answered", "accepted"))
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(cases))
        case, fresh = cases[place], any_case(chance, cases[place].country)
        if sort == "asked" and chance.random() < 0.5:
            cases.append(fresh)
        elif sort == "asked" and len(cases) > 1:
            del cases[place]
        elif sort == "late":
            cases[place] = replace(case, late=not case.late)
        elif sort != "asked":
            cases[place] = replace(case, **{sort: getattr(fresh, sort)})
    return tuple(cases)


def rebuilt(stage: Stage, chance: random.Random, world: World, tries: int = TRIES) -> set[str]:
    """The hidden cells for which nothing else is possible, as far as the attack finds."""
    told, left = stage.told(world), hidden(world)
    for _ in range(tries):
        if not left:
            break
        other = another(chance, world)
        changed = {name for name, cell in left.items() if cell(other) != cell(world)}
        if changed and stage.told(other) == told:
            left = {name: cell for name, cell in left.items() if name not in changed}
    return set(left)


@pytest.mark.parametrize("seed", range(12))
def test_no_hidden_cell_is_rebuilt(stage: Stage, seed: int) -> None:
    chance = random.Random(seed)
    world = made(chance)
    assert hidden(world)
    assert rebuilt(stage, chance, world) == set()


def test_the_attack_rebuilds_what_a_careless_table_gives_away(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Were the total of all countries said exactly, whoever subtracts would have the one that is hidden."""
    careful = measures.of_quarter

    def careless(work: Work, period: Quarter) -> Any:
        counts = Counter(one.country for one in stage.world)
        shown = {code: count for code, count in counts.items() if count >= 5}
        return {**careful(work, period), "all": len(stage.world), "exact": shown}

    monkeypatch.setattr(measures, "of_quarter", careless)
    chance = random.Random(1)
    world = tuple(any_case(chance, code) for code in ("CN",) * 12 + ("ES",) * 9 + ("IT",) * 3)
    assert "asked IT" in rebuilt(stage, chance, world, tries=5000)
