"""At nine is nine in the morning: of two readings twelve hours apart, the one by day."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from handlers.dates.results import NotUnderstood
from handlers.times.recurring import Rule
from handlers.times.walltime import local

_HALF = timedelta(hours=12)


@dataclass(frozen=True)
class Likely:
    """The reading that is taken, and the one that is offered instead."""

    at: datetime
    instead: datetime
    rule: Rule | None = None
    instead_rule: Rule | None = None


def likely(result: NotUnderstood, zone: ZoneInfo) -> Likely | None:
    """None where both may be meant ("at 9", said at half past nine), or the question is another one."""
    if result.reason != "ambiguous" or len(result.choices) != 2:
        return None
    if result.specs:
        return _of_rules(result)
    first, second = result.choices
    if second - first != _HALF:
        return None
    if _is_day(local(first, zone).hour) and not _is_day(local(second, zone).hour):
        return Likely(first, second)
    if _is_night(local(first, zone).hour) and _is_day(local(second, zone).hour):
        return Likely(second, first)
    return None


def _of_rules(result: NotUnderstood) -> Likely | None:
    """Every day at eight: which of the two comes first says nothing."""
    pairs = list(zip(result.choices, result.specs, strict=True))
    by_day = [pair for pair in pairs if _is_day(pair[1].at.hour)]
    others = [pair for pair in pairs if pair not in by_day]
    if len(by_day) != 1 or len(others) != 1:
        return None
    return Likely(by_day[0][0], others[0][0], by_day[0][1], others[0][1])


def _is_day(hour: int) -> bool:
    return 7 <= hour < 19


def _is_night(hour: int) -> bool:
    return hour < 6
