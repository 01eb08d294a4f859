"""Lengths of time counted in units, whatever the language."""

from collections.abc import Iterable

from handlers.dates.pieces import Firm, Length, Vague

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
