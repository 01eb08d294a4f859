"""What time it is elsewhere when it is so late here: 15:00 in Madrid is 22:00 in Beijing."""

import re
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from handlers import dates
from handlers import places as gazetteer
from handlers.core.context import Context
from handlers.core.speech import says
from handlers.dates import NotUnderstood, Understood, anywhere, daytime
from handlers.places import Place
from handlers.times import showing
from handlers.times.walltime import local
from handlers.vocabulary.text import Text, bold, lines
from handlers.vocabulary.voice import Voice

_TIME = re.compile(
    r"\b(?:what(?: is|['’]?s)? (?:the )?time|the time|time difference|(?:current|local) time|how late"
    r"|time in)\b"
    r"|几点|时差|什么时间",
    re.IGNORECASE,
)
_DIFFERENCE = re.compile(r"time difference|时差|差几个?小时", re.IGNORECASE)
_IN = re.compile(r"\s*(?:o'clock )?(?:in|at)\b")
_HERE = re.compile(r"\b(?:here|my time|our time|for me|for us)\b|这边|这里|我们|咱们|我这", re.IGNORECASE)


def asked(ctx: Context, line: str, places: Sequence[Place]) -> bool:
    """A time here or there turned into the other; or the difference. The time there alone stands with the
    contact."""
    if _TIME.search(line) is None or not places:
        return False
    zones = list(dict.fromkeys(filter(None, (gazetteer.zone_of(place.iso) for place in places))))
    if not zones:
        return False
    _, found = anywhere.mentions(line)
    clock = next((one for one in found if one.phrase.clock is not None), None)
    if clock is not None:
        return _turned(ctx, line, clock, [ZoneInfo(one) for one in zones])
    if len(zones) == 1 and _DIFFERENCE.search(line) is None:
        return False
    both = zones[:2] if len(zones) > 1 else [ctx.zone.key, *zones]
    return _tell(ctx, ctx.now, both)


def _is_here(line: str, clock: anywhere.Mention) -> bool:
    """ "here" before the clock, or right behind it."""
    behind = _HERE.match(line[clock.end :].lstrip(" ,，"))
    return _HERE.search(line[: clock.start]) is not None or behind is not None


def _turned(ctx: Context, line: str, clock: anywhere.Mention, zones: Sequence[ZoneInfo]) -> bool:
    """The clock belongs to the place that stands before it; else it is one's own."""
    before = gazetteer.mentioned(line[: clock.start])
    there = zones[0]
    behind = _IN.match(line, clock.end) is not None
    is_there = (bool(before) or behind or clock.phrase.zones) and not _is_here(line, clock)
    source = there if is_there else ctx.zone
    target = (zones[1] if len(zones) > 1 else ctx.zone) if is_there else there
    said = line[clock.start : clock.end]
    day = next((one for one in anywhere.mentions(line)[1] if one.phrase.days and not one.phrase.clock), None)
    if day is not None and not clock.phrase.days:
        said = f"{line[day.start : day.end]} {said}"
    result = dates.read(said, source, ctx.now, "deadline")
    moments = (result.at,) if isinstance(result, Understood) else result.choices
    if isinstance(result, NotUnderstood) and (likely := daytime.likely(result, source)) is not None:
        moments = (likely.at,)
    return bool(moments) and _tell(ctx, moments[0], [source.key, target.key])


def _tell(ctx: Context, at: datetime, zones: Sequence[str]) -> bool:
    ctx.reply("contacts.time", time=at.isoformat(), zones=list(zones))
    return True


@says("contacts.time")
def _say_time(voice: Voice, time: str, zones: Sequence[str]) -> Text:
    at, (first, second) = datetime.fromisoformat(time), map(ZoneInfo, zones)
    shown = showing.show(at, [first, second], voice.language, voice.now)
    ahead = (local(at, second).utcoffset() or _NONE) - (local(at, first).utcoffset() or _NONE)
    return lines(bold(shown), _difference(voice, ahead, first, second))


_NONE = datetime.resolution * 0


def _difference(voice: Voice, ahead: object, first: ZoneInfo, second: ZoneInfo) -> str:
    here, there = (showing.city(one, voice.language) for one in (first, second))
    if not isinstance(ahead, type(_NONE)) or ahead == _NONE:
        return voice.t("%(one)s and %(other)s have the same time.", one=here, other=there)
    one, other = (there, here) if ahead > _NONE else (here, there)
    return voice.t(
        "%(one)s is %(length)s ahead of %(other)s.", one=one, other=other, length=voice.duration(abs(ahead))
    )
