"""A line that could not be carried out is kept with its answer; a button carries it out, one thing mended.

ctx.reply("person.unknown", kept_line.instead("italy"), typed="itlay", **kept_line.kept(ctx, "itlay"))
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from handlers.core.carried import Carried
from handlers.core.context import Context, Press
from handlers.core.registry import EVERYONE, act, command_named, is_for, parse, run_command
from handlers.places.model import Place
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Label
from storage.outbox import Outgoing

BECOMES = (("clue", N_("File as a clue")), ("request", N_("Ask for information")))


def kept(ctx: Context, typed: str = "", line: str | None = None) -> dict[str, Any]:
    """For an answer: the line as it came, or what of it is kept, and its words that were not understood."""
    return ctx.kept_line(typed, line)


class NotKeptError(Exception):
    """The message with the button keeps nothing of what it needs: the button has ended."""


class _Kept(dict[str, Any]):
    def __missing__(self, name: str) -> Any:
        raise NotKeptError(name)


def earlier(ctx: Press) -> Mapping[str, Any]:
    """What the message with the pressed button was given, and what it keeps. NotKeptError for what is asked
    of it and is not there: the one place where buttons are pressed says so."""
    letter = ctx.work.need(Outgoing, ctx.offer.outgoing_id)
    carried = Carried.of(letter)
    about = {"said_in": carried.said_in, "handling": carried.handling}
    return _Kept({**(letter.params or {}), **carried.keeps, **{k: one for k, one in about.items() if one}})


def argument_of(ctx: Press) -> str:
    """The argument of the line that was kept; its files are the context's again."""
    take_up(ctx, earlier(ctx))
    parsed = parse(earlier(ctx)["line"])
    return parsed[1] if parsed else ""


def instead(value: str, label: Label | str | None = None) -> Button:
    """Carries the line out with `value` in the place of the words that were not understood."""
    return Button(label or value, "again", params={"instead": value})


def instead_place(place: Place) -> Button:
    code = place.iso
    return instead(code, Label("%(country)s", {"country": {"country": code}}))


def as_command(name: str, label: Label | str, argument: str = "") -> Button:
    """Carries out the command with `argument` and the line behind it."""
    return Button(label, "again", params={"command": name, "argument": argument})


def offers(ctx: Context) -> list[Button]:
    """What words of any kind may become."""
    return [
        as_command(name, label)
        for name, label in BECOMES
        if (made := command_named(name)) is not None and is_for(made, ctx.officer.role)
    ]


@act("again", EVERYONE)
def _again(ctx: Press) -> None:
    before = earlier(ctx)
    line = _mended(before, ctx.offer.params)
    ctx.incoming = replace(ctx.incoming, text=line)
    take_up(ctx, before)
    if not run_command(ctx, *(parse(line) or (None,))):
        ctx.reply("button.gone")


def words_of(ctx: Press) -> str:
    """What was typed and may belong to the pressed button: "" where nothing was, or it is no part of it."""
    before = earlier(ctx)
    if "hand" not in before:
        return ""
    take_up(ctx, before)
    return str(before["hand"])


def said_in(before: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The messages that said it, with how strictly they were handled when they were first answered."""
    under = before.get("handling")
    return [{**place, **({"under": under} if under else {})} for place in before.get("said_in") or ()]


def take_up(ctx: Context, before: Mapping[str, Any]) -> None:
    """Its files, its event and its places are the context's again."""
    ctx.files, ctx.event, ctx.said_in = list(before["kept"]), before["event"], said_in(before)


def _mended(before: Mapping[str, Any], change: Mapping[str, Any]) -> str:
    line = str(before["line"])
    if "instead" in change:
        return line.replace(before["typed"], change["instead"], 1)
    if change.get("bare") and (parsed := parse(line)) is not None:
        line = parsed[1]
    return " ".join(word for word in (f"/{change['command']}", change["argument"], line) if word)
