"""From a phrase to one instant, or to the reason why there is none."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from handlers.dates.days import months_later
from handlers.dates.phrase import Phrase
from handlers.dates.pieces import Length, Repeat
from handlers.dates.readings import MORNING, Asked, readings, times_of
from handlers.dates.results import NotUnderstood, Purpose, Understood
from handlers.times import recurring
from handlers.times.recurring import Rule
from handlers.times.walltime import first_instant, local

_FURTHEST = timedelta(days=50 * 366)  # beyond this a year was mistyped
_MOST_RULES = 7  # more are not asked about
_UNKNOWN = NotUnderstood("unknown")


def meaning(
    phrase: Phrase, zone: ZoneInfo, now: datetime, purpose: Purpose, countries: tuple[str, ...] = ()
) -> Understood | NotUnderstood:
    """What the phrase says to this officer at this moment."""
    asked = Asked(zone, now.astimezone(UTC), purpose, countries)
    try:
        result = _meaning(phrase, asked)
        return _moved(result, phrase.ahead, asked) if phrase.ahead else result
    except (OverflowError, ValueError):  # past the ends of the calendar
        return _UNKNOWN


def _moved(result: Understood | NotUnderstood, ahead: Length, asked: Asked) -> Understood | NotUnderstood:
    """So much earlier; what repeats cannot be, and what would have passed is said so."""
    if isinstance(result, Understood):
        at = earlier(result.at, ahead, asked.zone)
        if result.spec is not None:
            return _UNKNOWN
        return replace(result, at=at) if at > asked.now else NotUnderstood("past")
    moved = tuple(earlier(at, ahead, asked.zone) for at in result.choices)
    return _UNKNOWN if result.specs else replace(result, choices=tuple(at for at in moved if at > asked.now))


def earlier(at: datetime, ahead: Length, zone: ZoneInfo) -> datetime:
    """So long before, days by the calendar."""
    wall = local(at, zone).replace(tzinfo=None)
    day = months_later(wall.date(), -ahead.months) - timedelta(days=ahead.days)
    return first_instant(datetime.combine(day, wall.time()), zone) - timedelta(seconds=ahead.seconds)


def _meaning(phrase: Phrase, asked: Asked) -> Understood | NotUnderstood:
    if phrase.vague:
        return _UNKNOWN
    if phrase.repeat:
        return _repeating(phrase.repeat, phrase, asked)
    if phrase.length and _has_no_time(phrase):
        return _one(_after(phrase.length, asked), asked)
    return _decided(phrase, asked)


def _has_no_time(phrase: Phrase) -> bool:
    return phrase.clock is None and phrase.part is None


def _repeating(repeat: Repeat, phrase: Phrase, asked: Asked) -> Understood | NotUnderstood:
    """A rule is kept in the officer's own zone, so that one in another zone cannot be kept."""
    elsewhere = any(asked.zone not in zones.may_be for zones in phrase.zones)
    times = times_of(phrase, asked.purpose, has_day=True)
    if asked.purpose == "deadline" or elsewhere or times == ():
        return _UNKNOWN
    if not times or len(times) == 1:
        return _at_one_time(repeat, phrase, asked, times)
    clocks = [_time(seconds) for seconds in times if seconds < 24 * 3600]
    rules = [rule for at in clocks for rule in _rules(repeat, phrase, at)]
    return _which(rules, asked) if len(rules) <= _MOST_RULES else _UNKNOWN


def _at_one_time(
    repeat: Repeat, phrase: Phrase, asked: Asked, times: tuple[int, ...] | None
) -> Understood | NotUnderstood:
    rules = _rules(repeat, phrase, _time(times[0]) if times else MORNING)
    is_midnight_of_some_day = times and times[0] >= 24 * 3600 and rules[0].every is not recurring.Every.DAY
    if is_midnight_of_some_day:
        return _UNKNOWN
    if len(rules) > 1:
        return _which(rules, asked)
    if not recurring.is_sound(rules[0]):
        return _UNKNOWN
    rule = recurring.begun(rules[0], asked.now, asked.zone)
    return Understood(recurring.next_after(rule, asked.now, asked.zone), rule, all_day=_has_no_time(phrase))


def _rules(repeat: Repeat, phrase: Phrase, at: time) -> list[Rule]:
    """One, or one for each weekday where none was named."""
    rule = repeat.at(at)
    if not repeat.any_day:
        return [rule]
    named = [days.weekday for days in phrase.days if days.weekday is not None]
    return [replace(rule, weekdays=(weekday,)) for weekday in named or range(1, 8)]


def _which(rules: list[Rule], asked: Asked) -> NotUnderstood:
    """ "every Monday at 9": in the morning or in the evening? "Every second week": on which day?"""
    if not all(map(recurring.is_sound, rules)):
        return _UNKNOWN
    begun = [recurring.begun(rule, asked.now, asked.zone) for rule in rules]
    runs = sorted(
        ((recurring.next_after(rule, asked.now, asked.zone), rule) for rule in begun),
        key=lambda run: (run[0], run[1].at),
    )
    return NotUnderstood("ambiguous", tuple(at for at, _ in runs), tuple(rule for _, rule in runs))


def _time(seconds: int) -> time:
    minutes = seconds // 60 % (24 * 60)
    return time(minutes // 60, minutes % 60)


def _after(length: Length, asked: Asked) -> datetime:
    """Days and more by the calendar, at the same wall time; to the whole minute, as it will be shown."""
    at = asked.now
    if length.months or length.days:
        wall = local(at, asked.zone).replace(tzinfo=None)
        day = months_later(wall.date(), length.months) + timedelta(days=length.days)
        at = first_instant(datetime.combine(day, wall.time()), asked.zone)
    at += timedelta(seconds=length.seconds)
    return at + timedelta(seconds=-at.second % 60, microseconds=-at.microsecond % 1_000_000)


def _one(at: datetime, asked: Asked) -> Understood | NotUnderstood:
    if at - asked.now > _FURTHEST:
        return _UNKNOWN
    return Understood(at) if at > asked.now else NotUnderstood("past")


def _decided(phrase: Phrase, asked: Asked) -> Understood | NotUnderstood:
    """One reading that is still to come is taken; several are asked about; none is said so."""
    read = readings(phrase, asked)
    choices = _to_come(read.found, asked)
    if not read.found:
        return _impossible(phrase, asked, _to_come(read.after_gaps, asked))
    if not choices:
        return NotUnderstood("past", _to_come(read.later, asked)[:1])
    if choices[-1] - asked.now > _FURTHEST:
        return _UNKNOWN
    asks = next((days.asks for days in phrase.days if days.asks), None)
    if phrase.leaves_hour_open():
        asks = "ambiguous"
    if len(choices) > 1 or read.after_gaps:
        return NotUnderstood("ambiguous", choices)
    if asks and len(read.found) > 1:
        return NotUnderstood(asks, choices)
    return Understood(choices[0], all_day=_has_no_time(phrase))


def _impossible(phrase: Phrase, asked: Asked, after_gaps: tuple[datetime, ...]) -> NotUnderstood:
    """No such moment: a gap, a weekday that is not that date's (the date is offered), or 30 February."""
    if after_gaps:
        return NotUnderstood("gap", after_gaps)
    named = [days for days in phrase.days if days.weekday is None]
    if len(phrase.days) > 1 and named:
        found = _to_come(readings(replace(phrase, days=named), asked).found, asked)
        return NotUnderstood("ambiguous", found) if found else _UNKNOWN
    return _UNKNOWN


def _to_come(found: set[datetime], asked: Asked) -> tuple[datetime, ...]:
    return tuple(sorted(at.astimezone(UTC) for at in found if at > asked.now))
