"""/stats: how much there is of everything. Figures only, from nobody's content.

@counted(N_("Requests"))
def _requests(work: Work) -> Counts:
    return counts.by(work, Request.state)
"""

from collections.abc import Callable, Mapping

from handlers.chat import Text, bold, lines
from handlers.context import Context
from handlers.lang import N_, Voice
from handlers.people.enrol import ROLES
from handlers.people.standing import STATES
from handlers.registry import COORDINATORS, command
from handlers.speech import Params, says
from storage import counts
from storage.audit import Tag
from storage.clues import Clue
from storage.people import Agency, Officer, Role, State
from storage.work import Work

Counts = Mapping[str, int]
_counted: dict[str, Callable[[Work], Counts]] = {}


def counted(title: str) -> Callable[[Callable[[Work], Counts]], Callable[[Work], Counts]]:
    """Declare what a room counts: English source texts, and how many of each."""

    def register(count: Callable[[Work], Counts]) -> Callable[[Work], Counts]:
        _counted[title] = count
        return count

    return register


@command("stats", zh="统计", help=N_("How much there is of everything"), roles=COORDINATORS,
         group=N_("For coordinators"))  # fmt: skip
def stats(ctx: Context, _argument: str) -> None:
    ctx.work.audit(Tag.PEOPLE_VIEWED, ctx.officer.id, what="stats")
    ctx.reply("stats", counts={title: dict(count(ctx.work)) for title, count in _counted.items()})


@says("stats")
def _say_stats(voice: Voice, params: Params) -> Text:
    return lines(*(_line(voice, title, found) for title, found in params["counts"].items()))


def _line(voice: Voice, title: str, found: Counts) -> Text:
    parts = voice.listed(f"{voice.t(name)} {voice.number(count)}" for name, count in found.items())
    return (bold(voice.t(title) + voice.t(": ")), *lines(parts or voice.t("none")))


@counted(N_("People"))
def _people(work: Work) -> Counts:
    return {STATES[State(value)]: count for value, count in counts.by(work, Officer.state).items()}


@counted(N_("Roles"))
def _roles(work: Work) -> Counts:
    return {ROLES[Role(value)]: count for value, count in counts.by(work, Officer.role).items()}


@counted(N_("Network"))
def _network(work: Work) -> Counts:
    return {N_("agencies"): counts.of(work, Agency), N_("clues"): counts.of(work, Clue)}
