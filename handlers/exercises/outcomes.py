"""What was expected in an exercise, and whether it came: told from its records alone."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from handlers.exercises.scenario import Expect, Inject, Scenario
from storage.exercises import Did, ExerciseAct, ExerciseInject, InjectState

_DONE = {
    "acknowledge": frozenset({Did.ACKNOWLEDGE, Did.ANSWER, Did.DECLINE, Did.MORE}),
    "answer": frozenset({Did.ANSWER}),
    "decline": frozenset({Did.DECLINE}),
    "more": frozenset({Did.MORE}),
    "masked": frozenset({Did.ANSWER}),
}


@dataclass(frozen=True)
class Outcome:
    """Of one expectation, for one part. `is_met`: None while it is open. `took`: seconds of exercise time."""

    inject: int
    part: str
    place: int  # of the expectation among those of its inject
    expect: Expect
    is_met: bool | None
    took: int | None = None


def outcomes(
    scenario: Scenario,
    rows: Sequence[ExerciseInject],
    acts: Sequence[ExerciseAct],
    played: Iterable[str],
    now: int,
) -> list[Outcome]:
    """Of the parts that people play; `now` by the exercise's clock."""
    parts, given = set(played), [one for one in rows if one.state is InjectState.GIVEN]
    found: list[Outcome] = []
    for row in given:
        inject = scenario.injects[row.number]
        for part in (one for one in inject.to if one in parts):
            about = [act for act in acts if act.inject_id == row.id and act.part == part]
            found += _of_part(inject, row, part, about, now)
    return found


def _of_part(
    inject: Inject, row: ExerciseInject, part: str, acts: Sequence[ExerciseAct], now: int
) -> Iterator[Outcome]:
    for place, expect in enumerate(inject.expects):
        is_met, took = _judged(expect, place, row.given or 0, acts, now)
        yield Outcome(row.number, part, place, expect, is_met, took)


def _judged(
    expect: Expect, place: int, given: int, acts: Sequence[ExerciseAct], now: int
) -> tuple[bool | None, int | None]:
    if expect.what == "tick":
        said = [act.did for act in acts if act.expectation == place and act.did in (Did.MET, Did.MISSED)]
        return (said[-1] is Did.MET if said else None), None
    first = next((act for act in acts if act.did in _DONE[expect.what]), None)
    is_over = expect.within is not None and now >= given + expect.within
    if first is None:  # what nobody wrote cannot be masked
        return (False if is_over and expect.what != "masked" else None), None
    took = first.at - given
    if expect.what == "masked":
        return not first.personal, None
    is_in_time = expect.within is None or took <= expect.within
    is_right = not expect.grounds or first.ground in expect.grounds
    return is_in_time and is_right, took


def by_objective(scenario: Scenario, found: Sequence[Outcome]) -> list[dict[str, Any]]:
    """Counts, and the median time of what came; no inject, no part and nobody is named."""
    return [
        _figures(key, [one for one in found if one.expect.objective == key]) for key in scenario.objectives
    ]


def _figures(objective: str, found: Sequence[Outcome]) -> dict[str, Any]:
    took = [one.took for one in found if one.is_met and one.took is not None]
    return {
        "objective": objective,
        "met": sum(one.is_met is True for one in found),
        "missed": sum(one.is_met is False for one in found),
        "median": round(median(took)) if took else None,
    }


def missed(found: Iterable[Outcome]) -> list[Mapping[str, Any]]:
    """Which were, as codes, for the talk right afterwards."""
    return [
        {"inject": one.inject, "part": one.part, "what": one.expect.what, "within": one.expect.within}
        for one in found
        if one.is_met is False
    ]
