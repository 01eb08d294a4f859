"""What a line says about the rota: who, and when; in any order."""

import re
from dataclasses import dataclass

from handlers import places as gazetteer
from handlers.agencies import finding
from handlers.core.context import Context
from handlers.dates import periods
from handlers.dates.periods import Period
from storage import people
from storage.people import Officer, Role
from storage.work import Work

_ME = re.compile(
    r"(?<![a-z'’])(?:i['’]?m|i['’]ll|i|me|myself|my)(?![a-z])|我(?:们)?(?:来|自己)?", re.IGNORECASE
)
_BESIDE = re.compile(
    r"(?<![a-z])(?:will be|am|are|is|be|on[ -]duty|on[ -]call|duty|has|have|does|do|takes?|will|the|from|for"
    r"|now|and|please)(?![a-z])|值班|担任|负责|安排|请|由|在|是|将|来|从",
    re.IGNORECASE,
)
_STOPS = " ,，:：;；、.。!！"


@dataclass(frozen=True)
class Read:
    """`name`: whom it names, as it was typed; "": whoever writes. `readings`: when, none or several; None
    where it says no time at all."""

    name: str
    readings: tuple[Period, ...] | None


def read(ctx: Context, line: str) -> Read:
    found = periods.find(line, ctx.zone, ctx.now)
    rest = found.rest if found is not None else line
    return Read(_name(rest), found.readings if found is not None else None)


def _name(rest: str) -> str:
    """Words that may belong to a name are left in it where nothing else is."""
    without_me = _ME.sub(" ", rest)
    bare = " ".join(_BESIDE.sub(" ", without_me).split()).strip(_STOPS)
    return bare.removesuffix("'s").removesuffix("’s")


def says_it(ctx: Context, line: str) -> bool:
    """Whether a sentence says who is on duty when: "I am on duty tonight", 本周我值班."""
    found = read(ctx, line)
    return bool(found.readings) and (
        coordinator_called(ctx.work, found.name) is not None if found.name else _ME.search(line) is not None
    )


def coordinator_called(work: Work, typed: str) -> Officer | None:
    """By the short name, the name in full, or a part of it that no other coordinator has."""
    officer, rest = finding.split(work, typed)
    if officer is not None and not rest:
        return officer
    wanted = gazetteer.fold(typed)
    every = people.with_role(work, Role.COORDINATOR)
    named = [one for one in every if wanted in gazetteer.fold(one.name).split()]
    return named[0] if len(named) == 1 else None
