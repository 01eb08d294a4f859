"""How instants and lengths of time are written for people: never without a zone, never in doubt.

English: "Fri 4 Dec 17:00 Beijing · 10:00 Madrid". Chinese: "北京时间12月4日（周五）17:00 · 马德里时间 10:00".
Names of cities, weekdays and months and the plurals come from CLDR through Babel.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import get_global
from babel.dates import format_skeleton, format_timedelta, get_timezone_location

from handlers.times.walltime import instants, local

# a zone to show, alone or with the words to show for it ("duty desk")
Shown = ZoneInfo | tuple[ZoneInfo, str]

# the day first and a 24-hour clock, as the network's European officers write
_LOCALES = {"en": "en_GB", "zh": "zh_Hans_CN"}

# CLDR names zones by their largest city; these are what people say
_CITIES = {
    ("Asia/Shanghai", "en"): "Beijing",
    ("Asia/Shanghai", "zh"): "北京",
}
_CHINESE_WEEKDAY = re.compile("(周.)$")
_Unit = Literal["day", "hour", "minute", "second"]
_UNITS: tuple[tuple[_Unit, int], ...] = (("day", 86400), ("hour", 3600), ("minute", 60))
_NO_ROUNDING = (
    1e9  # Babel turns 23 hours into a day and 20 days into weeks unless the threshold is out of reach
)


def show(at: datetime, zones: Sequence[Shown], language: str, now: datetime, deadline: bool = False) -> str:
    """The instant in each zone, the date again only where it differs, the year unless it is the current one.

    With `deadline`, midnight is written as 24:00 of the day it ends. A wall time that happens twice carries
    its offset. A zone named twice is shown once.
    """
    parts: list[str] = []
    day_shown: date | None = None
    for zone, label in _labelled(zones, language):
        here = local(at, zone)
        day, clock = _day_and_clock(here, deadline)
        when = _date(day, language, with_year=day.year != local(now, zone).year) if day != day_shown else ""
        parts.append(_part(when, clock + _offset(here, zone), label, language))
        day_shown = day
    return " · ".join(parts)


def show_day(day: date, language: str, now: datetime) -> str:
    """A calendar day with its weekday, and the year unless it is the one of `now` in its own zone."""
    return _date(day, language, with_year=day.year != now.year)


def duration(delta: timedelta, language: str) -> str:
    """A length of time in two units at most, rounded down: "3 days 4 hours"; at least a minute."""
    seconds = max(int(abs(delta).total_seconds()), 60)
    first = next(index for index, (_, size) in enumerate(_UNITS) if seconds >= size)
    written = []
    for unit, size in _UNITS[first : first + 2]:
        count, seconds = divmod(seconds, size)
        if count:
            written.append(_in_unit(count * size, unit, language))
    return ("" if language.startswith("zh") else " ").join(written)


def ago(delta: timedelta, language: str) -> str:
    """How long ago, in one unit, rounded down: "3 days ago", "3天前"; the sign of `delta` does not matter."""
    seconds = max(int(abs(delta).total_seconds()), 1)
    unit, size = next(((unit, size) for unit, size in _UNITS if seconds >= size), ("second", 1))
    return _in_unit(-(seconds // size * size), unit, language, add_direction=True)


def city(zone: ZoneInfo, language: str) -> str:
    """What people call this zone, by CLDR in the language: the city, or "UTC"."""
    return _city(zone.key, language)


def locale(language: str) -> Locale:
    """The CLDR locale behind an officer's language."""
    return _locale(language)


@lru_cache(maxsize=64)
def _locale(language: str) -> Locale:
    return Locale.parse(_LOCALES.get(language[:2], language), sep="-" if "-" in language else "_")


@lru_cache(maxsize=4096)
def _city(key: str, language: str) -> str:
    said = _CITIES.get((key, language[:2]))
    if said or key in {"UTC", "Etc/UTC", "GMT", "Etc/GMT"}:
        return said or "UTC"
    for name in (key, *_old_names(key)):
        if found := locale(language).time_zones.get(name, {}).get("city"):
            return str(found)
    return get_timezone_location(key, locale=locale(language), return_city=True).split("/")[-1]


def _old_names(key: str) -> list[str]:
    """CLDR keeps a zone's city under the name it first had: Europe/Kiev, Asia/Saigon."""
    return [old for old, new in get_global("zone_aliases").items() if new == key]


def _labelled(zones: Sequence[Shown], language: str) -> Iterator[tuple[ZoneInfo, str]]:
    seen: set[str] = set()
    for shown in zones:
        zone, label = shown if isinstance(shown, tuple) else (shown, city(shown, language))
        if label not in seen:
            seen.add(label)
            yield zone, label


def _day_and_clock(here: datetime, deadline: bool) -> tuple[date, str]:
    if deadline and (here.hour, here.minute, here.second) == (0, 0, 0):
        return here.date() - timedelta(days=1), "24:00"
    return here.date(), f"{here:%H:%M}"


def _date(day: date, language: str, with_year: bool) -> str:
    written = format_skeleton("yMMMEd" if with_year else "MMMEd", day, locale=locale(language))
    # "Fri, 4 Dec 2026": the comma would read as a pause before the time
    if language.startswith("zh"):
        return _CHINESE_WEEKDAY.sub(r"（\1）", written)
    return written.replace(",", "") if language.startswith("en") else written


def _part(day: str, clock: str, label: str, language: str) -> str:
    if language.startswith("zh"):
        place = f"{label}时间" if label[-1:] > "\u2e80" else label
        if day and place.endswith("时间"):
            return f"{place}{day}{clock}"
        return " ".join(filter(None, (place, day + clock)))
    return " ".join(filter(None, (day, clock, label)))


def _offset(here: datetime, zone: ZoneInfo) -> str:
    """ " (UTC+2)" for a wall time that happens twice, to tell one from the other; otherwise nothing."""
    offset = here.utcoffset()
    if offset is None or len(instants(here.replace(tzinfo=None, fold=0), zone)) < 2:
        return ""
    minutes = int(offset.total_seconds()) // 60
    sign, (hours, rest) = "-" if minutes < 0 else "+", divmod(abs(minutes), 60)
    return f" (UTC{sign}{hours}{f':{rest:02}' if rest else ''})"


def _in_unit(seconds: int, unit: _Unit, language: str, add_direction: bool = False) -> str:
    return format_timedelta(
        timedelta(seconds=seconds), unit, _NO_ROUNDING, add_direction, locale=locale(language)
    )
