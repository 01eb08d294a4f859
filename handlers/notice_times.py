"""When a notice is sent, and until when it is in force: read, and asked about where it is not clear."""

from datetime import datetime
from itertools import zip_longest

from handlers import notice_lines, when
from handlers.chat import Label
from handlers.context import Context
from handlers.form_model import Choice, WrongError
from handlers.lang import N_
from handlers.recurring import Rule, from_compact
from handlers.when import NotUnderstood

NOW = "now"  # a choice of the form
WHY = {
    "unknown": N_("Write a time that is still to come, like Friday 9:00 or every Monday 9:00."),
    "ambiguous": N_("That date can be read in more than one way. Which one do you mean?"),
    "past": N_("That moment has passed. Please write one that is still to come."),
    "gap": N_("The clocks jump over that time. Do you mean this?"),
}


def wrong(result: NotUnderstood) -> WrongError:
    """Why it was not taken, with the moments that may be meant."""
    choices = [_choice(at, rule) for at, rule in zip_longest(result.choices, result.specs)]
    return WrongError(WHY[result.reason], choices)


def _choice(at: datetime, rule: Rule | None) -> Choice:
    value = f"{at.isoformat()} {rule}" if rule else at.isoformat()
    return Choice(value, Label("%(time)s", {"time": {"time": at.isoformat()}}))


def read_when(ctx: Context, typed: str) -> dict[str, str]:
    return _read(ctx, notice_lines.without_at(typed), "reminder")


def read_until(ctx: Context, typed: str) -> dict[str, str]:
    return _read(ctx, typed, "deadline")


def _read(ctx: Context, typed: str, purpose: when.Purpose) -> dict[str, str]:
    if (chosen := _pressed(typed)) is not None and chosen[0] > ctx.now:
        return {"at": chosen[0].isoformat(), "rule": chosen[1]}
    found = when.read(typed, ctx.zone, ctx.now, purpose)
    if isinstance(found, NotUnderstood):
        raise wrong(found)
    return notice_lines.moment(found)


def kept(value: dict[str, str] | str | None) -> tuple[datetime | None, str]:
    """An answer of the form: the moment, and the rule by which it comes again. A moment that was offered and
    pressed is kept as it was offered."""
    if not value or value == NOW:
        return None, ""
    if isinstance(value, str):
        return _pressed(value) or (None, "")
    return datetime.fromisoformat(value["at"]), value.get("rule", "")


def _pressed(typed: str) -> tuple[datetime, str] | None:
    """A choice that was offered: its moment, and its rule where it repeats."""
    moment, _, rule = typed.partition(" ")
    try:
        at = datetime.fromisoformat(moment)
        rule = str(from_compact(rule)) if rule else ""
    except ValueError:
        return None
    return (at, rule) if at.utcoffset() is not None else None
