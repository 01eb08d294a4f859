"""Officers as people type them: a short name, or a name in full."""

import re
from collections.abc import Iterator

from rapidfuzz import fuzz, process

from handlers import places as gazetteer
from handlers.agencies import coverage
from handlers.core import kept_line
from handlers.core.context import Context
from handlers.core.params import Typed
from handlers.core.speech import says
from handlers.places import cutting
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Label, Text, text
from handlers.vocabulary.voice import Voice
from storage import people, vouching
from storage.people import Agency, Officer, Role, State
from storage.work import Work

HERE = (State.ACTIVE, State.SUSPENDED, State.PENDING)
ADD = "agency.add"  # the act of adding one, which `handlers.network` does
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
        wanted = gazetteer.fold(" ".join(parts[:count]))
        found = [officer for officer in everybody if gazetteer.fold(officer.name) == wanted]
        if len(found) == 1:
            return found[0], " ".join(parts[count:])
    return None, argument


def unknown(ctx: Context, typed: str) -> None:
    """Nobody is called so: the nearest are offered, and the line kept."""
    name = typed.split()[0] if typed.split() else typed
    known = [officer for officer in vouching.in_state(ctx.work, HERE) if officer.id != ctx.officer.id]
    names = {i: gazetteer.fold(o.handle) for i, o in enumerate(known)}
    near = process.extract(gazetteer.fold(name), names, scorer=fuzz.ratio, limit=_OFFERED, score_cutoff=_LIKE)
    buttons = [
        kept_line.instead(known[i].handle, Label("%(name)s", {"name": known[i].handle})) for _, _, i in near
    ]
    ctx.reply("person.unknown", *buttons, typed=name, **kept_line.kept(ctx, name))


@says("person.unknown", unclear=True)
def _say_unknown(voice: Voice, typed: Typed) -> Text:
    return text(
        voice.t(
            "I know nobody called “%(typed)s”. Please use the short name that /officers shows.",
            typed=typed[:40],
        )
    )


def agency_called(work: Work, typed: str) -> Agency | None:
    """By its handle, its name in any language, or the one country it covers alone."""
    wanted = gazetteer.fold(typed)
    named = [a for a in people.agencies(work) if wanted in {gazetteer.fold(name) for name in names_of(a)}]
    if not named and (place := gazetteer.exact(typed).place) is not None:
        named = coverage.covering(work, place.iso)
    return named[0] if len(named) == 1 else None


_MOST_UNITS = 24


def at_head(work: Work, typed: str) -> tuple[list[Agency], str]:
    """The office that a line begins with ("the Nordic office", 北欧联络处), and the rest."""
    units = cutting.cut(typed, 120)[:_MOST_UNITS]
    known = short_names(work)
    skip = 1 if units and units[0].folded == "the" else 0
    for stop in range(len(units), skip, -1):
        key = " ".join(unit.folded for unit in units[skip:stop])
        if key in known:
            return [known[key]], typed[units[stop - 1].end :].lstrip(" ,，:：;；、.。\n")
    return [], typed


def short_names(work: Work) -> dict[str, Agency]:
    """What people call each office, folded unit by unit: its names, and these without where it sits."""
    named: dict[str, Agency] = {}
    for agency in people.agencies(work):
        for name in dict.fromkeys(_said_of(agency)):
            key = " ".join(unit.folded for unit in cutting.cut(name, 120))
            if key and not gazetteer.exact(name).exact:
                named.setdefault(key, agency)
    return named


# what people say behind the name of a country or region, and mean its office
_CALLED = (
    *(" office", " liaison office", " delegation", " desk", " colleagues", " liaison"),
    *("联络处", "方面", "那边", "同事", "同行", "办事处", "联络官"),
)


def _said_of(agency: Agency) -> Iterator[str]:
    for name in names_of(agency):
        yield name
        bare = re.sub(r"驻[^\s]{1,2}(?=联络处|代表团|办事处|使团)", "", name.partition(",")[0])
        yield bare
        short = re.sub(
            r"(?: liaison office| office| delegation)$|(?:联络处|代表团|办事处)$",
            "",
            bare,
            flags=re.IGNORECASE,
        )
        if short != bare:
            yield short
            yield from (f"{short}{behind}" for behind in _CALLED)


def mentioned(work: Work, typed: str) -> list[Agency]:
    """The offices that a sentence names."""
    units = cutting.cut(typed, 200)
    known = short_names(work)
    longest = max((key.count(" ") + 1 for key in known), default=0)
    found: dict[int, Agency] = {}
    at = 0
    while at < len(units):
        for stop in range(min(at + longest, len(units)), at, -1):
            key = " ".join(unit.folded for unit in units[at:stop])
            if key in known:
                found[known[key].id] = known[key]
                at = stop - 1
                break
        at += 1
    return list(found.values())


def agencies_of_named(work: Work, typed: str) -> list[Agency]:
    """Those of the active officers whose names in full stand in a sentence."""
    said = f" {gazetteer.fold(typed)} "
    named = [
        one for one in vouching.in_state(work, (State.ACTIVE,)) if _is_in(gazetteer.fold(one.name), said)
    ]
    return [work.need(Agency, one) for one in dict.fromkeys(officer.agency_id for officer in named)]


def _is_in(name: str, said: str) -> bool:
    if not name.isascii():
        return bool(name) and name in said
    return bool(name) and re.search(rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])", said) is not None


def names_of(agency: Agency) -> list[str]:
    return [agency.handle, agency.name, *agency.names.values()]


def agencies_like(work: Work, typed: str) -> list[Agency]:
    """The nearest ones, best first; none where it is the name of a place, which nobody then covers."""
    if gazetteer.exact(typed).place is not None:
        return []
    known = [(gazetteer.fold(name), agency) for agency in people.agencies(work) for name in names_of(agency)]
    near = process.extract(
        gazetteer.fold(typed), [name for name, _ in known], scorer=fuzz.WRatio, limit=8, score_cutoff=_LIKE
    )
    return list({known[at][1].id: known[at][1] for _, _, at in near}.values())[:_OFFERED]


def unclear(ctx: Context, typed: str) -> None:
    """No agency is called so: the nearest are offered, and the line kept."""
    near = agencies_like(ctx.work, typed)
    buttons = [kept_line.instead(a.handle, Label("%(agency)s", {"agency": {"agency": a.id}})) for a in near]
    if ctx.officer.role is Role.COORDINATOR:
        buttons.append(Button(N_("Add an agency"), ADD, params={"typed": typed[:60]}))
    ctx.reply("invite.unclear", *buttons, typed=typed, near=len(near), **kept_line.kept(ctx, typed))


@says("invite.unclear", unclear=True)
def _say_unclear(voice: Voice, typed: Typed, near: int = 1) -> Text:
    if not near:
        return text(voice.t("There is no agency “%(typed)s” in the network yet.", typed=typed[:60]))
    return text(voice.t("I do not know an agency “%(typed)s”. Did you mean one of these?", typed=typed[:60]))
