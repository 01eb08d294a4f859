"""When the clocks of a zone are changed, and by which yearly rule: what calendars want to be told.

The wall time of a change is that of the clock before it, as RFC 5545 (3.6.5) counts.
"""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

_YEARS = 11  # that a rule has to hold for
_STEP = timedelta(days=7)  # no zone changes its clocks twice in one
_RESOLUTION = timedelta(seconds=1)


@dataclass(frozen=True)
class Change:
    """`wall`: on the clock before it. `rule`: the parts of an RRULE by which it comes every year, or none."""

    wall: datetime
    before: timedelta
    after: timedelta
    name: str
    is_summer: bool
    rule: tuple[tuple[str, str], ...] = ()


@lru_cache(maxsize=256)
def changes(zone: ZoneInfo, year: int) -> tuple[Change, ...]:
    """From the beginning of that year on, how the clock stood by then first; eleven years are looked at."""
    start, end = datetime(year, 1, 1, tzinfo=UTC), datetime(year + _YEARS, 1, 1, tzinfo=UTC)
    stood = start.astimezone(zone)
    first = _change(start, stood.utcoffset() or timedelta(), zone)
    steps = [start + _STEP * step for step in range((end - start) // _STEP + 1)]
    found = [
        _change(_between(one, two, zone), _offset(one, zone), zone)
        for one, two in pairwise(steps)
        if _offset(one, zone) != _offset(two, zone)
    ]
    return (first, *_by_rule(found, year))


def _offset(at: datetime, zone: ZoneInfo) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()


def _between(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    """The first second of the new time."""
    before = _offset(low, zone)
    while high - low > _RESOLUTION:
        middle = (low + (high - low) / 2).replace(microsecond=0)
        if _offset(middle, zone) == before:
            low = middle
        else:
            high = middle
    return high


def _change(at: datetime, before: timedelta, zone: ZoneInfo) -> Change:
    new = at.astimezone(zone)
    wall = at.replace(tzinfo=None) + before
    return Change(wall, before, new.utcoffset() or timedelta(), new.tzname() or zone.key, bool(new.dst()))


def _by_rule(found: Sequence[Change], year: int) -> list[Change]:
    """Those of one rule as its first one; the others one by one."""
    groups: dict[tuple[object, ...], list[Change]] = {}
    for one in found:
        groups.setdefault((one.wall.month, one.wall.time(), one.before, one.after), []).append(one)
    kept: list[Change] = []
    for group in groups.values():
        rule = _rule(group) if [one.wall.year for one in group] == [*range(year, year + _YEARS)] else ()
        first = group[0]
        by_rule = Change(first.wall, first.before, first.after, first.name, first.is_summer, rule)
        kept += [by_rule] if rule else group
    return sorted(kept, key=lambda one: one.wall)


def _rule(group: Sequence[Change]) -> tuple[tuple[str, str], ...]:
    """On the last, or always the same, of one weekday in the month."""
    days = {(one.wall.weekday(), (one.wall.day - 1) // 7 + 1) for one in group}
    is_last = all(one.wall.day > calendar.monthrange(one.wall.year, one.wall.month)[1] - 7 for one in group)
    if len({weekday for weekday, _ in days}) != 1 or not (is_last or len(days) == 1):
        return ()
    weekday, nth = min(days)
    name = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")[weekday]
    day = f"{-1 if is_last else nth}{name}"
    return (("freq", "YEARLY"), ("bymonth", str(group[0].wall.month)), ("byday", day))
