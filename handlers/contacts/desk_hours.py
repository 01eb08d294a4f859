"""When a desk is open: how it is typed, kept, shown, and whether it is open now.

Kept as "24/7" or "1-5 09:00-17:00" (ISO weekdays, wall times of the desk's own zone).
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel.dates import get_day_names

from handlers.times import showing, working_hours
from handlers.times.walltime import first_instant, local
from handlers.vocabulary.voice import Voice

ALWAYS = "24/7"
_ALWAYS_WORDS = re.compile(r"24\s*/\s*7|24\s*h(ours)?|round the clock|always|24\s*小时|全天(候)?|昼夜")
_KEPT = re.compile(r"([1-7])-([1-7]) (\d\d:\d\d)-(\d\d:\d\d)")
_CLOCKS = re.compile(r"(\d{1,2})(?:[:.点](\d{2})?)?\s*(?:-|to|至|到)\s*(\d{1,2})(?:[:.点](\d{2})?)?$")
_DAYS = {
    "mon": 1,
    "tue": 2,
    "wed": 3,
    "thu": 4,
    "fri": 5,
    "sat": 6,
    "sun": 7,
    "一": 1,
    "二": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "日": 7,
    "天": 7,
}
_DAY = re.compile(r"(mon|tue|wed|thu|fri|sat|sun)[a-z]*|(?:周|星期|礼拜)([一二三四五六日天])")
_LOOK_AHEAD = 15  # days; no desk is closed for longer in a row


@dataclass(frozen=True)
class Desk:
    first: int
    last: int
    opens: time
    closes: time


def read(typed: str) -> str:
    """ "Mon-Fri 9-17", "周一至周五 9:00-17:00", "24/7" as kept. ValueError for anything else."""
    words = unicodedata.normalize("NFKC", typed).casefold().strip()
    words = words.replace("–", "-").replace("—", "-").replace("~", "-")
    if _ALWAYS_WORDS.fullmatch(words):
        return ALWAYS
    clocks = _CLOCKS.search(words)
    if clocks is None:
        raise ValueError(typed)
    days = [_DAYS[english or chinese] for english, chinese in _DAY.findall(words[: clocks.start()])] or [1, 5]
    opens, closes = (time(int(h), int(m or 0)) for h, m in (clocks.group(1, 2), clocks.group(3, 4)))
    if opens >= closes or days[0] > days[-1] or len(days) > 2:
        raise ValueError(typed)
    return f"{days[0]}-{days[-1]} {opens:%H:%M}-{closes:%H:%M}"


def desk(kept: str) -> Desk | None:
    """None where nobody said when it is open, or where it always is."""
    found = _KEPT.fullmatch(kept)
    if found is None:
        return None
    first, last, opens, closes = found.groups()
    return Desk(int(first), int(last), time.fromisoformat(opens), time.fromisoformat(closes))


def show(voice: Voice, kept: str) -> str:
    """ "Mon–Fri 09:00–17:00" in the reader's language."""
    found = desk(kept)
    if found is None:
        return voice.t("round the clock") if kept == ALWAYS else voice.t("unknown")
    names = get_day_names("abbreviated", locale=showing.locale(voice.language))
    first, last = names[found.first - 1], names[found.last - 1]
    days = first if first == last else voice.t("%(first)s to %(last)s", first=first, last=last)
    return f"{days} {found.opens:%H:%M}–{found.closes:%H:%M}"


def is_open(kept: str, zone: ZoneInfo, country: str, at: datetime) -> bool | None:
    """None where nobody said."""
    if kept == ALWAYS:
        return True
    found = desk(kept)
    if found is None:
        return None
    here = local(at, zone)
    return _works(found, here, country) and found.opens <= here.time() < found.closes


def changes_at(kept: str, zone: ZoneInfo, country: str, at: datetime) -> datetime | None:
    """When it closes, or opens again."""
    found = desk(kept)
    if found is None:
        return None
    here = local(at, zone)
    if is_open(kept, zone, country, at):
        return first_instant(datetime.combine(here.date(), found.closes), zone)
    for ahead in range(_LOOK_AHEAD):
        day = here + timedelta(days=ahead)
        opens = first_instant(datetime.combine(day.date(), found.opens), zone)
        if opens > at and _works(found, day, country):
            return opens
    return None


def _works(found: Desk, day: datetime, country: str) -> bool:
    """A desk keeps the public holidays of its country, and works on a weekend day made up for one."""
    if (found.first, found.last) == (1, 5):
        return working_hours.is_working_day(day.date(), country)
    named = found.first <= day.isoweekday() <= found.last
    return named and working_hours.holiday_name(day.date(), country) is None
