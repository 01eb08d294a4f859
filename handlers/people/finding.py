"""Officers as people type them: a short name, or a name in full."""

from rapidfuzz import fuzz, process

from handlers import again, countries
from handlers.chat import Label, Text, text
from handlers.context import Context
from handlers.lang import Voice
from handlers.speech import Params, says
from storage import people, vouching
from storage.people import Officer, State
from storage.work import Work

HERE = (State.ACTIVE, State.SUSPENDED, State.PENDING)
_LONGEST = 6  # words of a name
_LIKE = 60  # per cent of likeness from which somebody is offered
_OFFERED = 4


def split(work: Work, argument: str) -> tuple[Officer | None, str]:
    """The officer whom a line begins with, and the rest. None: nobody, or several of one name."""
    first, _, rest = argument.partition(" ")
    if (officer := people.officer_named(work, first)) is not None and officer.state in HERE:
        return officer, rest.strip()
    parts = argument.split()
    everybody = vouching.in_state(work, HERE)
    for count in range(min(len(parts), _LONGEST), 0, -1):
        wanted = countries.fold(" ".join(parts[:count]))
        found = [officer for officer in everybody if countries.fold(officer.name) == wanted]
        if len(found) == 1:
            return found[0], " ".join(parts[count:])
    return None, argument


def unknown(ctx: Context, typed: str) -> None:
    """Nobody is called so: the nearest are offered, and the line kept."""
    name = typed.split()[0] if typed.split() else typed
    known = [officer for officer in vouching.in_state(ctx.work, HERE) if officer.id != ctx.officer.id]
    names = {i: countries.fold(o.handle) for i, o in enumerate(known)}
    near = process.extract(countries.fold(name), names, scorer=fuzz.ratio, limit=_OFFERED, score_cutoff=_LIKE)
    buttons = [
        again.instead(known[i].handle, Label("%(name)s", {"name": known[i].handle})) for _, _, i in near
    ]
    ctx.reply("person.unknown", *buttons, **again.kept(ctx, name))


@says("person.unknown")
def _say_unknown(voice: Voice, params: Params) -> Text:
    return text(
        voice.t(
            "I know nobody called “%(typed)s”. Please use the short name that /officers shows.",
            typed=params["typed"][:40],
        )
    )
