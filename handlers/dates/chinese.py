"""Chinese words for dates, times and lengths of time, in simplified characters."""

import re
from collections.abc import Iterator
from datetime import time

from handlers.dates import days, pieces
from handlers.dates.numbers import CHINESE as N
from handlers.dates.numbers import number
from handlers.dates.patterns import pattern
from handlers.dates.pieces import Clock, Days, Firm, Length, Part, Repeat, Vague
from handlers.times.recurring import Every, Rule

_WEEKDAYS = "一二三四五六日"
_WEEK = "(?:周|星期|礼拜)"
_ISO = "([一二三四五六日天1-7])(?![名个人条日月])"
_NEXT = {"": 0, "本": 0, "这": 0, "当": 0, "下": 1, "下下": 2, "上": -1, "上上": -2}
_RELATIVE_DAYS = {"今": 0, "明": 1, "后": 2, "大后": 3, "昨": -1, "前": -2, "大前": -3}
_RELATIVE_YEARS = {"": 0, "今": 0, "本": 0, "明": 1, "后": 2, "去": -1}
_YEAR = r"(?:(\d{4}|\d{2}|[〇零一二三四五六七八九]{4})年|([今本明后去])年)?"
_PARTS = {
    "凌晨": Part.DAWN,
    **dict.fromkeys(("清晨", "早上", "早晨", "上午", "一大早", "一早", "大清早", "早"), Part.MORNING),
    "中午": Part.NOON,
    **dict.fromkeys(("下午", "午后"), Part.AFTERNOON),
    **dict.fromkeys(("傍晚", "晚上", "晚间", "夜里", "夜间", "深夜", "半夜", "晚", "夜"), Part.EVENING),
}
_UNITS = {
    **dict.fromkeys(("分钟", "分"), pieces.MINUTE),
    "刻钟": Length(seconds=900),
    **dict.fromkeys(("小时", "钟头"), pieces.HOUR),
    **dict.fromkeys(("天", "日"), pieces.DAY),
    **dict.fromkeys(("周", "星期", "礼拜"), pieces.WEEK),
    "个月": pieces.MONTH,
    "年": pieces.YEAR,
}
_UNIT = "|".join(_UNITS)
_ONE_LENGTH = rf"(?:\d{{1,3}}\.\d|半|{N})个?半?(?:{_UNIT})半?"
LENGTH = rf"((?:{_ONE_LENGTH})+)"
# 后续, 后来, 前往 and 内部 are other words
_LATER = "(?:之后|以后|之内|以内|后(?![续来门面方])|内(?![部容地政蒙]))"


def _iso(char: str) -> int:
    return _WEEKDAYS.replace("天", "日").find("日" if char == "天" else char) + 1 or int(char)


def _of_week(match: re.Match[str]) -> Days:
    """周五 is the coming one; 本周五 and 下周五 count weeks from Monday."""
    if not match[1]:
        return days.on_weekday(_iso(match[2]))
    return days.in_week(_iso(match[2]), _NEXT[match[1]])


def _dated(match: re.Match[str]) -> Days:
    month, day = number(match[3]), number(match[4])
    if match[1]:
        year = number(match[1])
        return days.dated(year + 2000 if year < 100 else year, month, day)
    if match[2]:
        return days.in_year(_RELATIVE_YEARS[match[2]], month, day)
    return days.yearless(month, day)


def _clock(match: re.Match[str]) -> Clock:
    """8点, 8点半, 8点一刻, 三点十五分; without its half of the day an hour up to 12 may be either."""
    hour, quarters, minutes = match[1], match[2], match[3] or match[4] or "零"
    if not quarters:
        return Clock(number(hour), number(minutes), kind="bare")
    return Clock(number(hour), 30 if quarters == "半" else 15 * number(quarters[:-1]), kind="bare")


def _short_of(match: re.Match[str]) -> Clock:
    """差一刻六点, 六点差一刻: so much before the hour."""
    short, hour = match[1] or match[4], number(match[2] or match[3])
    minutes = 15 * number(short[0]) if "刻" in short else number(short.rstrip("钟").rstrip("分"))
    return Clock((hour - 2) % 12 + 1, 60 - minutes if 0 < minutes < 60 else 60, kind="bare")


def _length(words: str, firm: Firm = Firm.ALWAYS) -> Length | Vague:
    return pieces.total(_counted(words), firm)


def _counted(words: str) -> Iterator[tuple[float, Length]]:
    for amount, half, unit, more in re.findall(rf"(\d{{1,3}}\.\d|半|{N})个?(半?)({_UNIT})(半?)", words):
        count = 0.5 if amount == "半" else float(amount) if "." in amount else number(amount)
        yield count + 0.5 * len(half + more), _UNITS[unit]


def _weekly(names: str) -> Repeat:
    chosen = tuple(sorted({_iso(char) for char in re.findall("[一二三四五六日天]", names)}))
    return Repeat(lambda at: Rule(Every.WEEK, at, weekdays=chosen))


def _weekly_span(first: str, last: str) -> Repeat:
    chosen = tuple(range(_iso(first), _iso(last) + 1))
    return Repeat(lambda at: Rule(Every.WEEK, at, weekdays=chosen))


def _monthly(day: int) -> Repeat:
    return Repeat(lambda at: Rule(Every.MONTH, at, day=day))


_NTHS = {"一": 1, "1": 1, "二": 2, "2": 2, "三": 3, "3": 3, "四": 4, "4": 4}


def _nth_monthly(nth: str | None, day: str) -> Repeat:
    which = _NTHS[nth] if nth else -1
    return Repeat(lambda at: Rule(Every.MONTH, at, weekdays=(_iso(day),), nth=which))


def _quarterly(at: time) -> Rule:
    return Rule(Every.MONTH, at, day=1, months=3, phase=0)


def _yearly(month: int, day: int) -> Repeat:
    return Repeat(lambda at: Rule(Every.YEAR, at, day=day, month=month))


def _daily(at: time) -> Rule:
    return Rule(Every.DAY, at)


BEHIND = re.compile(rf"的?(?:提前|之前|前){LENGTH}(?![后内])")


def length_of(words: str) -> Length | Vague:
    """A length of time by itself."""
    return _length(words)


LEAD = re.compile("(?:请|务必)*(?:于|在|截至|截止(?:到|至|日期)?|最迟|最晚|限期?|到)[于在:]?")
JOIN = re.compile("[的于在]")
# 周五前: whether Friday itself is meant is open; 周五17点前 and 月底前 are exact
TAIL = re.compile(
    r"(?P<before>之前|以前|前(?![往来去后妻夫男女科台述几天日年任线门排方面景列]))|之内|以内|内(?![部容地政蒙])|为止|截止|止(?!损)"
)

PATTERNS = (
    pattern(
        "(今|明|后|大后|昨|前|大前)(?:天|日|儿个?|(?=[早晚夜]|一早))",
        lambda m: days.in_days(_RELATIVE_DAYS[m[1]]),
    ),
    pattern(rf"(本|这|下下|下|上上|上|){_WEEK}{_ISO}", _of_week),
    pattern(rf"(本|这|下下|下|上上|上)个(?:星期|礼拜){_ISO}", _of_week),
    pattern(rf"下个周{_ISO}", lambda m: days.next_weekday(_iso(m[1]))),
    pattern(rf"{_YEAR}({N})月({N})[日号]", _dated),
    pattern(rf"{_YEAR}({N})月({N})(?= *$)", _dated),
    pattern(
        rf"(本|这个?|当|下下个?|下个?|上个?)月({N})[日号]",
        lambda m: days.in_month(_NEXT[m[1].rstrip("个")], number(m[2])),
    ),
    pattern(rf"({N})[日号](?![楼线院室门])", lambda m: days.day_of_month(number(m[1]))),
    pattern(
        "(本|这个|当|下下个?|下个?|)月(?:[底末]|的?最后一[天日])",
        lambda m: days.end_of_month(_NEXT[m[1].rstrip("个")]),
    ),
    pattern(rf"({N})月[底末]", lambda m: days.end_of_named_month(number(m[1]))),
    pattern("([今本明]?)年[底末]", lambda m: days.end_of_year(_RELATIVE_YEARS[m[1]])),
    pattern(f"({'|'.join(_PARTS)})(?![些点于期])", lambda m: _PARTS[m[1]]),
    pattern("正午|中午", lambda _: Clock(12)),
    pattern(
        rf"差(一刻|两刻|{N}分钟?)(?:钟|到)?({N})点钟?|({N})点钟?差(一刻|两刻|{N}分钟?)",
        lambda m: _short_of(m),
    ),
    pattern(f"(本|这|下){_WEEK}(?:之内|内)", lambda m: days.end_of_week(_NEXT[m[1]])),
    pattern("午夜|子夜", lambda _: Clock(0, kind="midnight")),
    pattern(
        rf"({N})(?:点钟?|时)(?![建意要])整?(?:(半|[一三123]刻)|({N})分|([0-5]\d|[零〇一二三四五十]{{2,3}})(?![名个人]))?",
        _clock,
    ),
    pattern(rf"再?{LENGTH}{_LATER}|再?过{LENGTH}{_LATER}?", lambda m: _length(m[1] or m[2])),
    pattern(LENGTH, lambda m: _length(m[1], Firm.NEVER)),
    pattern(rf"{N}个?工作日|半(?:天|个月){_LATER}", lambda _: Vague()),
    pattern("每天|每日|天天", lambda _: Repeat(_daily)),
    pattern("(?:每个?)?工作日(?!内)", lambda _: _weekly_span("一", "五")),
    pattern(
        rf"每个?{_WEEK}([一二三四五六日天])[至到]{_WEEK}?([一二三四五六日天])",
        lambda m: _weekly_span(m[1], m[2]),
    ),
    pattern(rf"每个?{_WEEK}((?:[、,和及]?{_WEEK}?[一二三四五六日天])+)", lambda m: _weekly(m[1])),
    pattern(rf"每个?月({N})[日号]", lambda m: _monthly(number(m[1]))),
    pattern("每个?月(?:月?[底末]|最后一[天日])", lambda _: _monthly(31)),
    pattern(
        f"每个?月的?(?:第([一二三四1234])|最后一)个?{_WEEK}([一二三四五六日天])",
        lambda m: _nth_monthly(m[1], m[2]),
    ),
    pattern("每个?季度?的?(?:第一天|首日|初)?", lambda _: Repeat(_quarterly)),
    pattern(f"逢{_WEEK}([一二三四五六日天])", lambda m: _weekly(m[1])),
    pattern(
        f"{_WEEK}([一二三四五六日天])[至到]{_WEEK}?([一二三四五六日天])(?:每天|每日|都)",
        lambda m: _weekly_span(m[1], m[2]),
    ),
    pattern(rf"每年({N})月({N})[日号]", lambda m: _yearly(number(m[1]), number(m[2]))),
    pattern(rf"每个?月{N}[日号]?(?:(?:[和、及,跟与同]|还有){N}[日号])+", lambda _: Vague(Firm.REMINDER)),
    pattern(r"隔[一1]?[天日周]", lambda _: Vague(Firm.REMINDER)),
    pattern(rf"每隔?(?:{N}个?)?(?:小时|天|日|周|星期|礼拜|月|年)", lambda _: Vague(Firm.REMINDER)),
    pattern(
        rf"[本这下上]+个?(?:{_WEEK}末?|月[初]?|年初?)|周末|月初|年初|{N}月[初上中下]旬?", lambda _: Vague()
    ),
    pattern(
        rf"农历(?:(?:[正冬腊闰]|{N})月(?:初?{N}|廿{N})?)?|[正冬腊]月(?:初?{N}|廿{N})?|下班|尽快",
        lambda _: Vague(),
    ),
)
