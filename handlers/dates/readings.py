"""Every instant that a phrase may mean."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from handlers.dates.days import in_days, months_later, working_days_on
from handlers.dates.phrase import Phrase
from handlers.dates.pieces import Clock, DayRule, Days, Part, Zones
from handlers.dates.results import Purpose
from handlers.dates.zones import country_of
from handlers.times.walltime import after_gap, end_of_day, first_instant, instants, local

MORNING = time(9)  # when a reminder rings for which only a day was given
_WHOLE_DAY = 24 * 3600


@dataclass(frozen=True)
class Asked:
    """Who asks, when (UTC), and for what. `countries`: where days of work count, besides the own."""

    zone: ZoneInfo
    now: datetime
    purpose: Purpose
    countries: tuple[str, ...] = ()

    def today(self, zone: tzinfo) -> date:
        return local(self.now, zone).date()


@dataclass
class Readings:
    """The instants, those that follow a gap of the clocks into which a reading falls, and what to offer."""

    found: set[datetime] = field(default_factory=set)
    after_gaps: set[datetime] = field(default_factory=set)
    later: set[datetime] = field(default_factory=set)


def readings(phrase: Phrase, asked: Asked, above: DayRule | None = None) -> Readings:
    """All of them; several zones that were named ("02:30 (UTC+2) Berlin") have to agree.

    `above` is the day that the group before this one named.
    """
    rule = _day_rule(phrase, asked) or above
    here = (asked.zone, *(zone for zones in phrase.maybe for zone in zones.may_be))
    every = [_in_zones(phrase, rule, zones.may_be, asked) for zones in phrase.zones or [Zones(here)]]
    if phrase.also:
        every.append(readings(phrase.also, asked, rule))
    return Readings(
        set.intersection(*(one.found for one in every)),
        set.union(*(one.after_gaps for one in every)),
        every[0].later,
    )


def times_of(phrase: Phrase, purpose: Purpose, has_day: bool) -> tuple[int, ...] | None:
    """Seconds of the day it may mean; None when only a day was given; none when there is no such time."""
    if phrase.clock:
        times = seconds(phrase.clock, phrase.part)
        return times if has_day or phrase.clock.kind != "midnight" else times[-1:]
    return of_part(phrase.part, one=purpose == "reminder") if phrase.part else None


def _day_rule(phrase: Phrase, asked: Asked) -> DayRule | None:
    """The day, a weekday beside a date being a check; a length in days counts from today."""
    length = phrase.length
    if length:
        return lambda today: (months_later(today, length.months) + timedelta(days=length.days),)
    if not phrase.days:
        return None
    named = sorted(phrase.days, key=lambda days: days.weekday is not None)
    on = _working_rule(named[0], named[0].on, asked) if named[0].working else named[0].on
    if len(named) == 1:
        return on
    return lambda today: tuple(day for day in on(today) if day.isoweekday() == named[1].weekday)


def _working_rule(days: Days, base: DayRule, asked: Asked) -> DayRule:
    """In one's own country, and in those of the others."""
    countries = {country_of(asked.zone), *asked.countries} - {""}
    return lambda today: tuple(
        day for start in base(today) for day in working_days_on(start, days.working, countries or {""})
    )


def _in_zones(phrase: Phrase, rule: DayRule | None, zones: tuple[tzinfo, ...], asked: Asked) -> Readings:
    found = Readings()
    if rule is None:
        return _coming(phrase, zones, asked)
    for zone in zones:
        _add_days(found, phrase, rule, zone, asked)
    return found


def _add_days(found: Readings, phrase: Phrase, rule: DayRule, zone: tzinfo, asked: Asked) -> None:
    first = phrase.days[0] if phrase.days else None
    later = first.later if first else None
    if first is not None and later is not None and first.working:
        later = _working_rule(first, later, asked)
    # "tomorrow 17:00 Beijing", said in Madrid when it is tomorrow in Beijing already, may be either day
    for today in {asked.today(asked.zone), asked.today(zone)}:
        for day in rule(today):
            _add(found, phrase, day, zone, asked)
        for day in later(today) if later else ():
            more = Readings()
            _add(more, phrase, day, zone, asked)
            found.later |= more.found


def _coming(phrase: Phrase, zones: tuple[tzinfo, ...], asked: Asked) -> Readings:
    """A time alone: today's. One of several ("5 o'clock") is tomorrow's when today's has passed."""
    times = times_of(phrase, asked.purpose, has_day=False) or ()
    both = [_today_and_tomorrow(seconds, zone, asked) for seconds in times for zone in zones]
    today = set[datetime]().union(*(one.found for one in both))
    later = set[datetime]().union(*(one.later for one in both))
    if len(today) > 1:
        coming = (one.found if max(one.found) > asked.now else one.later for one in both if one.found)
        today = set[datetime]().union(*coming)
    return Readings(today, set[datetime]().union(*(one.after_gaps for one in both)), later)


def _today_and_tomorrow(seconds: int, zone: tzinfo, asked: Asked) -> Readings:
    today, tomorrow = Readings(), Readings()
    _add_time(today, asked.today(zone), seconds, zone)
    for day in in_days(1).on(asked.today(zone)):
        _add_time(tomorrow, day, seconds, zone)
    return Readings(today.found, today.after_gaps, tomorrow.found)


def _add(found: Readings, phrase: Phrase, day: date, zone: tzinfo, asked: Asked) -> None:
    times = times_of(phrase, asked.purpose, has_day=True)
    if times is None:
        found.found |= _whole_day(phrase, day, zone, asked.purpose)
    for seconds in times or ():
        _add_time(found, day, seconds, zone)


def _add_time(found: Readings, day: date, seconds: int, zone: tzinfo) -> None:
    if seconds == _WHOLE_DAY:
        found.found.add(end_of_day(day, zone))
        return
    wall = datetime.combine(day, time()) + timedelta(seconds=seconds)
    at = instants(wall, zone)
    found.found.update(at)
    if not at:
        found.after_gaps.add(after_gap(wall, zone))


def _whole_day(phrase: Phrase, day: date, zone: tzinfo, purpose: Purpose) -> set[datetime]:
    """A day without a time; "before Friday" may leave Friday out."""
    days = [day]
    if phrase.before and not any(named.span for named in phrase.days):
        days.append(day - timedelta(days=1))
    if purpose == "deadline":
        return {end_of_day(one, zone) for one in days}
    return {first_instant(datetime.combine(one, MORNING), zone) for one in days}


_Hours = dict[int, tuple[int, ...]]


def _same(first: int, last: int, add: int = 0) -> _Hours:
    return {hour: (hour + add,) for hour in range(first, last + 1)}


# hour as it was typed → hours of the day, 24 and more being the night that follows; missing: a contradiction
_IN_PART: dict[Part, _Hours] = {
    Part.DAWN: _same(0, 6) | {12: (0,)},
    Part.MORNING: _same(1, 11) | {12: (0, 12)},
    Part.NOON: _same(11, 14) | _same(1, 2, 12),
    Part.AFTERNOON: _same(1, 7, 12) | {12: (12, 24)} | _same(13, 19),
    Part.EVENING: {0: (0, 24), 12: (24,)}
    | {hour: (hour, hour + 24) for hour in range(1, 5)}
    | _same(5, 11, 12)
    | _same(17, 24),
}
_OF_KIND: dict[str, _Hours] = {
    "exact": _same(0, 24),
    "bare": {0: (0,), 12: (12, 24)} | {hour: (hour, hour + 12) for hour in range(1, 12)} | _same(13, 24),
    "am": _same(0, 11) | {12: (0, 24)},  # 12 am Friday: as Friday begins, or as it ends
    "pm": _same(1, 11, 12) | _same(12, 23),
    "midnight": {0: (0, 24)},
}


def seconds(clock: Clock, part: Part | None) -> tuple[int, ...]:
    """Seconds from the beginning of the day (24 h and more: the night that follows); none: no such time."""
    if clock.minute > 59 or clock.second > 59 or (clock.hour > 23 and clock.minute):
        return ()
    hours = _OF_KIND[clock.kind].get(clock.hour, ())
    if part and clock.kind in {"exact", "bare"}:
        hours = _IN_PART[part].get(clock.hour, ())
    elif part is Part.EVENING:  # "tonight at midnight", "Friday night 12 am"
        hours = hours[-1:]
    return tuple(3600 * hour + 60 * clock.minute + clock.second for hour in hours)


def of_part(part: Part, one: bool) -> tuple[int, ...]:
    """A part of the day with no hour: its beginning and its end; with `one`, a morning is its beginning."""
    hours = part.value[:1] if one and part is Part.MORNING else dict.fromkeys(part.value)
    return tuple(3600 * hour for hour in hours)
