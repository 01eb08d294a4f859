"""Between the clock on a wall and the one instant it means.

A wall time in a zone happens once, twice (the hour repeated when clocks go back) or never (the gap when
they go forward). All instants here are aware datetimes in UTC; wall times are naive datetimes.
"""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

_RESOLUTION = timedelta(seconds=1)
_NEVER = datetime.max.replace(tzinfo=UTC)


def instants(wall: datetime, zone: tzinfo) -> tuple[datetime, ...]:
    """Every instant at which the clocks of the zone show this wall time, in order: none, one or two."""
    seen = {_to_utc(wall.replace(fold=fold), zone) for fold in (0, 1)}
    return tuple(sorted(at for at in seen if local(at, zone).replace(tzinfo=None) == wall))


def after_gap(wall: datetime, zone: tzinfo) -> datetime:
    """The first instant after the gap that swallowed this wall time (when the clocks go forward)."""
    low, high = sorted(_to_utc(wall.replace(fold=fold), zone) for fold in (0, 1))
    before = local(low, zone).utcoffset()
    while high - low > _RESOLUTION:
        middle = low + (high - low) // 2
        if local(middle, zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    # zone changes happen on whole seconds, and `high` is less than a second past one
    return high.replace(microsecond=0)


def first_instant(wall: datetime, zone: tzinfo) -> datetime:
    """The instant of this wall time: the first of two, and the end of the gap where it never happens."""
    found = instants(wall, zone)
    return found[0] if found else after_gap(wall, zone)


def end_of_day(day: date, zone: tzinfo) -> datetime:
    """24:00 of a local day: the first instant of the day that follows it in this zone.

    >>> from zoneinfo import ZoneInfo
    >>> end_of_day(date(2030, 3, 1), ZoneInfo("Asia/Shanghai")).isoformat()
    '2030-03-01T16:00:00+00:00'
    """
    return first_instant(datetime.combine(day + timedelta(days=1), time()), zone)


def local(at: datetime, zone: tzinfo) -> datetime:
    """The instant as the zone's clocks show it; at the very ends of the calendar, the last value there is."""
    try:
        return at.astimezone(zone)
    except OverflowError:
        return at.replace(tzinfo=zone)


def _to_utc(wall: datetime, zone: tzinfo) -> datetime:
    try:
        return wall.replace(tzinfo=zone).astimezone(UTC)
    except OverflowError:
        return _NEVER
