"""/stats: how much there is of everything. Figures only, from nobody's content.

@counted(N_("Requests"))
def _requests(work: Work) -> Counts:
    return counts.by(work, Request.state)
"""

from collections.abc import Mapping
from typing import Any

from handlers.core import hooks
from handlers.core.context import Context
from handlers.core.hooks import Counts, counted
from handlers.core.registry import COORDINATORS, command
from handlers.core.speech import says
from handlers.people.enrol import ROLES
from handlers.people.standing import STATES
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Text, bold, lines
from handlers.vocabulary.voice import Voice
from storage import counts
from storage.audit import Tag
from storage.clues import Clue
from storage.people import Agency, Officer, Role, State
from storage.work import Work


@command(
    "stats",
    zh="统计",
    help=N_("How much there is of everything"),
    roles=COORDINATORS,
    group=N_("For coordinators"),
)
def stats(ctx: Context, _argument: str) -> None:
    ctx.work.audit(Tag.PEOPLE_VIEWED, ctx.officer.id, what="stats")
    ctx.reply("stats", counts=hooks.counts(ctx.work))


@says("stats")
def _say_stats(voice: Voice, counts: Mapping[str, Any]) -> Text:
    return lines(*(_line(voice, title, found) for title, found in counts.items()))


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
