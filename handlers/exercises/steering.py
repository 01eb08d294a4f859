"""The clock in the hands of who leads: pause, go on, next, skip, later, faster; what only a trainer sees."""

from collections.abc import Callable
from typing import Any

from handlers.core.context import Context, Press
from handlers.core.declared import Declared
from handlers.core.registry import COORDINATORS, OFFICERS, act
from handlers.exercises import clock, ending, running, scenarios
from handlers.vocabulary import typed_line
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button
from storage import exercises
from storage.audit import Tag
from storage.exercises import (
    Did,
    Exercise,
    ExerciseAct,
    ExerciseInject,
    InjectState,
    Stage,
)
from storage.people import Role

SPEEDS = (1, 4, 12, 60)
FASTEST = 3600
SOLO = 60  # an hour in a minute
_HOUR = 3600

Steer = Callable[[Context, Exercise, str], bool]  # False: what was typed behind the word says nothing
_ways: Declared[Steer] = Declared()


def _way(*names: str) -> Callable[[Steer], Steer]:
    """Declare a word of `/exercise`, and the act of its button."""
    return lambda steer: _ways.add(steer, *names)


def is_way(word: str) -> bool:
    return word in _ways


def led_by(ctx: Context) -> Exercise | None:
    """The one that this person may steer: his or her own, or as a coordinator the network's."""
    own = exercises.concerns(ctx.work, ctx.officer.id)
    if own is not None and (own.is_solo or ctx.officer.role is Role.COORDINATOR):
        return own
    is_coordinator = ctx.officer.role is Role.COORDINATOR
    of_all = exercises.of_network(ctx.work) if is_coordinator else None
    return of_all if of_all is not None and of_all.stage is not Stage.GATHERING else None


def typed(ctx: Context, word: str, rest: str) -> None:
    exercise = led_by(ctx)
    if exercise is None:
        ctx.reply("exercise.none")
    else:
        _steer(ctx, exercise, word, rest)


def _steer(ctx: Context, exercise: Exercise, word: str, rest: str) -> None:
    held = exercises.hold(ctx.work, exercise.id)
    if held is None:
        ctx.reply("exercise.over")
        return
    if not _ways[word](ctx, held, rest):
        ctx.reply("exercise.how", word=word)
        return
    ctx.work.audit(Tag.EXERCISE_STEERED, ctx.officer.id, way=_name_of(word))
    is_told = held.is_solo and _ways[word] is _next
    if not is_told and exercises.hold(ctx.work, held.id) is not None:  # the last step may have ended it
        show(ctx, held)


def _name_of(word: str) -> str:
    return next(name for name, steer in _ways.items() if steer is _ways[word])


def show(ctx: Context, exercise: Exercise) -> None:
    """To who leads it, with all that may be done; to who plays, with the last message again."""
    led = led_by(ctx)
    is_led = led is not None and led.id == exercise.id
    plays = exercises.player(ctx.work, exercise.id, ctx.officer.id) is not None
    last = [Button(N_("EX: Last message"), "exercise.again", group="")] if plays else []
    offered = buttons(ctx, exercise) if is_led else []
    ctx.reply("exercise.page", *last, *offered, exercise=exercise.id, is_led=is_led)


def buttons(ctx: Context, exercise: Exercise) -> list[Button]:
    """What may be done with it now; the first four are the ones that a thumb needs."""
    is_paused = exercise.stage is Stage.PAUSED
    go_on = (N_("EX: Go on"), "resume") if is_paused else (N_("EX: Pause"), "pause")
    ways = [go_on, (N_("EX: What comes next"), "next")]
    if not exercise.is_solo:
        ways += [(N_("EX: Skip the next"), "skip"), (N_("EX: An hour later"), "shift")]
        ways += [(N_("EX: Faster"), "speed")]
    offered = [_button(exercise, label, way) for label, way in ways]
    if open_ticks(ctx, exercise):
        offered.append(_button(exercise, N_("EX: To judge"), "ticks"))
    return [*offered, Button(N_("EX: End it"), "exercise.stop", group="")]


def _button(exercise: Exercise, label: str, way: str) -> Button:
    return Button(label, f"exercise.{way}", params={"exercise": exercise.id}, group="")


def _press(ctx: Press, word: str, rest: str = "") -> None:
    exercise = led_by(ctx)
    if exercise is None or exercise.id != ctx.offer.params["exercise"]:
        ctx.reply("exercise.over")
    else:
        _steer(ctx, exercise, word, rest)


@act("exercise.pause", OFFICERS)
def _press_pause(ctx: Press) -> None:
    _press(ctx, "pause")


@act("exercise.resume", OFFICERS)
def _press_resume(ctx: Press) -> None:
    _press(ctx, "resume")


@act("exercise.next", OFFICERS)
def _press_next(ctx: Press) -> None:
    ctx.keep_message()
    _press(ctx, "next")


@act("exercise.skip", OFFICERS)
def _press_skip(ctx: Press) -> None:
    _press(ctx, "skip")


@act("exercise.shift", OFFICERS)
def _press_shift(ctx: Press) -> None:
    _press(ctx, "shift", "1h")


@act("exercise.speed", OFFICERS)
def _press_speed(ctx: Press) -> None:
    """The next of a few; beyond the fastest it begins anew."""
    exercise = led_by(ctx)
    faster = (one for one in SPEEDS if exercise is not None and one > exercise.speed)
    _press(ctx, "speed", str(next(faster, SPEEDS[0])))


@_way("pause", "暂停")
def _pause(ctx: Context, exercise: Exercise, _rest: str) -> bool:
    """What is due by now is given before it stands still."""
    running.look(ctx.work, exercise)
    if exercises.hold(ctx.work, exercise.id) is not None:
        at = exercise.clock(ctx.now)
        exercise.stage = Stage.PAUSED
        exercise.set_clock(ctx.now, at)
    return True


@_way("resume", "go", "继续")
def _resume(ctx: Context, exercise: Exercise, _rest: str) -> bool:
    at = exercise.clock(ctx.now)
    exercise.stage = Stage.RUNNING
    exercise.set_clock(ctx.now, at)
    return True


@_way("next", "下一条")
def _next(ctx: Context, exercise: Exercise, _rest: str) -> bool:
    """What would come next comes now, and the clock with it: also the end of a time in which something was
    expected. A paused one stays paused. Who plays alone goes on to what he or she has to do."""
    while (at := exercises.next_event(ctx.work, exercise)) is not None:
        exercise.set_clock(ctx.now, max(at, exercise.clock(ctx.now)))
        if running.look(ctx.work, exercise) or not exercise.is_solo:
            break
    return True


@_way("skip", "跳过")
def _skip(ctx: Context, exercise: Exercise, _rest: str) -> bool:
    planned = _planned(ctx, exercise)
    if planned:
        row = min(planned, key=lambda one: (one.due or 0, one.number))
        row.state = InjectState.SKIPPED
        ctx.work.add(row)
        running.drop_stand_in(ctx.work, exercise, row.number)
        ctx.work.session.flush()
        running.close_if_through(ctx.work, exercise)
    return True


@_way("shift", "later", "推迟")
def _shift(ctx: Context, exercise: Exercise, rest: str) -> bool:
    """All that is to come, by as much: the gaps stay. "-30m" draws it nearer, never before now."""
    length = clock.length(rest.lstrip("-−"))
    if length is None:
        return False
    planned = _planned(ctx, exercise)
    first = min((one.due or 0 for one in planned), default=0)
    by = max(-length, exercise.clock(ctx.now) - first) if rest[:1] in {"-", "−"} else length
    for row in planned:
        row.due = (row.due or 0) + by
        ctx.work.add(row)
    return True


@_way("speed", "速度")
def _speed(ctx: Context, exercise: Exercise, rest: str) -> bool:
    speed = typed_line.number(rest.strip("x×倍 "), FASTEST)
    if speed is None:
        return False
    at = exercise.clock(ctx.now)
    exercise.speed = speed
    exercise.set_clock(ctx.now, at)
    return True


def _planned(ctx: Context, exercise: Exercise) -> list[ExerciseInject]:
    rows = exercises.injects(ctx.work, exercise)
    return [row for row in rows if row.state is InjectState.PLANNED and row.due is not None]


@act("exercise.stop", OFFICERS)
def _press_stop(ctx: Press) -> None:
    exercise = led_by(ctx) or exercises.concerns(ctx.work, ctx.officer.id)
    if exercise is None:
        ctx.reply("exercise.over")
    else:
        ending.stop(ctx, exercise)


Tick = dict[str, Any]


def open_ticks(ctx: Context, exercise: Exercise) -> list[Tick]:
    """What only a trainer can judge, of what was given and is not judged yet."""
    played = scenarios.find(exercise.scenario)
    rows = exercises.injects(ctx.work, exercise)
    if played is None or exercise.is_solo:
        return []
    found = [one for row in rows for one in running.about(ctx.work, exercise, played, row)]
    ids = {row.number: row.id for row in rows}
    return [
        {"inject": ids[one.inject], "part": one.part, "place": one.place, "number": one.inject}
        for one in found
        if one.expect.what == "tick" and one.is_met is None
    ]


@act("exercise.ticks", COORDINATORS)
def _press_ticks(ctx: Press) -> None:
    """One after the other."""
    exercise = led_by(ctx)
    if exercise is None:
        ctx.reply("exercise.over")
        return
    _ask_tick(ctx, exercise)


def _ask_tick(ctx: Context, exercise: Exercise) -> None:
    waiting = open_ticks(ctx, exercise)
    if not waiting:
        show(ctx, exercise)
        return
    one = waiting[0]
    number = one.pop("number")
    pairs = ((N_("EX: As expected"), Did.MET), (N_("EX: Not as expected"), Did.MISSED))
    offered = [Button(label, "exercise.tick", params={**one, "did": did}) for label, did in pairs]
    ctx.reply("exercise.judge", *offered, scenario=exercise.scenario, number=number, part=one["part"])


@act("exercise.tick", COORDINATORS)
def _press_tick(ctx: Press) -> None:
    exercise, row = led_by(ctx), ctx.work.get(ExerciseInject, ctx.offer.params["inject"])
    if exercise is None or row is None or row.exercise_id != exercise.id:
        ctx.reply("exercise.over")
        return
    ctx.work.add(
        ExerciseAct(
            exercise_id=exercise.id,
            inject_id=row.id,
            officer_id=ctx.officer.id,
            part=ctx.offer.params["part"],
            did=Did(ctx.offer.params["did"]),
            expectation=ctx.offer.params["place"],
            at=exercise.clock(ctx.now),
            made_at=ctx.now,
        )
    )
    ctx.keep_message()
    _ask_tick(ctx, exercise)
