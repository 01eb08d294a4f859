"""A rule by which something repeats, as calendars write it (RFC 5545, 3.3.10)."""

from datetime import UTC, datetime, timedelta
from typing import Any

from handlers.times.recurring import Every, Rule

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_EVERY = {Every.DAY: "DAILY", Every.WEEK: "WEEKLY", Every.MONTH: "MONTHLY", Every.YEAR: "YEARLY"}
_SHORTEST = 28  # days of a month
_A_SECOND = timedelta(seconds=1)  # what ends then is not held then: UNTIL is the last moment that counts


def as_recurrence(rule: Rule, ends: datetime | None) -> dict[str, Any]:
    """The parts of an RRULE. Which weeks or months are meant follows from the first date."""
    parts: dict[str, Any] = {"freq": _EVERY[rule.every], **_which(rule)}
    if ends is not None:
        parts["until"] = (ends - _A_SECOND).astimezone(UTC)
    return parts


def _which(rule: Rule) -> dict[str, Any]:
    if rule.every is Every.WEEK:
        days = [_DAYS[day - 1] for day in rule.weekdays]
        return {"interval": rule.weeks, "byday": days, "wkst": _DAYS[0]}
    if rule.every is Every.MONTH and rule.nth:
        return {"interval": rule.months, "byday": f"{rule.nth}{_DAYS[rule.weekdays[0] - 1]}"}
    if rule.every is Every.MONTH:
        return {"interval": rule.months, **_day(rule.day)}
    return {"bymonth": rule.month, **_day(rule.day, rule.month)} if rule.every is Every.YEAR else {}


def _day(day: int, month: int = 0) -> dict[str, Any]:
    """In a shorter month, its last day."""
    first = _SHORTEST if month in {0, 2} else day
    if day <= first:
        return {"bymonthday": day}
    return {"bymonthday": list(range(first, day + 1)), "bysetpos": -1}
