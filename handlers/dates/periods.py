"""Periods as they are typed: "this week", "Mon-Fri", "1 Dec to 7 Dec", "tonight", 本周, 12月1日至7日.

Nothing is guessed: what may be read in two ways is given in both. A day is its 24 hours, a night is from
18:00 to 8:00.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import MAXYEAR, MINYEAR, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from handlers.dates.anywhere import cut
from handlers.dates.phrase import Phrase, phrase_at
from handlers.dates.pieces import Part
from handlers.dates.plain_text import Typed, typed
from handlers.dates.readings import times_of
from handlers.times.walltime import first_instant, local

LONGEST = timedelta(days=93)  # what is meant to last longer is no period of this kind
_FURTHEST = timedelta(days=300)  # until it begins
_MOST_TEXT = 200
_DAY = timedelta(days=1)
_EVENING, _MORNING = time(18), time(8)  # a night is between them
_MONTHS = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_NTH = r"(?:st|nd|rd|th)?"
_TO_A_TIME = re.compile(r"(?<=\d)-(?=\d{1,2}:\d\d)")  # "20:00-08:00" names no zone here


@dataclass(frozen=True, order=True)
class Period:
    """Instants (UTC); `ends` is no part of it any more."""

    begins: datetime
    ends: datetime


@dataclass(frozen=True)
class Found:
    """`readings`: what may be meant of what is still to come, the nearest first; none: it is over, or has no
    end. `rest`: the line without its words."""

    readings: tuple[Period, ...]
    rest: str


def find(text: str, zone: ZoneInfo, now: datetime) -> Found | None:
    """The period that a line names; None where it names none."""
    line = text.strip()
    plain = typed(line, _MOST_TEXT)
    plain = replace(plain, plain=_TO_A_TIME.sub("~", plain.plain))
    found = next(filter(None, (look(plain, _Asked(zone, now)) for look in (_weeks, _dated))), None)
    if found is None:
        return None
    periods, start, end = found
    coming = {Period(max(one.begins, now), one.ends) for one in periods if one.ends > now}
    meant = [one for one in coming if one.ends - one.begins <= LONGEST and one.begins - now <= _FURTHEST]
    latest = {one.ends: max(other for other in meant if other.ends == one.ends) for one in meant}
    return Found(tuple(sorted(latest.values())), cut(line, plain.starts[start], plain.raw_end(end)))


@dataclass(frozen=True)
class _Asked:
    zone: ZoneInfo
    now: datetime

    @property
    def today(self) -> date:
        return local(self.now, self.zone).date()

    def at(self, day: date, seconds: int) -> datetime:
        """So long after that day began, by the clock on the wall."""
        wall = datetime.combine(day, time()) + timedelta(seconds=seconds)
        return first_instant(wall, self.zone)

    def days(self, first: date, count: int) -> Period:
        return Period(self.at(first, 0), self.at(first + count * _DAY, 0))


_Places = tuple[list[Period], int, int]  # with where the words stand in the plain text


def _week(ahead: int) -> Callable[[date], list[tuple[date, int]]]:
    return lambda today: [(today + (7 * ahead + 1 - today.isoweekday()) * _DAY, 7)]


def _weekend(*ahead: int) -> Callable[[date], list[tuple[date, int]]]:
    return lambda today: [(today + (7 * one + 6 - today.isoweekday()) * _DAY, 2) for one in ahead]


_NO_DAY = "(?![一二三四五六日天末至到])"
_NAMED = tuple(
    (re.compile(rf"(?<![a-z0-9])(?:{words})(?![a-z0-9])"), on)
    for words, on in (
        (r"(?:for )?(?:all |the whole )?(?:of )?this week|(?:本|这个?)(?:周|星期|礼拜)" + _NO_DAY, _week(0)),
        (r"(?:for )?(?:all |the whole )?(?:of )?next week|下个?(?:周|星期|礼拜)" + _NO_DAY, _week(1)),
        (r"next weekend", _weekend(0, 1)),
        (r"下个?周末", _weekend(1)),
        (r"(?:this|the|at the|over the|on the) weekend|(?:本|这个?)?周末", _weekend(0)),
    )
)


def _weeks(plain: Typed, asked: _Asked) -> _Places | None:
    for pattern, on in _NAMED:
        found = pattern.search(plain.plain)
        if found is not None and not _is_day_of(plain.plain, found):
            return [asked.days(*one) for one in on(asked.today)], found.start(), found.end()
    return None


def _is_day_of(plain: str, found: re.Match[str]) -> bool:
    """ "Friday next week" is a day."""
    before = re.search(
        r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,? $", plain[: found.start()]
    )
    return before is not None


# both ends in one month: "1-7 Dec", "Dec 1 to 7", 12月1日至7日
_TO = "?(?:-|to|until|till|through) ?"
_A, _B = (rf"(?P<{end}>\d{{1,2}}){_NTH}" for end in "ab")
_SHORT = (
    re.compile(rf"{_A} {_TO}{_B} (?P<m>{_MONTHS})(?![a-z])"),
    re.compile(rf"(?<![a-z])(?P<m>{_MONTHS}) {_A} {_TO}{_B}(?![\d:.a-z]| {_MONTHS})"),
    re.compile(r"(?P<m>\d{1,2})月(?P<a>\d{1,2})[日号]? ?[-至到] ?(?P<b>\d{1,2})[日号]"),
)
_BETWEEN = re.compile(r" ?(?:-|~|[至到]|,? (?:to|until|till|through|and)(?= )) ?")
_UNTIL = re.compile(r"(?<![a-z])(?:from now )?(?:until|till|through|to)(?: the)? |(?:从?现在)?[至到]")
_FROM = re.compile(r"(?:(?<![a-z])(?:from|between|on|the|for) |[从自在于])+$")
_BEGINS = re.compile(r"(?<![a-z0-9])[a-z0-9]|[\u4e00-\u9fff]")


def _dated(plain: Typed, asked: _Asked) -> _Places | None:
    return _in_one_month(plain, asked) or _from_to(plain, asked)


def _in_one_month(plain: Typed, asked: _Asked) -> _Places | None:
    for pattern in _SHORT:
        found = pattern.search(plain.plain)
        if found is None:
            continue
        chinese = pattern is _SHORT[-1]
        said = [f"{found['m']}月{found[x]}日" if chinese else f"{found[x]} {found['m']}" for x in "ab"]
        first, last = (phrase_at(typed(one, 40), 0, groups=0) for one in said)
        if first is not None and last is not None:
            start = _with_lead(plain, found.start())
            return list(_periods(first, last, asked)), start, found.end()
    return None


def _from_to(plain: Typed, asked: _Asked) -> _Places | None:
    """The first phrase, and the second where one follows; until such a phrase; or a day by itself."""
    for begins in _BEGINS.finditer(plain.plain):
        start = begins.start()
        until = _UNTIL.match(plain.plain, start)
        phrase = _phrase(plain, until.end() if until else start)
        if phrase is None:
            continue
        if until is not None or phrase.lead == "by":
            return list(_until(phrase, asked)), start, phrase.end
        between = _BETWEEN.match(plain.plain, phrase.end)
        last = _phrase(plain, between.end()) if between is not None else None
        at = _with_lead(plain, start)
        if last is not None:
            return list(_periods(phrase, last, asked)), at, last.end
        is_open = re.search(r"(?:from|since|starting) $|[从自]$", plain.plain[:start]) is not None
        return [] if is_open else list(_alone(phrase, asked)), at, phrase.end
    return None


def _with_lead(plain: Typed, start: int) -> int:
    lead = _FROM.search(plain.plain[:start])
    return lead.start() if lead is not None else start


def _phrase(plain: Typed, at: int) -> Phrase | None:
    """A day, or a time of day; what repeats, a length, another zone are no end of a period."""
    found = phrase_at(plain, at, groups=0)
    if found is None or found.repeat or found.length or found.vague or found.zones or found.ahead:
        return None
    return found if found.days or found.clock else None


def _days(phrase: Phrase, today: date) -> list[date]:
    """Those that may be meant, a weekday of this week that has passed among them; none near the ends of the
    calendar, of which no end of a period could be told."""
    if not phrase.days:
        return [today]
    named = sorted(phrase.days, key=lambda one: one.weekday is not None)
    found = {day for day in named[0].on(today) if MINYEAR < day.year < MAXYEAR}
    if len(named) > 1:
        found = {day for day in found if day.isoweekday() == named[1].weekday}
    return sorted(found)


def _begins(phrase: Phrase, asked: _Asked) -> Iterator[tuple[date, int]]:
    days = _days(phrase, asked.today)
    passed = [asked.today - back * _DAY for back in range(1, asked.today.isoweekday())]
    days += [day for day in passed if phrase.days and day in phrase.days[0].on(day) and _is_weekday(phrase)]
    for day in days:
        yield from ((day, seconds) for seconds in _seconds(phrase, 0))


def _is_weekday(phrase: Phrase) -> bool:
    return len(phrase.days) == 1 and phrase.days[0].weekday is not None


def _seconds(phrase: Phrase, whole: int) -> tuple[int, ...]:
    """Of the day; `whole` where only a day is said."""
    if phrase.clock is None and phrase.part is Part.EVENING:
        clock = _MORNING if whole else _EVENING
        return (clock.hour * 3600 + whole,)
    found = times_of(phrase, "reminder", has_day=True)
    return (whole,) if found is None else found


def _periods(first: Phrase, last: Phrase, asked: _Asked) -> Iterator[Period]:
    for day, seconds in _begins(first, asked):
        begins = asked.at(day, seconds)
        for after in _seconds(last, 24 * 3600):
            ends = [asked.at(one, after) for one in _last_days(last, day, asked)]
            if (end := min((one for one in ends if one > begins), default=None)) is not None:
                yield Period(begins, end)


def _last_days(last: Phrase, first: date, asked: _Asked) -> set[date]:
    """As seen from today, and from the day on which it begins."""
    if not last.days:
        return {first, first + _DAY}
    return {*_days(last, asked.today), *_days(last, first)}


def _until(last: Phrase, asked: _Asked) -> Iterator[Period]:
    for day in _days(last, asked.today):
        yield from (Period(asked.now, asked.at(day, one)) for one in _seconds(last, 24 * 3600))


def _alone(phrase: Phrase, asked: _Asked) -> Iterator[Period]:
    """A whole day, or its night."""
    if phrase.clock is not None or (phrase.part is not None and phrase.part is not Part.EVENING):
        return
    for day in _days(phrase, asked.today):
        begins, ends = (_seconds(phrase, whole)[0] for whole in (0, 24 * 3600))
        yield Period(asked.at(day, begins), asked.at(day, ends))
