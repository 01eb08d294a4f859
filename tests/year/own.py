"""People's own repeating reminders in the year, and when each has to go: worked out by the calendar alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tests.year.oracle import DAY, Oracle

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Habit:
    """What an officer writes behind /remind, and which days and time it means.

    `weekday`: ISO; `day`: of the month, its last one where it is shorter; `month` 0: of each month.
    """

    when: str
    words: str
    at: time
    weekday: int = 0
    day: int = 0
    month: int = 0

    def is_on(self, today: date) -> bool:
        if self.weekday and today.isoweekday() != self.weekday:
            return False
        if self.month and today.month != self.month:
            return False
        is_last = (today + DAY).month != today.month
        return not self.day or today.day == self.day or (is_last and today.day < self.day)


SELDOM = (
    Habit("every month on the 31st 09:00", "Close the list", time(9), day=31),
    Habit("every year on 29 February 08:15", "Anniversary", time(8, 15), day=29, month=2),
)
# clocks change on Sundays, in Spain at 02:00 and in Britain at 01:00
OFTEN = (Habit("every Sunday 02:30", "Look at the list", time(2, 30), weekday=7),)
OFTENER = (
    Habit("every Sunday 01:30", "Look at the night's list", time(1, 30), weekday=7),
    Habit("every day 00:00", "New day", time(0)),
    Habit("every day 02:30", "Look once more", time(2, 30)),
    Habit("every day 09:00", "Read the mail", time(9)),
)


def runs(habit: Habit, zone: ZoneInfo, start: datetime, end: datetime) -> Iterator[datetime]:
    """Strictly after `start`: one on each day that it names."""
    day = start.astimezone(zone).date() - DAY
    while (at := instant(datetime.combine(day, habit.at), zone)) < end:
        if habit.is_on(day) and at > start:
            yield at
        day += DAY


def instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """The first time that the clocks show this; where they jump over it, the first moment after the jump."""
    at = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if at.astimezone(zone).replace(tzinfo=None) == wall:
        return at
    while (at - MINUTE).astimezone(zone).utcoffset() == at.astimezone(zone).utcoffset():
        at -= MINUTE
    return at


def rings(habit: Habit, zone: str, oracle: Oracle, start: datetime, end: datetime) -> Sequence[datetime]:
    """When it is told: of all that fell into one outage, one is."""
    told = dict.fromkeys(oracle.done_at(at) for at in runs(habit, ZoneInfo(zone), start, end))
    return [at for at in told if at < end]
