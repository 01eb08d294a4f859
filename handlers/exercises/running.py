"""What the clock of an exercise brings: injects to those who play, what stands in where nothing came.

The clock never runs past what is still to be given. Where a look at it is late, by a second or by a night
that the service was down, it waits: what comes next keeps its distance, and nothing comes in a heap.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from handlers.core.access import LOCKDOWN
from handlers.core.registry import tick
from handlers.core.rules import Rules
from handlers.core.saying import say
from handlers.exercises import ending, scenarios
from handlers.exercises.outcomes import Outcome, outcomes
from handlers.exercises.scenario import Inject, Scenario
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button
from storage import exercises, people
from storage.exercises import Exercise, ExerciseInject, InjectState, Stage
from storage.people import Officer
from storage.work import Work

_LONGEST = timedelta(days=30)  # one that nobody ended then ends by itself


def begin(work: Work, exercise: Exercise, played: Scenario) -> None:
    """Its clock goes from now on."""
    for inject in played.injects.values():
        work.add(ExerciseInject(exercise_id=exercise.id, number=inject.number, due=inject.due))
    exercise.stage = Stage.RUNNING
    exercise.set_clock(work.now, 0)
    work.add(exercise)
    for player in exercises.joined(work, exercise):
        say(
            work,
            work.need(Officer, player.officer_id),
            "exercise.begun",
            buttons=[to_next(exercise)] if exercise.is_solo else [],
            scenario=exercise.scenario,
            part=player.part,
            speed=exercise.speed,
            is_solo=exercise.is_solo,
            at=_asked_for(work, exercise),
        )
    look(work, exercise)


def _upcoming(work: Work, _rules: Rules) -> datetime | None:
    oldest = exercises.oldest(work)
    if oldest is None:
        return None
    going = [] if people.is_on(work, LOCKDOWN) else exercises.going(work)
    due = (at for one in going if (at := _next(work, one)) is not None)
    return min(due, default=oldest.made_at + _LONGEST)


def _next(work: Work, exercise: Exercise) -> datetime | None:
    at = exercises.next_event(work, exercise)
    return None if at is None else exercise.moment_of(at)


@tick("exercises", _upcoming)
def run(work: Work, _rules: Rules) -> None:
    while (oldest := exercises.oldest(work)) is not None and oldest.made_at + _LONGEST <= work.now:
        ending.end(work, oldest)
    for one in exercises.going(work):
        held = exercises.hold(work, one.id)
        if held is not None and held.stage is Stage.RUNNING:
            look(work, held)


def look(work: Work, exercise: Exercise) -> int:
    """Whatever is due: one moment of its clock, and the next one only when its own time has come. How often
    somebody was handed something. While everything is stopped, it waits as for a late look."""
    played, told, did = scenarios.find(exercise.scenario), 0, False
    if played is None:
        ending.end(work, exercise)
        return 0
    if people.is_on(work, LOCKDOWN):
        return 0
    while (at := exercises.next_event(work, exercise)) is not None and at <= exercise.clock(work.now):
        exercise.set_clock(work.now, at)
        told += _happens(work, exercise, played, at)
        did = True
    if did:
        close_if_through(work, exercise)
    return told


def _happens(work: Work, exercise: Exercise, played: Scenario, at: int) -> int:
    rows, told = exercises.injects(work, exercise), 0
    for row in rows:
        if row.check_at is not None and row.check_at <= at:
            told += _check(work, exercise, played, row)
    for row in rows:
        if row.state is InjectState.PLANNED and row.due is not None and row.due <= at:
            told += _give(work, exercise, played.injects[row.number], row)
    work.session.flush()
    return told


def _give(work: Work, exercise: Exercise, inject: Inject, row: ExerciseInject) -> int:
    """To everybody who plays a part that it is for; a part that nobody plays the bot plays, and who plays
    alone hears what it is given."""
    row.state, row.given = InjectState.GIVEN, exercise.elapsed
    players = [one for part in inject.to for one in exercises.joined(work, exercise, part)]
    if inject.window is not None and players:
        row.check_at = exercise.elapsed + inject.window
    work.add(row)
    if row.check_at is None:
        drop_stand_in(work, exercise, row.number)
    officers = work.by_id(Officer, [one.officer_id for one in players])
    there = [one for one in players if people.is_active(work, officers[one.officer_id])]
    for player in there:
        _hand_over(work, exercise, officers[player.officer_id], player.part, row, inject)
    if exercise.is_solo and not there:
        leader = work.need(Officer, exercise.officer_id)
        own = exercises.joined(work, exercise)[0].part
        say(
            work,
            leader,
            "exercise.aside",
            scenario=exercise.scenario,
            number=row.number,
            part=own,
            time=exercise.elapsed,
            at=work.now,
        )
    return len(there)


def _hand_over(
    work: Work, exercise: Exercise, to: Officer, part: str, row: ExerciseInject, inject: Inject
) -> None:
    """Its words are the scenario's: it is read even where the exercise has ended just then."""
    offered = buttons(exercise, row) if inject.expects else []
    about = told_of(work, exercise, part, row)
    say(work, to, "exercise.inject", buttons=offered, at=_asked_for(work, exercise), **about)


def told_of(work: Work, exercise: Exercise, part: str, row: ExerciseInject) -> dict[str, Any]:
    return {
        "scenario": exercise.scenario,
        "number": row.number,
        "part": part,
        "time": row.given or 0,
        "played": sorted({one.part for one in exercises.joined(work, exercise)}),
    }


def _check(work: Work, exercise: Exercise, played: Scenario, row: ExerciseInject) -> int:
    """Its time is over: what stands in for the expected action comes, or is not needed."""
    row.check_at = None
    work.add(row)
    stand_in = played.instead_of(row.number)
    if any(one.is_met is False for one in about(work, exercise, played, row)) and stand_in is not None:
        instead = exercises.inject_numbered(work, exercise, stand_in.number)
        return _give(work, exercise, stand_in, instead) if instead.state is InjectState.PLANNED else 0
    drop_stand_in(work, exercise, row.number)
    return 0


def about(work: Work, exercise: Exercise, played: Scenario, row: ExerciseInject) -> Sequence[Outcome]:
    """What was expected of one inject, as it stands."""
    parts = {one.part for one in exercises.joined(work, exercise)}
    return outcomes(played, [row], exercises.acts(work, exercise), parts, exercise.clock(work.now))


def settle(work: Work, exercise: Exercise, played: Scenario, row: ExerciseInject) -> None:
    """Something was done about it: where nothing is open any more, nothing is waited for."""
    found = about(work, exercise, played, row)
    if row.check_at is not None and all(one.is_met for one in found if one.expect.within is not None):
        row.check_at = None
        work.add(row)
        drop_stand_in(work, exercise, row.number)
        work.session.flush()
        close_if_through(work, exercise)


def drop_stand_in(work: Work, exercise: Exercise, number: int) -> None:
    """It is not needed: it must not keep the exercise open."""
    played = scenarios.find(exercise.scenario)
    stand_in = played.instead_of(number) if played is not None else None
    if stand_in is None:
        return
    row = exercises.inject_numbered(work, exercise, stand_in.number)
    if row.state is InjectState.PLANNED:
        row.state = InjectState.SKIPPED
        work.add(row)
        drop_stand_in(work, exercise, row.number)


def close_if_through(work: Work, exercise: Exercise) -> None:
    """Nothing is to come, nothing is waited for: who plays alone reads what came of it, a trainer is told."""
    if exercises.next_event(work, exercise) is not None:
        return
    if exercise.is_solo:
        ending.end(work, exercise)
    else:
        leader = work.need(Officer, exercise.officer_id)
        stop = Button(N_("EX: End it"), "exercise.stop", group="")
        say(work, leader, "exercise.through", buttons=[stop], scenario=exercise.scenario)


def _asked_for(work: Work, exercise: Exercise) -> datetime | None:
    """At once where its clock goes fast: somebody sits there. Else it wakes nobody."""
    return work.now if exercise.speed > 1 else None


def to_next(exercise: Exercise) -> Button:
    return Button(N_("EX: What comes next"), "exercise.next", params={"exercise": exercise.id}, group="")


def buttons(exercise: Exercise, row: ExerciseInject) -> list[Button]:
    """Each for itself: one may acknowledge now and answer later; who plays alone may leave it at that."""
    offered = (
        (N_("EX: Acknowledge"), "exercise.acknowledge"),
        (N_("EX: Answer"), "exercise.answer"),
        (N_("EX: Decline"), "exercise.decline"),
        (N_("EX: Ask for more"), "exercise.more"),
    )
    made = [Button(label, act, params={"inject": row.id}, group="") for label, act in offered]
    return [*made, *([to_next(exercise)] if exercise.is_solo else [])]
