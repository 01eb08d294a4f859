"""When a person may be rung, and whether an office is on duty now.

Quiet hours are wall times of the person's own zone and may cross midnight. What is not urgent waits, too,
over weekends and public holidays of the person's country; weekend days on which China works to make up for
a long holiday are working days. Urgent things are never held.
"""

import warnings
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from handlers.times.walltime import after_gap, end_of_day, first_instant, instants, local

if TYPE_CHECKING:
    import holidays

_MOST_STEPS = 400  # each step passes a quiet night or a free day; no country is closed for that long
_WEEKEND = (5, 6)  # date.weekday() of Saturday and Sunday, where the country is not known


@dataclass(frozen=True)
class Quiet:
    """When not to ring. Equal start and end mean no quiet hours; the end itself may ring again."""

    start: time = time(20, 0)
    end: time = time(8, 0)
    weekends: bool = True
    holidays: bool = True


def is_working_day(day: date, country: str | None, weekends: bool = True, feasts: bool = True) -> bool:
    """Whether people work there that day; `weekends` and `feasts` say which free days count."""
    calendar = _calendar(country, day.year)
    if calendar is None:
        return not (weekends and day.weekday() in _WEEKEND)
    if day in calendar.weekend_workdays:
        return True
    if feasts and day in calendar:
        return False
    return not (weekends and calendar.is_weekend(day))


def holiday_name(day: date, country: str | None, language: str = "en") -> str | None:
    """The public holiday of that day in the wanted language where the calendar has it, or None."""
    calendar = _calendar(country, day.year, {"en": "en_US", "zh": "zh_CN"}.get(language[:2]))
    return None if calendar is None else calendar.get(day)


def feast(country: str, year: int, name: str) -> date | None:
    """When a public holiday of that (English) name falls; None where the calendar does not have it."""
    calendar = _calendar(country, year, "en_US")
    found = calendar.get_named(name, lookup="contains") if calendar is not None else []
    whole = [day for day in found if calendar is not None and "observed" not in calendar[day]]
    return min(whole, default=None)


def may_ring(at: datetime, zone: ZoneInfo, country: str | None, quiet: Quiet, urgent: bool = False) -> bool:
    """Whether something that falls due at this instant may ring now."""
    here = local(at, zone)
    return urgent or (_works(here.date(), country, quiet) and not _is_quiet(here.time(), quiet))


def next_ring(
    at: datetime, zone: ZoneInfo, country: str | None, quiet: Quiet, urgent: bool = False
) -> datetime:
    """The first instant, `at` or later, at which it may ring (UTC)."""
    moment = at.astimezone(UTC)
    for _ in range(_MOST_STEPS):
        if may_ring(moment, zone, country, quiet, urgent):
            return moment
        here = local(moment, zone)
        if _works(here.date(), country, quiet):
            moment = _next_wall(moment, quiet.end, zone)
        else:
            moment = max(end_of_day(here.date(), zone), moment + timedelta(seconds=1))
    return moment


def last_open(
    before: datetime, zone: ZoneInfo, country: str | None, quiet: Quiet
) -> tuple[datetime, datetime] | None:
    """The last hours before this instant in which it may ring: when they begin, and when they end (UTC)."""
    today = local(before, zone).date()
    for ahead in range(_MOST_STEPS):
        day = today - timedelta(days=ahead)
        for opens, closes in _open_hours(day, zone, quiet) if _works(day, country, quiet) else ():
            if opens < min(closes, before):
                return opens, min(closes, before)
    return None


def _open_hours(day: date, zone: ZoneInfo, quiet: Quiet) -> list[tuple[datetime, datetime]]:
    """Those of one day, the last ones first."""
    opens, closes = (first_instant(datetime.combine(day, at), zone) for at in (quiet.end, quiet.start))
    if quiet.start > quiet.end:
        return [(opens, closes)]
    return [(opens, end_of_day(day, zone)), (first_instant(datetime.combine(day, time()), zone), closes)]


def _works(day: date, country: str | None, quiet: Quiet) -> bool:
    return is_working_day(day, country, quiet.weekends, quiet.holidays)


def _is_quiet(clock: time, quiet: Quiet) -> bool:
    if quiet.start <= quiet.end:
        return quiet.start <= clock < quiet.end
    return clock >= quiet.start or clock < quiet.end


def _next_wall(after: datetime, clock: time, zone: ZoneInfo) -> datetime:
    """The next instant after `after` at which the zone's clocks show this time, or have jumped over it."""
    day = local(after, zone).date()
    for ahead in range(3):
        wall = datetime.combine(day + timedelta(days=ahead), clock)
        for found in instants(wall, zone) or (after_gap(wall, zone),):
            if found > after:
                return found
    return after + timedelta(days=1)


@lru_cache(maxsize=1024)
def _calendar(country: str | None, year: int, language: str | None = None) -> "holidays.HolidayBase | None":
    """The country's calendar of one year; None where the library does not know the country."""
    if not country:
        return None
    import holidays  # loaded with the first calendar

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library warns of years it has no official list for
        try:
            calendar = holidays.country_holidays(country.upper(), years=[year], expand=False)
            if language in calendar.supported_languages:
                calendar = holidays.country_holidays(
                    country.upper(), years=[year], expand=False, language=language
                )
        except NotImplementedError:
            return None
    return calendar
