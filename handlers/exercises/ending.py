"""The end of an exercise: for all at once; what came of it by objective; nothing of it is kept."""

from dataclasses import dataclass
from typing import Any

from handlers.core.context import Context
from handlers.core.hooks import first
from handlers.core.saying import say
from handlers.exercises import marking, scenarios
from handlers.exercises.outcomes import by_objective, missed, outcomes
from handlers.exercises.scenario import Scenario
from handlers.vocabulary import typed_line
from storage import drafts, exercises, outbox, people
from storage.audit import Tag
from storage.exercises import Exercise, ExerciseResult, Stage
from storage.outbox import Fate
from storage.people import Officer
from storage.work import Work

_STOPS = {
    *("stop exercise", "stop the exercise", "stop this exercise", "end exercise", "exercise stop", "endex"),
    *("停止演练", "演练停止", "终止演练", "结束演练", "中止演练"),
}


@dataclass(frozen=True)
class Result:
    figures: list[dict[str, Any]]
    missed: list[Any]
    players: int


@first
def _stop_word(ctx: Context) -> bool:
    """Anybody who takes part ends it for all, whatever else is open."""
    word = typed_line.folded(ctx.incoming.text).strip(" .!。！/／")
    if word not in _STOPS or ctx.incoming.forwarded:
        return False
    exercise = exercises.concerns(ctx.work, ctx.officer.id)
    if exercise is not None:
        stop(ctx, exercise)
    elif drafts.draft_of(ctx.work, ctx.officer.id) is None:  # somebody else was faster, perhaps
        ctx.reply("exercise.none")
    else:
        return False
    return True


def stop(ctx: Context, exercise: Exercise) -> None:
    """Told to who did it as the answer, to the others at any hour: they wait for what does not come now."""
    held = exercises.hold(ctx.work, exercise.id)
    if held is not None:
        end(ctx.work, held, ctx.officer)


def end(work: Work, exercise: Exercise, by: Officer | None = None) -> None:
    """`by`: who stopped it; None: it had come to its end."""
    there = _who(work, exercise)
    if exercise.stage is Stage.GATHERING:
        _call_off(work, exercise, there)
        return
    found = result(work, exercise)
    if not exercise.is_solo:
        kept = ExerciseResult(
            scenario=exercise.scenario, players=found.players, figures=found.figures, ended_at=work.now
        )
        work.add(kept)
    leader = exercise.officer_id
    _close_drafts(work, there)
    if by is not None:
        _hold_back(work, there)
    exercises.clear(work, exercise)
    work.audit(Tag.EXERCISE_ENDED, by.id if by is not None else None, players=found.players)
    for officer in there:
        say(
            work,
            officer,
            "exercise.ended",
            scenario=exercise.scenario,
            is_solo=exercise.is_solo,
            players=found.players,
            by=by.id if by is not None else None,
            figures=found.figures,
            missed=found.missed if officer.id == leader else [],
        )


def _call_off(work: Work, exercise: Exercise, there: list[Officer]) -> None:
    scenario = exercise.scenario
    exercises.clear(work, exercise)
    for officer in there:
        say(work, officer, "exercise.called_off", scenario=scenario)


def _who(work: Work, exercise: Exercise) -> list[Officer]:
    """Whoever takes part; before it begins, who was asked and has not said no."""
    has_begun = exercise.stage is not Stage.GATHERING
    asked = (one for one in exercises.players(work, exercise) if one.joined is not False)
    players = [one.officer_id for one in asked if one.joined or not has_begun]
    found = work.by_id(Officer, [exercise.officer_id, *players])
    return [one for one in found.values() if people.is_active(work, one)]


def _close_drafts(work: Work, there: list[Officer]) -> None:
    """An answer that was being written is of the exercise, too."""
    for officer in there:
        draft = drafts.draft_of(work, officer.id)
        if draft is not None and draft.form.startswith(f"{marking.OURS}."):
            drafts.drop(work, draft)


def _hold_back(work: Work, there: list[Officer]) -> None:
    """What waits for the morning does not come any more."""
    for officer in there:
        while (waiting := outbox.waiting_for(work, officer.id, "exercise.inject")) is not None:
            outbox.settle(work, waiting, Fate.WITHHELD)
            work.session.flush()


def result(work: Work, exercise: Exercise) -> Result:
    players = exercises.joined(work, exercise)
    played: Scenario | None = scenarios.find(exercise.scenario)
    if played is None:
        return Result([], [], len(players))
    found = outcomes(
        played,
        exercises.injects(work, exercise),
        exercises.acts(work, exercise),
        {one.part for one in players},
        exercise.clock(work.now),
    )
    return Result(by_objective(played, found), missed(found), len(players))
