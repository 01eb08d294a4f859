"""`/exercise`: which scenarios there are, one of them, and whatever is done with the one that runs."""

from handlers.core.context import Context, Press
from handlers.core.registry import COORDINATORS, OFFICERS, act, command
from handlers.exercises import ending, joining, scenarios, steering
from handlers.vocabulary import typed_line
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Label
from storage import exercises
from storage.exercises import Exercise, Stage
from storage.people import Role

_STOP = {"stop", "end", "停止", "结束"}
_MOST = 5  # results


def _fits(_ctx: Context, rest: str) -> bool:
    word = typed_line.folded(rest).split(" ")[0]
    return word in _STOP or steering.is_way(word)


@command(
    "exercise",
    zh="演练",
    help=N_("Practise with an invented case"),
    roles=OFFICERS,
    arguments=N_("[stop]"),
    group=N_("Contacts and notices"),
    aliases=("drill", "exercises", "演习"),
    fits=_fits,
)
def exercise(ctx: Context, argument: str) -> None:
    word, _, rest = typed_line.folded(argument).partition(" ")
    if word in _STOP:
        _stop(ctx)
    elif steering.is_way(word):
        steering.typed(ctx, word, rest)
    elif (running := _going(ctx)) is not None:
        _show(ctx, running)
    else:
        _menu(ctx)


def _stop(ctx: Context) -> None:
    found = steering.led_by(ctx) or exercises.concerns(ctx.work, ctx.officer.id)
    if found is None:
        ctx.reply("exercise.none")
    else:
        ending.stop(ctx, found)


def _going(ctx: Context) -> Exercise | None:
    """The one that this person is in; a coordinator sees the one of the network besides."""
    own = exercises.concerns(ctx.work, ctx.officer.id)
    return own or (exercises.of_network(ctx.work) if ctx.officer.role is Role.COORDINATOR else None)


def _show(ctx: Context, found: Exercise) -> None:
    if found.stage is Stage.GATHERING:
        joining.show_gathering(ctx, found)
    else:
        steering.show(ctx, found)


def _menu(ctx: Context) -> None:
    keys = list(scenarios.known())
    offered = [
        Button(
            Label(N_("Open %(number)s"), {"number": number}),
            "exercise.open",
            params={"scenario": key},
            group="",
        )
        for number, key in enumerate(keys, start=1)
    ]
    if ctx.officer.role is Role.COORDINATOR and exercises.results(ctx.work, 1):
        offered.append(Button(N_("Results so far"), "exercise.results", group=""))
    ctx.reply("exercise.menu", *offered, listed=keys)


@act("exercise.open", OFFICERS)
def _press_open(ctx: Press) -> None:
    played = scenarios.find(ctx.offer.params["scenario"])
    if played is None:
        ctx.reply("exercise.over")
        return
    here = {"scenario": played.key}
    alone = Button(N_("EX: Play alone"), "exercise.alone", params=here, group="")
    for_all = Button(N_("EX: For the network"), "exercise.gather", params=here)
    may_lead = ctx.officer.role is Role.COORDINATOR
    ctx.reply("exercise.scenario", alone, *([for_all] if may_lead else []), scenario=played.key)


@act("exercise.results", COORDINATORS)
def _press_results(ctx: Press) -> None:
    ctx.reply("exercise.results", listed=[one.id for one in exercises.results(ctx.work, _MOST)])
