"""Reading a line of 500 characters: what it is for, its date, its places, its marks."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bench.figures import Figure
from handlers import dates, places
from handlers.dates import anywhere
from handlers.law import typed_marks
from handlers.reading import cues

_LINES = (
    "Could China tell us by Friday 17:00 whether this company is known, and who owns the van seen in Lyon? ",
    "请西班牙协助核查：该公司是否在马德里注册，法人是谁，周五17点前答复，谢谢。两名女子在里昂某餐馆被控制。",
    "Two women from Shenyang are held in a restaurant in"
    " Lyon since Monday; they may be moved on 5 December. ",
)
_ZONE, _NOW = ZoneInfo("Europe/Madrid"), datetime(2026, 12, 1, 8, tzinfo=UTC)


def measure(quick: bool) -> list[Figure]:
    """The slowest of a hundred; beside it, what was read before: a date at the head of the line."""
    rounds = 40 if quick else 400
    lines = [(line * 6)[:500] for line in _LINES]
    ours = [_seconds(read, line) for read in (_own, _asked) for line in lines for _ in range(rounds)]
    bare = [
        _seconds(lambda line: dates.find(line, _ZONE, _NOW, "reminder"), line)
        for line in lines
        for _ in range(rounds)
    ]
    work = "reading a line of 500 characters (p99)"
    return [Figure(work, "ms", [_p99(ours)], [_p99(bare)], "≤ 5 ms", at_most=5.0)]


def _own(line: str) -> None:
    """As a reminder."""
    cues.every(line)
    anywhere.reminder(line, _ZONE, _NOW)


def _asked(line: str) -> None:
    """As what goes to another country."""
    cues.every(line)
    _, words = typed_marks.read(line)
    typed_marks.urgency(words)
    places.mentioned(words)
    anywhere.deadline(words, _ZONE, _NOW)


def _p99(seconds: list[float]) -> float:
    return sorted(seconds)[int(len(seconds) * 0.99)] * 1000


def _seconds(read: Callable[[str], object], line: str) -> float:
    begun = time.process_time()
    read(line)
    return time.process_time() - begun
