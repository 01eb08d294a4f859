"""How long an answer may take: Directive (EU) 2023/977, Article 5(1), as the shipped default.

| request | what the contact point can reach | limit |
|---|---|---|
| urgent | directly | 8 hours |
| urgent | indirectly (must ask others) | 3 calendar days |
| any other | either | 7 calendar days |

The clock starts when the addressee receives the request. Weekends and holidays count. It stands still
while a clarification is awaited (Art. 6(3)), and may be lengthened for a judicial authorisation (Art. 5(2)).

Where the last calendar day ends: at the same wall-clock time as the receipt, in the addressee's zone. That
is the strict reading. Regulation 1182/71 Art. 3, which leaves out the day of receipt and runs to the last
hour of the last day, gives up to a day more; `Limits(to_end_of_day=True)` chooses it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from handlers.times.walltime import end_of_day, first_instant, local

# when a clarification was asked for, and when it came; None while it is still awaited
Stop = tuple[datetime, datetime | None]


@dataclass(frozen=True)
class CalendarDays:
    """A limit counted in local calendar days, weekends and holidays included."""

    days: int


Limit = timedelta | CalendarDays


@dataclass(frozen=True)
class Limits:
    """The operator's limits; the defaults are those of the Directive."""

    urgent_direct: Limit = timedelta(hours=8)
    urgent_indirect: Limit = CalendarDays(3)
    other: Limit = CalendarDays(7)
    to_end_of_day: bool = False


DIRECTIVE = Limits()


def limit(urgent: bool, direct: bool, limits: Limits = DIRECTIVE) -> Limit:
    """The limit by urgency, and by whether the addressee can reach the information itself."""
    if not urgent:
        return limits.other
    return limits.urgent_direct if direct else limits.urgent_indirect


def due(
    received: datetime,
    urgent: bool,
    direct: bool,
    zone: ZoneInfo,
    limits: Limits = DIRECTIVE,
    stops: Iterable[Stop] = (),
    extension: timedelta = timedelta(0),
) -> datetime | None:
    """When the answer is owed (UTC), `zone` being the addressee's; None while the clock stands still.

    Each stop that began before the answer was owed moves the end by its length; stops that overlap count
    once. A stop that began after the end changes nothing: what was late stays late.
    """
    return moved(_end(received, limit(urgent, direct, limits), zone, limits) + extension, received, stops)


def moved(owed: datetime, received: datetime, stops: Iterable[Stop]) -> datetime | None:
    """An end already fixed (a requester's own date too), moved by the times the clock stood still."""
    counted_to = received
    for start, stop in sorted(stops, key=lambda pair: pair[0]):
        if start >= owed:
            break
        if stop is None:
            return None
        begin = max(start, counted_to)
        if stop > begin:
            owed += stop - begin
            counted_to = stop
    return owed


def _end(received: datetime, length: Limit, zone: ZoneInfo, limits: Limits) -> datetime:
    if isinstance(length, timedelta):
        return received + length
    here = local(received, zone).replace(tzinfo=None)
    last = here + timedelta(days=length.days)
    return end_of_day(last.date(), zone) if limits.to_end_of_day else first_instant(last, zone)
