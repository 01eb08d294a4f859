"""A line that could not be carried out is kept with its answer; a button carries it out, one thing mended.

ctx.reply("reference.unknown", again.instead("C-7KM3QX"), **again.kept(ctx, typed="C-7KM3QY"))
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from handlers.chat import Button, Label
from handlers.context import Context
from handlers.lang import N_
from handlers.places.model import Place
from handlers.registry import EVERYONE, act, command_named, is_for, parse
from storage.outbox import Outgoing


def kept(ctx: Context, typed: str = "") -> dict[str, Any]:
    """For the params of an answer: the line as it came, and the words of it that were not understood."""
    files = list(ctx.files)
    ctx.files.clear()
    return {"line": ctx.incoming.text, "typed": typed, "kept": files, "event": ctx.event}


def earlier(ctx: Context) -> Mapping[str, Any]:
    """What the message with the pressed button was told: `kept`, and whatever else."""
    return ctx.work.need(Outgoing, ctx.offer.outgoing_id if ctx.offer else None).params or {}


def argument_of(ctx: Context) -> str:
    """The argument of the line that was kept; its files are the context's again."""
    _take_up(ctx, earlier(ctx))
    parsed = parse(earlier(ctx)["line"])
    return parsed[1] if parsed else ""


def instead(value: str, label: Label | str | None = None) -> Button:
    """Carries the line out with `value` in the place of the words that were not understood."""
    return Button(label or value, "again", params={"instead": value})


def instead_place(place: Place) -> Button:
    code = code_of(place)
    return instead(code, Label("%(country)s", {"country": {"country": code}}))


def code_of(place: Place | str) -> str:
    """ISO 3166-2 for a part of a country, else 3166-1."""
    return place if isinstance(place, str) else place.subdivision or place.code


def as_command(name: str, label: Label | str, argument: str = "") -> Button:
    """Carries out the command with `argument` and the line behind it."""
    return Button(label, "again", params={"command": name, "argument": argument})


def offers(ctx: Context) -> list[Button]:
    """What words of any kind may become."""
    return [
        as_command(name, label)
        for name, label in (("clue", N_("File as a clue")), ("request", N_("Ask for information")))
        if (made := command_named(name)) is not None and is_for(made, ctx.officer.role)
    ]


@act("again", EVERYONE)
def _again(ctx: Context) -> None:
    if ctx.offer is None:
        return
    before = earlier(ctx)
    line = _mended(before, ctx.offer.params)
    ctx.incoming = replace(ctx.incoming, text=line)
    _take_up(ctx, before)
    if (parsed := parse(line)) is not None and is_for(parsed[0], ctx.officer.role):
        parsed[0].run(ctx, parsed[1])


def said_in(before: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The messages that said it, with how strictly they were handled when they were first answered."""
    under = before.get("handling")
    return [{**place, **({"under": under} if under else {})} for place in before.get("said_in") or ()]


def _take_up(ctx: Context, before: Mapping[str, Any]) -> None:
    ctx.files, ctx.event, ctx.said_in = list(before["kept"]), before["event"], said_in(before)


def _mended(before: Mapping[str, Any], change: Mapping[str, Any]) -> str:
    line = str(before["line"])
    if "instead" in change:
        return line.replace(before["typed"], change["instead"], 1)
    return " ".join(word for word in (f"/{change['command']}", change["argument"], line) if word)
