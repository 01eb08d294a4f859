"""Feasts by their names, days of the Chinese calendar, and working days: 春节前一周, "in three working days".

Where they fall is what the `holidays` library knows. Of the Chinese calendar these are the first, fifth and
eighth month, whose feasts it has; a day of any other one is asked for. A feast is a row of `_FEASTS`, both
languages side by side.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta

from handlers.dates import days
from handlers.dates.numbers import CHINESE, ENGLISH, number
from handlers.dates.patterns import Pattern, pattern
from handlers.dates.pieces import Days, Firm
from handlers.times.working_hours import feast

OfYear = Callable[[int], date | None]
_SPRING, _DRAGON, _AUTUMN = (
    "Chinese New Year (Spring Festival)",
    "Dragon Boat Festival",
    "Mid-Autumn Festival",
)


def _fixed(month: int, day: int) -> OfYear:
    return lambda year: date(year, month, day)


def _by_calendar(country: str, name: str, later: int = 0) -> OfYear:
    """So many days after a feast of the calendar of that country."""

    def of(year: int) -> date | None:
        found = feast(country, year, name)
        return found + timedelta(days=later) if found is not None else None

    return of


# English, Chinese, when
_FEASTS: tuple[tuple[str, str, OfYear], ...] = (
    ("new year(?:['’]?s)?(?: day)?", "元旦节?", _fixed(1, 1)),
    ("epiphany|three kings(?:['’] day)?", "主显节", _fixed(1, 6)),
    ("all saints(?:['’] day)?", "万圣节", _fixed(11, 1)),
    ("new year['’]?s eve", "跨年夜?", _fixed(12, 31)),
    ("(?:christmas|xmas) eve", "平安夜", _fixed(12, 24)),
    ("(?:christmas|xmas)(?! ?eve)(?: day)?", "圣诞节?", _fixed(12, 25)),
    ("boxing day", "节礼日", _fixed(12, 26)),
    ("may day", "五一(?:劳动)?节?|劳动节", _fixed(5, 1)),
    ("chinese national day", "十一长假|国庆节?", _fixed(10, 1)),
    ("good friday", "耶稣受难日", _by_calendar("DE", "Good Friday")),
    ("easter(?: sunday)?", "复活节", _by_calendar("DE", "Easter Monday", -1)),
    ("easter monday", "复活节(?:星期|周)一", _by_calendar("DE", "Easter Monday")),
    (
        "(?:chinese|lunar) new year(?: day)?|spring festival",
        "春节|农历新年|大年初一",
        _by_calendar("CN", _SPRING),
    ),
    ("(?:chinese|lunar) new year['’]?s eve", "除夕夜?|大年三十|年三十", _by_calendar("CN", _SPRING, -1)),
    ("lantern festival", "元宵节?", _by_calendar("CN", _SPRING, 14)),
    ("qingming(?: festival)?|tomb[- ]sweeping day", "清明节?", _by_calendar("CN", "Tomb-Sweeping Day")),
    ("dragon boat(?: festival)?", "端午节?", _by_calendar("CN", _DRAGON)),
    ("mid-autumn(?: festival)?|moon festival", "中秋节?", _by_calendar("CN", _AUTUMN)),
)
# what a name goes on with where it is a time, and no day
_NO_ENGLISH_DAY = "(?! (?:market|party|dinner|card|present|period|holiday|time|bonus|event))"
_NO_CHINESE_DAY = "(?!期间|假期?|前后|晚会|档|联欢|市场|集市)"
_LUNAR_MONTHS = {"正": (_SPRING, 0), "五": (_DRAGON, 4), "八": (_AUTUMN, 14)}
_LUNAR_DAY = "(初[一二三四五六七八九十]|廿[一二三四五六七八九]?|二?十[一二三四五六七八九]?)"
_NTHS = {"first": 1, "second": 2, "third": 3, "last": -1, "一": 1, "二": 2, "两": 2, "三": 3, "首": 1}


def _named(of: OfYear, firm: Firm) -> Days:
    return Days(lambda today: days.nearest(_of_years(of, today), today), firm, asks="past")


def _of_years(of: OfYear, today: date) -> list[date]:
    return [found for year in (-1, 0, 1) if (found := of(today.year + year)) is not None]


def _lunar(month: str, day: str) -> Days:
    """八月十五: counted from the feast of that month."""
    name, into = _LUNAR_MONTHS[month]
    count = number(day.removeprefix("初").replace("廿", "二十"))
    return _named(_by_calendar("CN", name, count - 1 - into), Firm.REMINDER)


def _working(count: int, firm: Firm = Firm.ALWAYS, after: Days | None = None) -> Days:
    """The day that is so many working days after today, or after another one."""
    return Days(after.on if after else lambda today: (today,), firm, working=count)


def _of_month(nth: str, months: int) -> Days:
    """The first (second, third, last) working day of a month, or of the next where it has passed."""
    count = _NTHS[nth]
    before = days.end_of_month(months - 1) if count > 0 else days.in_month(months + 1, 1)
    later = days.end_of_month(months) if count > 0 else days.in_month(months + 2, 1)
    return Days(before.on, Firm.REMINDER, working=count, later=later.on)


def _after_feast(of: OfYear) -> Callable[[re.Match[str]], Days]:
    return lambda _: _working(1, Firm.REMINDER, _named(of, Firm.REMINDER))


def _patterns_of(english: str, chinese: str, of: OfYear) -> tuple[Pattern, ...]:
    every = rf"(?:the )?(?:first|next) (?:working|business) day after (?:{english})"
    return (
        pattern(rf"(?:{english}){_NO_ENGLISH_DAY}", lambda _: _named(of, Firm.NEVER)),
        pattern(rf"(?:{chinese}){_NO_CHINESE_DAY}", lambda _: _named(of, Firm.REMINDER)),
        pattern(rf"{every}|(?:{chinese})(?:节?之?后|过后)的?(?:第一|首)个工作日", _after_feast(of)),
    )


PATTERNS = (
    *(one for row in _FEASTS for one in _patterns_of(*row)),
    pattern(rf"(?:农历|阴历|旧历)?(正)月{_LUNAR_DAY}", lambda m: _lunar(m[1], m[2])),
    pattern(rf"(?:农历|阴历|旧历)([正五八])月{_LUNAR_DAY}", lambda m: _lunar(m[1], m[2])),
    pattern(r"大年(初[一二三四五六七八九十])", lambda m: _lunar("正", m[1])),
    pattern(
        rf"(?:in|within)(?: the next)? ({ENGLISH}) (?:working|business) days?(?:['’] time)?",
        lambda m: _working(number(m[1])),
    ),
    pattern(rf"({ENGLISH}) (?:working|business) days? (?:from now|hence)", lambda m: _working(number(m[1]))),
    pattern(r"(?:the )?next (?:working|business) day|下一?个工作日", lambda _: _working(1, Firm.REMINDER)),
    pattern(rf"({CHINESE})个?工作日(?:之后|以后|之内|以内|后|内)", lambda m: _working(number(m[1]))),
    pattern(
        r"(?:the )?(first|second|third|last) (?:working|business) day (?:of|in) (this|the|next) month",
        lambda m: _of_month(m[1], int(m[2] == "next")),
    ),
    pattern(
        r"(本|这个?|下个?)月的?(?:第([一二三])|(最后)一|(首))个?工作日",
        lambda m: _of_month(m[2] or m[4] or "last", int(m[1].startswith("下"))),
    ),
)
