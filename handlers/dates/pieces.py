"""What a phrase is put together from: days, clock times, parts of the day, zones, lengths, repeats.

A piece keeps every reading it has. Whether one is left is decided when the whole phrase is known.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, time, tzinfo
from enum import Enum
from typing import Literal

from handlers.times.recurring import Rule

# the calendar days a piece may mean, seen from today; none: a day that does not exist
DayRule = Callable[[date], tuple[date, ...]]


class Firm(Enum):
    """Whether a piece at the head of a longer text is surely meant as the date of the command.

    "/remind tomorrow call Madrid" is; "/request China tomorrow two women will be moved" is what happened.
    """

    ALWAYS = 2
    REMINDER = 1
    NEVER = 0


@dataclass(frozen=True)
class Days:
    """A day. `asks`: why one is asked about that has several readings of which one is left.

    `weekday` is the ISO number of a weekday named alone, which can stand beside a date; `span` marks a
    period, whose end is meant. `later` is what to offer when the day has passed. `working`: so many working
    days after that day is meant; -1: the last before it.
    """

    on: DayRule
    firm: Firm = Firm.REMINDER
    weekday: int | None = None
    later: DayRule | None = None
    asks: Literal["ambiguous", "past"] | None = None
    span: bool = False
    working: int = 0


class Part(Enum):
    """A part of the day, and the two clock hours it may mean when no hour is said."""

    DAWN = (0, 6)
    MORNING = (9, 12)
    NOON = (12, 12)
    AFTERNOON = (14, 18)
    EVENING = (18, 24)


@dataclass(frozen=True)
class Clock:
    """A clock time. `kind`: "exact" on the 24-hour clock, "bare" for an hour without its half of the day."""

    hour: int
    minute: int = 0
    second: int = 0
    kind: Literal["exact", "bare", "am", "pm", "midnight"] = "exact"
    firm: Firm = Firm.REMINDER


@dataclass(frozen=True)
class Zones:
    """A zone that was named: one reading or several ("CST")."""

    may_be: tuple[tzinfo, ...]
    firm: Firm = Firm.NEVER


@dataclass(frozen=True)
class Length:
    """A length of time from now on."""

    months: int = 0
    days: int = 0
    seconds: int = 0
    firm: Firm = Firm.ALWAYS

    def negative(self) -> "Length":
        """As much, the other way."""
        return Length(-self.months, -self.days, -self.seconds, self.firm)


@dataclass(frozen=True)
class Repeat:
    """Every day, week, month or year at a time that stands elsewhere in the phrase."""

    at: Callable[[time], Rule]
    firm: Firm = Firm.ALWAYS
    any_day: bool = False  # "every second week": a weekday may stand elsewhere, or is asked for


@dataclass(frozen=True)
class Vague:
    """Words about time that name no day: "next week", "close of business", 农历. `repeats`: "weekly"."""

    firm: Firm = Firm.NEVER
    repeats: bool = False


Piece = Days | Part | Clock | Zones | Length | Repeat | Vague


MINUTE, HOUR = Length(seconds=60), Length(seconds=3600)
DAY, WEEK = Length(days=1), Length(days=7)
FORTNIGHT = Length(days=14)
MONTH, YEAR = Length(months=1), Length(months=12)


def total(counted: Iterable[tuple[float, Length]], firm: Firm = Firm.ALWAYS) -> Length | Vague:
    """So many of each unit together. Half a day or a month and a half have no exact length: vague."""
    months = days = seconds = 0.0
    for count, unit in counted:
        months += count * unit.months
        days += count * unit.days
        seconds += count * unit.seconds
    if months % 1 or days % 1:
        return Vague(firm)
    return Length(int(months), int(days), round(seconds), firm)
