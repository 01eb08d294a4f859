"""How one begins: alone, the bot playing the others; or for the network, each officer asked for a part."""

from collections.abc import Sequence

from handlers.core.context import Context, Press
from handlers.core.registry import COORDINATORS, OFFICERS, act
from handlers.exercises import ending, running, scenarios, steering
from handlers.exercises.scenario import Part, Scenario
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Label
from storage import exercises, people
from storage.audit import Tag
from storage.exercises import Exercise, ExercisePlayer, Stage
from storage.people import Agency, Officer, Role
from storage.work import Work


@act("exercise.alone", OFFICERS)
def _press_alone(ctx: Press) -> None:
    """Which part?"""
    played = _found(ctx)
    if played is None or not _is_free(ctx):
        return
    offered = [
        Button(
            Label(N_("EX: Part %(number)s"), {"number": number}),
            "exercise.part",
            params={"scenario": played.key, "part": key},
        )
        for number, key in enumerate(played.parts, start=1)
    ]
    ctx.reply("exercise.parts", *offered, scenario=played.key)


@act("exercise.part", OFFICERS)
def _press_part(ctx: Press) -> None:
    played, part = _found(ctx), ctx.offer.params["part"]
    if played is None or part not in played.parts or not _is_free(ctx):
        return
    made = _made(ctx, played, is_solo=True, speed=steering.SOLO)
    ctx.work.add(ExercisePlayer(exercise_id=made.id, officer_id=ctx.officer.id, part=part, joined=True))
    ctx.work.audit(Tag.EXERCISE_BEGUN, ctx.officer.id, solo=1)
    running.begin(ctx.work, made, played)


def _found(ctx: Press) -> Scenario | None:
    played = scenarios.find(ctx.offer.params["scenario"])
    if played is None:
        ctx.reply("exercise.over")
    return played


def _is_free(ctx: Context) -> bool:
    """One at a time for each: the answer shows the other one."""
    other = exercises.concerns(ctx.work, ctx.officer.id)
    if other is None:
        return True
    steering.show(ctx, other)
    return False


def _made(ctx: Context, played: Scenario, is_solo: bool, speed: int) -> Exercise:
    return ctx.work.add(
        Exercise(
            scenario=played.key,
            officer_id=ctx.officer.id,
            is_solo=is_solo,
            stage=Stage.GATHERING,
            speed=speed,
            made_at=ctx.now,
        )
    )


@act("exercise.gather", COORDINATORS)
def _press_gather(ctx: Press) -> None:
    """Everybody whom a part of it is meant for is asked; those who lead others are not."""
    played = _found(ctx)
    if played is None:
        return
    exercises.take_turn(ctx.work)
    if exercises.of_network(ctx.work) is not None:
        ctx.reply("exercise.one_at_a_time")
        return
    made = _made(ctx, played, is_solo=False, speed=1)
    asked = [
        (officer, part) for officer in _officers(ctx.work) if (part := _part_for(ctx.work, played, officer))
    ]
    for officer, part in asked:
        ctx.work.add(ExercisePlayer(exercise_id=made.id, officer_id=officer.id, part=part))
        offered = [
            Button(N_("EX: Take part"), "exercise.join", params={"exercise": made.id, "joins": True}),
            Button(N_("EX: Not this time"), "exercise.join", params={"exercise": made.id, "joins": False}),
        ]
        ctx.tell(officer, "exercise.invited", *offered, scenario=played.key, part=part, by=ctx.officer.id)
    ctx.work.audit(Tag.EXERCISE_BEGUN, ctx.officer.id, asked=len(asked))
    show_gathering(ctx, made)


def _officers(work: Work) -> Sequence[Officer]:
    return [one for one in people.with_role(work, Role.OFFICER) if people.is_active(work, one)]


def _part_for(work: Work, played: Scenario, officer: Officer) -> str:
    """The first one whose countries and levels this officer's agency is of; "" where there is none."""
    agency = work.need(Agency, officer.agency_id)
    covered = {agency.country, *people.countries_of(work, agency.id)}
    return next((key for key, part in played.parts.items() if _fits(part, agency, covered)), "")


def _fits(part: Part, agency: Agency, covered: set[str | None]) -> bool:
    is_there = bool(covered & set(part.countries))
    return is_there and (not part.levels or str(agency.level) in part.levels)


def show_gathering(ctx: Context, exercise: Exercise) -> None:
    here = {"exercise": exercise.id}
    ctx.reply(
        "exercise.gathering",
        Button(N_("EX: Begin"), "exercise.begin", params=here, group=""),
        Button(N_("EX: Show again"), "exercise.gathering", params=here, group=""),
        Button(N_("EX: Call it off"), "exercise.call_off", params=here, group=""),
        exercise=exercise.id,
    )


def _gathering(ctx: Press) -> Exercise | None:
    """It, where it has not begun; said so, where it has."""
    exercise = exercises.hold(ctx.work, ctx.offer.params["exercise"])
    if exercise is not None and exercise.stage is Stage.GATHERING:
        return exercise
    ctx.reply("exercise.over")
    return None


@act("exercise.gathering", COORDINATORS)
def _press_gathering(ctx: Press) -> None:
    if (exercise := _gathering(ctx)) is not None:
        show_gathering(ctx, exercise)


@act("exercise.join", OFFICERS)
def _press_join(ctx: Press) -> None:
    """Also when it has begun already: what was given before does not come again."""
    exercise = exercises.hold(ctx.work, ctx.offer.params["exercise"])
    player = exercises.player(ctx.work, exercise.id, ctx.officer.id) if exercise is not None else None
    if exercise is None or player is None:
        ctx.reply("exercise.over")
        return
    joins = bool(ctx.offer.params["joins"])
    if joins and not _is_free(ctx):
        return
    player.joined = joins
    ctx.work.add(player)
    ctx.work.audit(Tag.EXERCISE_JOINED, ctx.officer.id, joins=int(joins))
    has_begun = exercise.stage is not Stage.GATHERING
    ctx.reply(
        "exercise.joined", scenario=exercise.scenario, part=player.part, joins=joins, has_begun=has_begun
    )


@act("exercise.begin", COORDINATORS)
def _press_begin(ctx: Press) -> None:
    exercise = _gathering(ctx)
    played = scenarios.find(exercise.scenario) if exercise is not None else None
    if exercise is None or played is None:
        return
    if not exercises.joined(ctx.work, exercise):
        ctx.reply("exercise.nobody")
        return
    running.begin(ctx.work, exercise, played)
    steering.show(ctx, exercise)


@act("exercise.call_off", COORDINATORS)
def _press_call_off(ctx: Press) -> None:
    if (exercise := _gathering(ctx)) is not None:
        ending.end(ctx.work, exercise, ctx.officer)
