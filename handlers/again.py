"""A line that could not be carried out is kept with its answer; a button carries it out, one thing mended.

ctx.reply("reference.unknown", again.instead("C-7KM3QX"), **again.kept(ctx, typed="C-7KM3QY"))
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from handlers.chat import Button, Label
from handlers.context import Context
from handlers.registry import EVERYONE, act, is_for, parse
from storage.outbox import Outgoing


def kept(ctx: Context, typed: str = "") -> dict[str, Any]:
    """For the params of an answer: the line as it came, and the words of it that were not understood."""
    files, event = list(ctx.files), ctx.incoming.event
    ctx.files.clear()
    return {"line": ctx.incoming.text, "typed": typed, "kept": files, "event": event}


def instead(value: str, label: Label | str | None = None) -> Button:
    """Carries the line out with `value` in the place of the words that were not understood."""
    return Button(label or value, "again", params={"instead": value})


def as_command(name: str, label: Label | str, argument: str = "") -> Button:
    """Carries out the command with `argument` and the line behind it."""
    return Button(label, "again", params={"command": name, "argument": argument})


@act("again", EVERYONE)
def _again(ctx: Context) -> None:
    if ctx.offer is None:
        return
    earlier = ctx.work.need(Outgoing, ctx.offer.outgoing_id).params or {}
    line = _mended(earlier, ctx.offer.params)
    ctx.incoming = replace(ctx.incoming, text=line, event=earlier["event"])
    ctx.files = list(earlier["kept"])
    if (parsed := parse(line)) is not None and is_for(parsed[0], ctx.officer.role):
        parsed[0].run(ctx, parsed[1])


def _mended(earlier: Mapping[str, Any], change: Mapping[str, Any]) -> str:
    line = str(earlier["line"])
    if "instead" in change:
        return line.replace(earlier["typed"], change["instead"], 1)
    return " ".join(word for word in (f"/{change['command']}", change["argument"], line) if word)
