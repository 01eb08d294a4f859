"""Every week, every second one, every third one: "every other Monday", "every 3 weeks on Friday", 每两周周一.

每隔两周 and "biweekly" are read both ways by those who write them: they stay unknown.
"""

import re
from datetime import time

from handlers.dates.english import WEEKDAY, weekday
from handlers.dates.numbers import CHINESE, ENGLISH, number
from handlers.dates.patterns import pattern
from handlers.dates.pieces import Firm, Repeat, Vague
from handlers.times.recurring import MOST_WEEKS, Every, Rule

_DAYS = rf"({WEEKDAY}s?(?:(?:,? and|,|/| &) ?{WEEKDAY}s?)*)"
_OTHER = "(?:every|each) (?:other|second|2nd)"
_WEEKS = rf"(?:{_OTHER} week|(?:every|each) ({ENGLISH}) weeks|(?:every|each) fortnight|fortnightly)"
_WEEK = "(?:周|星期|礼拜)"
_ISO = "一二三四五六日天"
_DAYS_ZH = rf"({_WEEK}[{_ISO}](?:[、,和及]?{_WEEK}?[{_ISO}])*)"
_WEEKS_ZH = rf"(?:每({CHINESE})个?{_WEEK}|隔周|每隔一?个?{_WEEK})"


def _on(days: tuple[int, ...], weeks: int) -> Repeat | Vague:
    """Without `days`, any of the seven may be meant."""
    if not 1 <= weeks <= MOST_WEEKS:
        return Vague(Firm.REMINDER)

    def rule(at: time) -> Rule:
        return Rule(Every.WEEK, at, weekdays=days, weeks=weeks)

    # "weekly report" may be what it is about, as long as no day and no hour is said
    return Repeat(rule, Firm.REMINDER if days or weeks > 1 else Firm.NEVER, any_day=not days)


def _count(found: str | None) -> int:
    return number(found) if found else 2


def _english(names: str) -> tuple[int, ...]:
    return tuple(sorted({weekday(name) for name in re.findall(WEEKDAY, names)}))


def _chinese(names: str) -> tuple[int, ...]:
    found = re.findall(f"[{_ISO}]", re.sub(_WEEK, "", names))
    return tuple(sorted({_ISO.index("日" if char == "天" else char) + 1 for char in found}))


PATTERNS = (
    pattern(rf"{_OTHER} {_DAYS}(?! (?:of|in) )", lambda m: _on(_english(m[1]), 2)),
    pattern(rf"{_WEEKS},?(?: on)? {_DAYS}", lambda m: _on(_english(m[2]), _count(m[1]))),
    pattern(_WEEKS, lambda m: _on((), _count(m[1]))),
    pattern(r"(?:every|each) week|weekly", lambda _: _on((), 1)),
    pattern(rf"{_WEEKS_ZH}的?{_DAYS_ZH}", lambda m: _on(_chinese(m[2]), _count(m[1]))),
    pattern(rf"{_WEEKS_ZH}(?![一末内])", lambda m: _on((), _count(m[1]))),
    pattern(rf"每个?{_WEEK}(?![{_ISO}末内])", lambda _: _on((), 1)),
)
