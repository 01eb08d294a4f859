"""Things that repeat: every day, week, month or year at a wall time in a named zone.

The rules, so that nobody is surprised twice a year:

- one run on each local calendar day that the rule names;
- every second week, or every so many, counts weeks from Monday on without an end, over New Year, too;
- a time that the clocks jump over runs at the first moment after the gap (02:30 in Berlin on 29 March 2026
  runs at 03:00); where that moment belongs to the next day, in the last minute before the gap;
- a time that happens twice runs the first time only;
- the 29th, 30th and 31st run on the last day of a shorter month, and 29 February on 28 February;
- a day that a country left out altogether (Samoa, 30 December 2011) has no daily run; a weekly, monthly or
  yearly one runs at the first moment after it.
"""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import chain
from zoneinfo import ZoneInfo

from handlers.times.walltime import after_gap, instants, local

MOST_WEEKS = 52
_DAYS_AHEAD = 2000  # further than any yearly rule needs, leap years included


class Every(StrEnum):
    DAY = "D"
    WEEK = "W"
    MONTH = "M"
    YEAR = "Y"


@dataclass(frozen=True)
class Rule:
    """When something repeats. `weekdays` are ISO (Monday 1 … Sunday 7), used by weekly rules only.

    So are `weeks`, of which one has runs, and `phase`, which says which one.
    """

    every: Every
    at: time
    weekdays: tuple[int, ...] = ()
    day: int = 1
    month: int = 1
    weeks: int = 1
    phase: int = 0
    nth: int = 0  # of a monthly rule: the first to fourth of its weekday; -1: the last
    months: int = 1  # of a monthly rule: of so many, one has runs; `phase` says which

    def __str__(self) -> str:
        """The compact form kept in storage: "D 02:30", "W1,4 09:00", "W1/2+0 09:00", "M31 09:00", …

        "M1/3+0 09:00" is every third month, "M1#-1 09:00" the last Monday of each.
        """
        middle = {
            Every.DAY: "",
            Every.WEEK: ",".join(map(str, self.weekdays)) + self._which_weeks(),
            Every.MONTH: self._which_day() + (f"/{self.months}+{self.phase}" if self.months != 1 else ""),
            Every.YEAR: f"{self.month:02}-{self.day:02}",
        }[self.every]
        return f"{self.every}{middle} {self.at:%H:%M}"

    def _which_day(self) -> str:
        return f"{self.weekdays[0]}#{self.nth}" if self.nth else str(self.day)

    def _which_weeks(self) -> str:
        return f"/{self.weeks}+{self.phase}" if self.weeks != 1 else ""


def from_compact(form: str) -> Rule:
    """The rule of a compact form. Raises ValueError for anything `str(rule)` never wrote."""
    days, _, clock = form.partition(" ")
    every, detail, at = Every(days[:1]), days[1:], time.fromisoformat(clock)
    rule = Rule(every, at)
    if every is Every.WEEK:
        rule = _weekly(at, detail)
    elif every is Every.MONTH:
        rule = _monthly(at, detail)
    elif every is Every.YEAR:
        month, _, day = detail.partition("-")
        rule = Rule(every, at, month=int(month), day=int(day))
    if str(rule) != form or not is_sound(rule):
        raise ValueError(f"not a repeating rule: {form!r}")
    return rule


def _monthly(at: time, detail: str) -> Rule:
    day, _, which = detail.partition("/")
    months, _, phase = which.partition("+")
    rule = Rule(Every.MONTH, at, months=int(months or 1), phase=int(phase or 0))
    weekday, mark, nth = day.partition("#")
    return replace(rule, weekdays=(int(weekday),), nth=int(nth)) if mark else replace(rule, day=int(day))


def _weekly(at: time, detail: str) -> Rule:
    days, _, which = detail.partition("/")
    weeks, _, phase = which.partition("+")
    weekdays = tuple(int(number) for number in days.split(","))
    return Rule(Every.WEEK, at, weekdays=weekdays, weeks=int(weeks or 1), phase=int(phase or 0))


def is_sound(rule: Rule) -> bool:
    """Whether the rule names days that can exist at all (29 February can, 30 February cannot)."""
    if rule.every is Every.WEEK:
        ordered = tuple(sorted(set(rule.weekdays)))
        has_weeks = 1 <= rule.weeks <= MOST_WEEKS and 0 <= rule.phase < rule.weeks
        return has_weeks and bool(ordered) and ordered == rule.weekdays and set(ordered) <= set(range(1, 8))
    if rule.every is Every.MONTH and not (1 <= rule.months <= 12 and 0 <= rule.phase < rule.months):
        return False
    if rule.nth:
        return rule.every is Every.MONTH and rule.nth in {-1, 1, 2, 3, 4} and len(rule.weekdays) == 1
    return 1 <= rule.month <= 12 and 1 <= rule.day <= calendar.monthrange(2000, rule.month)[1]


def next_after(rule: Rule, after: datetime, zone: ZoneInfo) -> datetime:
    """The first run strictly later than `after`; both in UTC. Raises ValueError past the calendar's end."""
    # a run may lie on the day before its own date by UTC, or be moved by a gap: start looking a day early
    start = local(after, zone).date() - timedelta(days=1)
    runs = chain.from_iterable(_runs(rule, day, zone) for day in _days(rule, start))
    found = next((run for run in runs if run > after), None)
    if found is None:
        raise ValueError(f"{rule} has no run after {after:%Y-%m-%d}")
    return found


def begun(rule: Rule, after: datetime, zone: ZoneInfo) -> Rule:
    """The same, with its first run as soon as there can be one: that says which weeks are meant."""
    count = rule.months if rule.every is Every.MONTH else rule.weeks
    phases = [replace(rule, phase=phase) for phase in range(count)]
    return min(phases, key=lambda one: next_after(one, after, zone)) if len(phases) > 1 else rule


def a_week_later(rule: Rule) -> Rule:
    """The same in the weeks after those it names."""
    return replace(rule, phase=(rule.phase + 1) % rule.weeks)


def _days(rule: Rule, start: date) -> Iterator[date]:
    for ahead in range(_DAYS_AHEAD):
        if date.max - start <= timedelta(days=ahead + 1):
            return
        day = start + timedelta(days=ahead)
        if _names(rule, day):
            yield day


def _names(rule: Rule, day: date) -> bool:
    if rule.every is Every.DAY:
        return True
    if rule.every is Every.WEEK:
        week = (day.toordinal() - 1) // 7  # the first day of the calendar is a Monday
        return day.isoweekday() in rule.weekdays and week % rule.weeks == rule.phase
    if rule.every is Every.YEAR and day.month != rule.month:
        return False
    if rule.every is Every.MONTH and (12 * day.year + day.month - 1) % rule.months != rule.phase:
        return False
    if rule.nth:
        return day.isoweekday() == rule.weekdays[0] and _is_nth(day, rule.nth)
    return day.day == min(rule.day, calendar.monthrange(day.year, day.month)[1])


def _is_nth(day: date, nth: int) -> bool:
    """Whether it is the first (second, …, -1: last) of its weekday in its month."""
    if nth < 0:
        return day.day > calendar.monthrange(day.year, day.month)[1] - 7
    return (day.day - 1) // 7 + 1 == nth


def _runs(rule: Rule, day: date, zone: ZoneInfo) -> tuple[datetime, ...]:
    """The run of one calendar day: one instant, or none on a day that does not exist."""
    wall = datetime.combine(day, rule.at)
    if found := instants(wall, zone):
        return found[:1]
    late = after_gap(wall, zone)
    early = late - timedelta(minutes=1)
    if local(late, zone).date() == day:
        return (late,)
    if local(early, zone).date() == day:
        return (early,)
    return () if rule.every is Every.DAY else (late.astimezone(UTC),)
