"""Words that name no moment, and the two that are asked about: "tonight" is at seven or at nine."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from handlers.dates.plain_text import typed
from handlers.times.walltime import first_instant, local

_LONGEST = 200
Near = Callable[[datetime], tuple[datetime, ...]]  # wall times, seen from now's


def _at(now: datetime, days: int, hour: int, minute: int = 0) -> datetime:
    return now.replace(hour=hour, minute=minute, second=0, microsecond=0) + timedelta(days=days)


def _hours(first: int, second: int, days: int = 0) -> Near:
    return lambda now: (_at(now, days, first), _at(now, days, second))


def _next_week(now: datetime) -> tuple[datetime, ...]:
    monday = 8 - now.isoweekday()
    return _at(now, monday, 9), _at(now, monday + 4, 9)


def _next_month(now: datetime) -> tuple[datetime, ...]:
    first = (now.replace(day=1) + timedelta(days=32)).replace(day=1)
    days = [first + timedelta(days=ahead) for ahead in range(7)]
    monday = next(day for day in days if day.isoweekday() == 1)
    second = monday if monday != first else first + timedelta(days=14)
    return _at(first, 0, 9), _at(second, 0, 9)


def _weekend(now: datetime) -> tuple[datetime, ...]:
    saturday = (6 - now.isoweekday()) % 7
    return _at(now, saturday, 10), _at(now, saturday + 1, 10)


def _soon(now: datetime) -> tuple[datetime, ...]:
    whole = now.replace(second=0, microsecond=0)
    return whole + timedelta(minutes=15), whole + timedelta(hours=1)


def _after_weekend(now: datetime) -> tuple[datetime, ...]:
    return (_at(now, 8 - now.isoweekday(), 9),)


_TABLE: tuple[tuple[re.Pattern[str], Near], ...] = tuple(
    (re.compile(rf"(?<![a-z0-9])(?:{words})(?![a-z0-9])"), near)
    for words, near in (
        (r"tonight|this evening|今晚|今天晚上|今夜", _hours(19, 21)),
        (r"this morning|今早|今天上午|今天早上", _hours(9, 11)),
        (r"this afternoon|今天下午", _hours(14, 16)),
        (r"tomorrow evening|tomorrow night|明晚|明天晚上", _hours(19, 21, 1)),
        (r"tomorrow afternoon|明天下午", _hours(14, 16, 1)),
        (r"(?:at )?lunch ?time|(?:at|over|before|after) lunch|午饭时|午休", _hours(12, 13)),
        (
            r"(?:before |at )?(?:the )?(?:end|close) of (?:business|play|the day|day)"
            r"|(?:before |by )?(?:cob|eod)"
            r"|after work|before i leave|(?:今天)?下班(?:之?前|时|后)?",
            _hours(17, 18),
        ),
        (r"next week|下周|下个?星期|下礼拜", _next_week),
        (r"next month|下个?月", _next_month),
        (r"after (?:the )?weekend|过[了完]周末|周末(?:以|之|过)?后", _after_weekend),
        (r"(?:at|on|over|this|the)? ?weekend|周末", _weekend),
        (
            r"in a (?:while|bit|moment|minute)|later|soon"
            r"|过一会儿?|等一会儿?|等会儿?|待会儿?|一会儿|稍后|晚点",
            _soon,
        ),
    )
)


def find(text: str, zone: ZoneInfo, now: datetime) -> tuple[tuple[datetime, ...], tuple[int, int]] | None:
    """The moments to come that such words may mean, in order, and where the words stand; None without any."""
    plain = typed(text, _LONGEST)
    wall = local(now, zone).replace(tzinfo=None)
    for pattern, near in _TABLE:
        if (found := pattern.search(plain.plain)) is not None:
            moments = [first_instant(at, zone) for at in near(wall)]
            coming = tuple(at for at in moments if at > now)
            place = plain.starts[found.start()], plain.raw_end(found.end())
            return (coming, place) if coming else None
    return None
