"""A date that was not understood is asked about in one way, wherever it was typed: the same sentences, and
each moment that may be meant as a choice."""

from collections.abc import Mapping
from datetime import datetime
from itertools import zip_longest

from handlers.core import kept_line
from handlers.core.context import Context
from handlers.dates import NotUnderstood
from handlers.times.recurring import Rule, from_compact
from handlers.times.walltime import local
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Choice, Label

WHY: Mapping[str, str] = {
    "unknown": N_("I did not understand that date. Write it like 2026-12-04 17:00, or “Friday 17:00”."),
    "ambiguous": N_("That date can be read in more than one way. Which one do you mean?"),
    "past": N_("That moment has passed. Please write one that is still to come."),
    "gap": N_("The clocks jump over that time. Do you mean this?"),
}


def label(at: datetime, *, deadline: bool = False) -> Label:
    """A moment on its reader's clock; 24:00 of a day where it is a deadline."""
    return Label("%(time)s", {"time": {"deadline" if deadline else "time": at.isoformat()}})


def moments(result: NotUnderstood) -> list[tuple[datetime, Rule | None]]:
    """Those that may be meant, each with how it goes on where it repeats."""
    return list(zip_longest(result.choices, result.specs))


def choices(result: NotUnderstood, *, deadline: bool = False) -> list[Choice]:
    """For a form."""
    return [
        Choice(f"{at.isoformat()} {rule}" if rule else at.isoformat(), label(at, deadline=deadline))
        for at, rule in moments(result)
    ]


def chosen(typed: str) -> tuple[datetime, str] | None:
    """One of these choices: its moment, and its rule or ""."""
    moment, _, rule = typed.partition(" ")
    try:
        at = datetime.fromisoformat(moment)
        rule = str(from_compact(rule)) if rule else ""
    except ValueError:
        return None
    return (at, rule) if at.utcoffset() is not None else None


def instead(ctx: Context, result: NotUnderstood, *, deadline: bool = False) -> list[Button]:
    """For a command: each carries the kept line out with this moment in the place of the words."""
    return [
        kept_line.instead(f"{local(at, ctx.zone):%Y-%m-%d %H:%M}", label(at, deadline=deadline))
        for at in result.choices
    ]
