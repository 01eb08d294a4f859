"""What reading a date gives."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from handlers.times.recurring import Rule

Purpose = Literal["deadline", "reminder"]


@dataclass(frozen=True)
class Understood:
    """One instant (UTC), or the first of those a rule names.

    `all_day`: only a day was given; `at` is its end (24:00) for a deadline, 9:00 of it for a reminder.
    """

    at: datetime
    spec: Rule | None = None
    all_day: bool = False


@dataclass(frozen=True)
class NotUnderstood:
    """Why not. Nothing is guessed; `choices` are instants (UTC, in order, all to come) to ask about.

    "ambiguous": the readings that are left, one or more; of a repeating one the first runs of `specs`.
    "past": what comes next by the same words, where there is one. "gap": the first moment after the hour
    that the clocks jump over. "unknown": none.
    """

    reason: Literal["unknown", "ambiguous", "past", "gap"]
    choices: tuple[datetime, ...] = ()
    specs: tuple[Rule, ...] = ()  # one for each of the choices, where it repeats
