"""English words for dates, times and lengths of time."""

import re
from collections.abc import Iterator
from datetime import time, timedelta
from typing import Literal

from handlers.dates import days, pieces
from handlers.dates.numbers import ENGLISH as N
from handlers.dates.numbers import number
from handlers.dates.patterns import pattern
from handlers.dates.pieces import Clock, Days, Firm, Length, Part, Repeat, Vague
from handlers.times.recurring import Every, Rule

WEEKDAY = (
    r"(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday|s)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?"
    r"|sun(?:day)?)"
)
_MONTH = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?:(?<=\b[a-z]{3})\.)?"
)
_DAY = r"(\d{1,2})(?:st|nd|rd|th)?"
_NTH = r"(\d{1,2})(?:st|nd|rd|th)"
_YEAR = r"(?:(?:,? |-)(\d{4})(?![:\d]))?"
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WORKING = (1, 2, 3, 4, 5)
_HALVES: dict[str | None, Literal["bare", "am", "pm"]] = {None: "bare", "a": "am", "p": "pm"}

_UNITS = {
    word: unit
    for unit, words in {
        pieces.MINUTE: "m min mins minute minutes",
        pieces.HOUR: "h hr hrs hour hours",
        pieces.DAY: "d day days",
        pieces.WEEK: "w wk wks week weeks",
        pieces.FORTNIGHT: "fortnight fortnights",
        pieces.MONTH: "month months",
        pieces.YEAR: "yr yrs year years",
    }.items()
    for word in words.split()
}
_AMOUNT = rf"(?:{N}|\d{{1,3}}\.\d)"
_UNIT = rf"(?:{'|'.join(sorted(_UNITS, key=len, reverse=True))})(?![a-z])"
_APART = r"(?:(?<=\d)[ -]*|[ -]+)"  # "3d", but no day in "and"
_ONE_LENGTH = rf"{_AMOUNT}{_APART}(?:more )?{_UNIT}"
_HALF_MORE = r"(?:(?:an|one) (?:hour|day|week)|\d{1,2} hours?) and a (?:half|quarter)"
_QUARTERS = r"(?:three quarters|a quarter|one quarter|3/4) of an hour"
_AND_HALF = rf"{N} and a half (?:hours?|days?|weeks?|hrs?)"
_IN_WORDS = rf"half an hour|half an hr|{_QUARTERS}|{_HALF_MORE}|{_AND_HALF}"
LENGTH = rf"({_IN_WORDS}|{_ONE_LENGTH}(?:(?:,| and)? ?{_ONE_LENGTH})*+)(?!\d)"

_PARTS = {
    "morning": Part.MORNING,
    "afternoon": Part.AFTERNOON,
    "evening": Part.EVENING,
    "night": Part.EVENING,
}


def weekday(word: str) -> int:
    return _WEEKDAYS.index(word[:3]) + 1


def _month(word: str) -> int:
    return _MONTHS.index(word[:3]) + 1


def _bare_weekday(match: re.Match[str]) -> Days:
    """Short forms are words of their own, too: "sun", "sat nav"."""
    return days.on_weekday(weekday(match[1]), Firm.REMINDER if match[1].endswith("day") else Firm.NEVER)


def _named(day: str) -> Days:
    if day in {"today", "tomorrow"}:
        return days.in_days(1 if day == "tomorrow" else 0)
    return days.on_weekday(weekday(day))


def _weeks_later(weeks: str, day: str) -> Days:
    return days.later(_named(day), timedelta(weeks=number(weeks)))


def _with_month(day: str, name: str, year: str | None, firm: Firm = Firm.REMINDER) -> Days:
    if year:
        return days.dated(int(year), _month(name), int(day))
    return days.yearless(_month(name), int(day), firm)


def _month_first(match: re.Match[str]) -> Days:
    """Neither "may 5 women …" nor "march 5 women …" is a date, unless something else says so."""
    firm = Firm.NEVER if match[1] in {"may", "march"} else Firm.REMINDER
    return _with_month(match[2], match[1], match[3], firm)


def _length(words: str, firm: Firm = Firm.ALWAYS) -> Length | Vague:
    if words.startswith("half an h"):
        return Length(seconds=1800, firm=firm)
    if "of an hour" in words:
        return Length(seconds=900 if words.startswith(("a ", "one ")) else 2700, firm=firm)
    if (more := _MORE_HALF.fullmatch(words)) is not None:
        count = number(more[1]) + (0.25 if more[4] == "quarter" else 0.5)
        return pieces.total([(count, _UNITS[more[2] or more[3]])], firm)
    return pieces.total(_counted(words), firm)


_MORE_HALF = re.compile(rf"({N}) (?:and a half ({_UNIT})|({_UNIT}) and a (half|quarter))")


def _counted(words: str) -> Iterator[tuple[float, Length]]:
    for amount, unit in re.findall(rf"({_AMOUNT}){_APART}(?:more )?({_UNIT})", words):
        yield (float(amount) if "." in amount else number(amount)), _UNITS[unit]


def _hour(match: re.Match[str]) -> Clock:
    return Clock(number(match[1]), kind="bare")


def _past_or_to(match: re.Match[str]) -> Clock:
    """half past five, quarter to six."""
    hour, minutes = number(match[3]), 30 if match[1].startswith("h") else 15
    if match[2] != "past":
        hour, minutes = (hour - 2) % 12 + 1, 60 - minutes
    return Clock(hour, minutes, kind=_HALVES[match[4]])


def _minutes_past_or_to(match: re.Match[str]) -> Clock:
    """ten past nine, twenty to four."""
    minutes, hour = number(match[1]), number(match[3])
    if match[2] == "to":
        hour, minutes = (hour - 2) % 12 + 1, 60 - minutes
    return Clock(hour, minutes, kind=_HALVES[match[4]])


def _half_of_day(match: re.Match[str]) -> Clock:
    return Clock(number(match[1]), int(match[2] or 0), kind=_HALVES[match[3]])


def _weekly(names: str) -> Repeat:
    chosen = tuple(sorted({weekday(name) for name in re.findall(WEEKDAY, names)}))
    return Repeat(lambda at: Rule(Every.WEEK, at, weekdays=chosen))


def _weekly_span(first: int, last: int) -> Repeat:
    """ "Friday to Monday" goes over the week's end."""
    chosen = {(first - 1 + ahead) % 7 + 1 for ahead in range((last - first) % 7 + 1)}
    return Repeat(lambda at: Rule(Every.WEEK, at, weekdays=tuple(sorted(chosen))))


def _monthly(day: int) -> Repeat:
    return Repeat(lambda at: Rule(Every.MONTH, at, day=day))


_NTHS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "last": -1}
_ANY_NTH = f"({'|'.join(_NTHS)})"


def _nth_monthly(nth: str, name: str) -> Repeat:
    return Repeat(lambda at: Rule(Every.MONTH, at, weekdays=(weekday(name),), nth=_NTHS[nth]))


def _months_apart(months: int, day: int = 1) -> Repeat | Vague:
    if not 1 <= months <= 12:
        return Vague(Firm.REMINDER)
    return Repeat(lambda at: Rule(Every.MONTH, at, day=day, months=months))


def _yearly(day: str, name: str) -> Repeat:
    return Repeat(lambda at: Rule(Every.YEAR, at, day=int(day), month=_month(name)))


def _daily(at: time) -> Rule:
    return Rule(Every.DAY, at)


def _on_weekdays(at: time) -> Rule:
    return Rule(Every.WEEK, at, weekdays=_WORKING)


AHEAD = re.compile(rf"(?:{LENGTH}|the (day|week)) (?:before|ahead of|prior to)(?: the)? (?=\S)")


def length_of(words: str) -> Length | Vague:
    """A length of time by itself."""
    return _length(words)


# what may stand before a phrase; "before Friday" alone leaves open whether Friday itself is meant
LEAD = re.compile(
    r"(?:no later than|not later than|due (?:by|on)|by|until|till|due|deadline:?|(?P<before>before|prior to))"
    r"(?![a-z])"
)
JOIN = re.compile(r"(?:at|on|by|for|the)(?![a-z])|@|t(?=\d\d:)")
PATTERNS = (
    pattern(r"today", lambda _: days.in_days(0)),
    pattern(r"tonight", lambda _: (days.in_days(0), Part.EVENING)),
    pattern(r"this (morning|afternoon|evening)", lambda m: (days.in_days(0), _PARTS[m[1]])),
    # how colleagues say it in a language of their own
    pattern(r"heute|oggi|vandaag|aujourd['’]?hui", lambda _: days.in_days(0)),
    pattern(r"morgen|demain|ma[nñ]ana|domani|imorgon|i morgen", lambda _: days.in_days(1)),
    pattern(r"übermorgen|uebermorgen|overmorgen|après-demain|dopodomani", lambda _: days.in_days(2)),
    pattern(r"(?:tomm?orr?ow|tommorow|tmrw|tmr|tmw|tomo|2moro|2morrow)", lambda _: days.in_days(1)),
    pattern(r"(?:the )?day after tomorrow", lambda _: days.in_days(2)),
    pattern(r"yesterday|last night", lambda _: days.in_days(-1)),
    pattern(rf"({WEEKDAY})(?:(?<!day)\.)?", _bare_weekday),
    pattern(rf"coming ({WEEKDAY})", lambda m: days.on_weekday(weekday(m[1]))),
    pattern(rf"this (?:coming )?({WEEKDAY})", lambda m: days.in_week(weekday(m[1]), 0)),
    pattern(rf"next ({WEEKDAY})", lambda m: days.next_weekday(weekday(m[1]))),
    pattern(rf"(?:last|past) ({WEEKDAY})", lambda m: days.last_weekday(weekday(m[1]))),
    pattern(rf"({WEEKDAY})(?: of)? this week", lambda m: days.in_week(weekday(m[1]), 0)),
    pattern(rf"({WEEKDAY})(?: of)? next week", lambda m: days.in_week(weekday(m[1]), 1)),
    pattern(rf"next week(?: on)? ({WEEKDAY})", lambda m: days.in_week(weekday(m[1]), 1)),
    pattern(rf"({WEEKDAY})(?: of)? (?:the )?week after next", lambda m: days.in_week(weekday(m[1]), 2)),
    pattern(rf"({WEEKDAY}) week|(?:a )?week on ({WEEKDAY})", lambda m: _weeks_later("1", m[1] or m[2])),
    pattern(rf"({WEEKDAY}) after next|the {WEEKDAY} after next", lambda _: Vague(Firm.REMINDER)),
    pattern(
        rf"({N}) weeks? (?:from|after) (?:(?:this|the) )?(today|tomorrow|{WEEKDAY})",
        lambda m: _weeks_later(m[1], m[2]),
    ),
    pattern(
        rf"({N}) days? (?:from|after) (today|tomorrow|{WEEKDAY})",
        lambda m: days.later(_named(m[2]), timedelta(number(m[1]))),
    ),
    pattern(rf"(?:the )?{_DAY}(?: of)?[ -]?{_MONTH}{_YEAR}", lambda m: _with_month(m[1], m[2], m[3])),
    pattern(rf"{_MONTH}[ -]?(?:the )?{_DAY}{_YEAR}(?![:.]\d| ?[ap]\.?m)", _month_first),
    pattern(rf"(?:the )?{_NTH}(?: of (?:this|the) month)?", lambda m: days.day_of_month(int(m[1]))),
    pattern(rf"(?:the )?{_NTH} of next month", lambda m: days.in_month(1, int(m[1]))),
    pattern(r"(?:the )?end of (?:the |this )?month|month[- ]end|eom", lambda _: days.end_of_month(0)),
    pattern(r"(?:the )?end of next month", lambda _: days.end_of_month(1)),
    pattern(r"(?:the )?end of (?:the |this )?year|year[- ]end", lambda _: days.end_of_year(0)),
    pattern(rf"(?:the )?end of {_MONTH}(?! ?\d)", lambda m: days.end_of_named_month(_month(m[1]))),
    pattern(r"(?:the )?end of (?:the |this )?week", lambda _: days.end_of_week(0)),
    pattern(r"(?:the )?end of next week", lambda _: days.end_of_week(1)),
    pattern(r"(?:in the |at )?(morning|afternoon|evening|night)", lambda m: _PARTS[m[1]]),
    pattern(r"(?:12 )?(?:noon|midday)", lambda _: Clock(12)),
    pattern(r"(?:12 )?midnight", lambda _: Clock(0, kind="midnight")),
    pattern(r"(?:at )?(\d{1,2})(?:[:.](\d\d))? ?([ap])\.?m\.?", _half_of_day),
    pattern(rf"at ({N})(?![:.h]?\d|[ap]\.?m| ?h(?![a-z]))", _hour),
    pattern(rf"(?:at )?(?:around|about|roughly|ca\.?) ({N})(?= *(?:$|[,;]|remind))", _hour),
    pattern(rf"(?:at )?({N}) ?o['’]?clock", _hour),
    pattern(r"(?:at |around )?(\d{1,2})(?:[:.](\d\d))?ish(?: ?([ap])\.?m)?", _half_of_day),
    pattern(rf"(?:at )?({N})(?= (?:in the (?:morning|afternoon|evening)|at night))", _hour),
    pattern(
        rf"(?:at )?(?:a )?(half|hlaf|halve|quarter|quater) (past|to|before) ({N})(?: ?([ap])\.?m\.?)?",
        _past_or_to,
    ),
    pattern(
        rf"(?:at )?(five|ten|twenty|5|10|20)(?: minutes)? (past|to) ({N})(?: ?([ap])\.?m\.?)?",
        _minutes_past_or_to,
    ),
    pattern(r"(?:at )?([01]\d|2[0-4])([0-5]\d) ?(?:hrs|hours|h)", lambda m: Clock(int(m[1]), int(m[2]))),
    pattern(
        r"(?:at )?([01]\d|2[0-3])([0-5][05])(?= (?:[a-z]+ time|today|tomorrow|tmrw|on the \d)(?![a-z]))",
        lambda m: Clock(int(m[1]), int(m[2])),
    ),
    pattern(r"(?:at )?([01]?\d|2[0-3])h([0-5]\d)", lambda m: Clock(int(m[1]), int(m[2]))),
    pattern(rf"(?:in|within)(?: the next)? {LENGTH}(?:['’]?s?['’]? time)?", lambda m: _length(m[1])),
    pattern(rf"{LENGTH} (?:from now|hence)", lambda m: _length(m[1])),
    pattern(LENGTH, lambda m: _length(m[1], Firm.NEVER)),
    pattern(rf"{N} (?:working|business) days?", lambda _: Vague()),
    pattern(r"(?:every|each) day|daily", lambda _: Repeat(_daily)),
    pattern(
        r"(?:every|each) (?:weekday|(?:working|business|work) ?day)|(?:on )?(?:week|work|working )days",
        lambda _: Repeat(_on_weekdays),
    ),
    pattern(
        rf"(?:every|each) ({WEEKDAY}) ?(?:-|–|to|till|until) ?({WEEKDAY})",
        lambda m: _weekly_span(weekday(m[1]), weekday(m[2])),
    ),
    pattern(
        rf"(?:(?:every|each)|weekly(?: on)?) ({WEEKDAY}s?(?:(?:,? and |, ?|/| & ?| ){WEEKDAY}s?(?![a-z]))*)",
        lambda m: _weekly(m[1]),
    ),
    pattern(rf"(?:(?:every|each) month|monthly)(?: on)? (?:the )?{_DAY}", lambda m: _monthly(int(m[1]))),
    pattern(rf"(?:on )?(?:the )?{_NTH} of (?:every|each) month", lambda m: _monthly(int(m[1]))),
    pattern(rf"(?:every|each) {_NTH}(?: of the month)?", lambda m: _monthly(int(m[1]))),
    pattern(
        rf"(?:on )?(?:the )?{_ANY_NTH} ({WEEKDAY})s? (?:of|in) (?:every|each) month",
        lambda m: _nth_monthly(m[1], m[2]),
    ),
    pattern(
        rf"(?:(?:every|each) month|monthly),? on (?:the |its )?{_ANY_NTH} ({WEEKDAY})",
        lambda m: _nth_monthly(m[1], m[2]),
    ),
    pattern(
        rf"(?:every|each) (first|1st|last) ({WEEKDAY})(?: (?:of|in) the month)?",
        lambda m: _nth_monthly(m[1], m[2]),
    ),
    pattern(
        rf"(?:every|each) {_ANY_NTH} ({WEEKDAY}) (?:of|in) the month", lambda m: _nth_monthly(m[1], m[2])
    ),
    pattern(
        rf"(?:on )?(?:the )?{_ANY_NTH} ({WEEKDAY}) (?:of|in) (?:the|this) month",
        lambda m: days.nth_weekday(_NTHS[m[1]], weekday(m[2])),
    ),
    pattern(
        rf"(?:on )?(?:the )?{_ANY_NTH} ({WEEKDAY}) (?:of|in) next month",
        lambda m: days.nth_weekday(_NTHS[m[1]], weekday(m[2]), 1),
    ),
    pattern(
        rf"(?:every|each) ({N}) months,? (?:on )?(?:the )?{_DAY}",
        lambda m: _months_apart(number(m[1]), int(m[2])),
    ),
    pattern(
        r"(?:every|each) quarter(?:,? on (?:its |the )?(?:first|1st)(?: day)?)?|quarterly"
        r"|(?:on )?(?:the )?first day of (?:every|each) quarter",
        lambda _: Repeat(lambda at: Rule(Every.MONTH, at, day=1, months=3, phase=0)),
    ),
    pattern(
        r"(?:on"
        r" )?((?:mon|tues|wednes|thurs|fri|satur|sun)days(?:(?:,? and|,|/| &)"
        r" ?(?:mon|tues|wednes|thurs|fri|satur|sun)days)*)",
        lambda m: _weekly(m[1]),
    ),
    pattern(
        r"(?:(?:every|each) month|monthly) (?:on |at )?the (?:last day|end)|(?:every|each) month[- ]end"
        r"|(?:on )?(?:the )?last day of (?:every|each) month|(?:every|each) last day of the month",
        lambda _: _monthly(31),
    ),
    pattern(rf"(?:(?:every|each) (?:year )?|yearly )(?:on )?{_DAY} {_MONTH}", lambda m: _yearly(m[1], m[2])),
    pattern(rf"(?:(?:every|each) (?:year )?|yearly )(?:on )?{_MONTH} {_DAY}", lambda m: _yearly(m[2], m[1])),
    pattern(
        rf"(?:every|each) (?:other|second|third|{N}) \w+|fortnightly|hourly", lambda _: Vague(Firm.REMINDER)
    ),
    pattern(r"(?:every|each) (?:hour|week|month|year)", lambda _: Vague(Firm.REMINDER)),
    pattern(r"(?:week|month|year)ly", lambda _: Vague(Firm.REMINDER, repeats=True)),
    pattern(r"(?:this|next) (?:week|month|year|weekend)|(?:the )?weekend|soon|asap", lambda _: Vague()),
    pattern(r"(?:close|end) of (?:business|play|day|the day)|cob|eod", lambda _: Vague()),
)
