"""What a player does about an inject: acknowledges, answers, declines with a ground, asks for more."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from handlers.core import assumed_handling
from handlers.core.context import Context, Press
from handlers.core.registry import OFFICERS, act
from handlers.exercises import marking, running, scenarios
from handlers.exercises.scenario import Inject, Scenario
from handlers.forms.engine import begin
from handlers.forms.model import Field, Form, form
from handlers.law.directive import GROUNDS
from handlers.recognising.finder import find
from handlers.screening.network import known_to
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Choice
from storage import exercises
from storage.exercises import Did, Exercise, ExerciseAct, ExerciseInject, ExercisePlayer
from storage.people import Officer


class Play:
    """An inject in the hands of one who plays a part that it is for."""

    def __init__(
        self, exercise: Exercise, player: ExercisePlayer, row: ExerciseInject, played: Scenario
    ) -> None:
        self.exercise, self.player, self.row, self.played = exercise, player, row, played

    @property
    def inject(self) -> Inject:
        return self.played.injects[self.row.number]


def play_of(ctx: Context, inject_id: int, **marks: Any) -> Play | None:
    """None, and said so: the exercise has ended, or it is not this person's. `marks`: of what was typed."""
    row = ctx.work.get(ExerciseInject, inject_id)
    exercise = exercises.hold(ctx.work, row.exercise_id) if row is not None else None
    player = exercises.player(ctx.work, exercise.id, ctx.officer.id) if exercise is not None else None
    played = scenarios.find(exercise.scenario) if exercise is not None else None
    if row is None or exercise is None or player is None or played is None or row.given is None:
        ctx.reply("exercise.over", **marks)
        return None
    play = Play(exercise, player, row, played)
    if not player.joined or player.part not in play.inject.to:
        ctx.reply("exercise.over", **marks)
        return None
    return play


@act("exercise.acknowledge", OFFICERS)
def _acknowledge(ctx: Press) -> None:
    if (play := play_of(ctx, ctx.offer.params["inject"])) is not None:
        ctx.keep_message()
        _do(ctx, play, Did.ACKNOWLEDGE)


@act("exercise.more", OFFICERS)
def _more(ctx: Press) -> None:
    """The scenario knows what is said then, whoever plays the part that is asked."""
    if (play := play_of(ctx, ctx.offer.params["inject"])) is not None:
        ctx.keep_message()
        _do(ctx, play, Did.MORE)


@act("exercise.again", OFFICERS)
def _again(ctx: Press) -> None:
    """The last one for this person's part, with its buttons anew: a form was left, or it is far above."""
    found = exercises.played_by(ctx.work, ctx.officer.id)
    played = scenarios.find(found[0].scenario) if found is not None else None
    if found is None or played is None:
        ctx.reply("exercise.over")
        return
    exercise, player = found
    theirs = [
        one for one in exercises.injects(ctx.work, exercise) if player.part in played.injects[one.number].to
    ]
    given = sorted((one for one in theirs if one.given is not None), key=lambda one: (one.given, one.number))
    ctx.keep_message()
    if given:
        about = running.told_of(ctx.work, exercise, player.part, given[-1])
        ctx.reply("exercise.inject", *running.buttons(exercise, given[-1]), **about)
    else:
        ctx.reply("exercise.nothing_yet")


@act("exercise.answer", OFFICERS)
def _press_answer(ctx: Press) -> None:
    _open(ctx, ANSWER)


@act("exercise.decline", OFFICERS)
def _press_decline(ctx: Press) -> None:
    _open(ctx, DECLINE)


def _open(ctx: Press, wanted: Form) -> None:
    if play_of(ctx, ctx.offer.params["inject"]) is not None:
        ctx.keep_message()
        begin(ctx, wanted, {"inject": ctx.offer.params["inject"]})


def _answered(ctx: Context, answers: dict[str, Any]) -> None:
    marks = _handled(ctx, answers["words"], _personal(ctx, answers["words"]))
    if (play := play_of(ctx, answers["inject"], **marks)) is not None:
        _do(ctx, play, Did.ANSWER, words=answers["words"])


def _declined(ctx: Context, answers: dict[str, Any]) -> None:
    if (play := play_of(ctx, answers["inject"])) is not None:
        _do(ctx, play, Did.DECLINE, ground=answers["ground"])


def _do(ctx: Context, play: Play, did: Did, words: str | None = None, ground: str = "") -> None:
    kinds = _personal(ctx, words) if words else []
    made = ctx.work.add(
        ExerciseAct(
            exercise_id=play.exercise.id,
            inject_id=play.row.id,
            officer_id=ctx.officer.id,
            part=play.player.part,
            did=did,
            ground=ground,
            words=words,
            personal=len(kinds),
            at=play.exercise.clock(ctx.now),
            made_at=ctx.now,
        )
    )
    _say(ctx, play, made, kinds)
    if not play.exercise.is_solo and did is not Did.ACKNOWLEDGE:
        _tell_leader(ctx, play, made)
    running.settle(ctx.work, play.exercise, play.played, play.row)


def _personal(ctx: Context, words: str) -> list[str]:
    """The kinds of what the bot would mask in a pointer corridor."""
    return [one.kind for one in find(words, known_to(ctx.work, {ctx.officer.agency_id}).holds)]


def _say(ctx: Context, play: Play, made: ExerciseAct, kinds: list[str]) -> None:
    ctx.reply(
        "exercise.noted",
        *([running.to_next(play.exercise)] if play.exercise.is_solo else []),
        scenario=play.exercise.scenario,
        number=play.row.number,
        did=made.did,
        time=made.at,
        ground=made.ground,
        kinds=kinds,
        is_solo=play.exercise.is_solo,
        **(_handled(ctx, made.words, kinds) if made.words else {}),
    )


def _handled(ctx: Context, words: str, kinds: Sequence[str]) -> dict[str, Any]:
    """Whatever it says: where it may not stay, it is taken from the chat."""
    found = assumed_handling.of_words(ctx.work, words)
    return {"handling": replace(found, personal=found.personal or bool(kinds)).to_json()}


def _tell_leader(ctx: Context, play: Play, made: ExerciseAct) -> None:
    """With a tap for each expectation of this inject that only a trainer can judge."""
    leader = ctx.work.need(Officer, play.exercise.officer_id)
    buttons = [
        Button(label, "exercise.tick", params={**params, "did": did}, group=f"{place}")
        for place, expect in enumerate(play.inject.expects)
        if expect.what == "tick"
        for params in [{"inject": play.row.id, "part": made.part, "place": place}]
        for label, did in ((N_("EX: As expected"), Did.MET), (N_("EX: Not as expected"), Did.MISSED))
    ]
    if leader.id != ctx.officer.id:
        ctx.tell(leader, "exercise.answered", *buttons, done=made.id, number=play.row.number)


ANSWER = form(
    Form(
        "exercise.answer",
        N_("Answer in the exercise"),
        (
            Field(
                "words",
                N_("Answer"),
                N_("What do you answer?"),
                required=True,
                unknown=False,
                long=True,
                hint=N_("As you would in a real case: the bot looks whether personal data is in it."),
            ),
        ),
        _answered,
        straight=True,
        handling=assumed_handling.by_marks,
    )
)

DECLINE = form(
    Form(
        "exercise.decline",
        N_("Decline in the exercise"),
        (
            Field(
                "ground",
                N_("Ground"),
                N_("On which legal ground?"),
                required=True,
                free=False,
                unknown=False,
                choices=tuple(Choice(code, label) for code, label in GROUNDS.items()),
            ),
        ),
        _declined,
        straight=True,
    )
)

marking.TITLES.update({ANSWER.title, DECLINE.title})
