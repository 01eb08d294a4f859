"""When every reminder of a request has to go: worked out from what people did, without the product's code.

It knows the house rules as they are written for officers, the clocks of the zones, and the calendars of
public holidays. Instants are aware and in UTC.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LATE = {False: (DAY, 2 * DAY, 3 * DAY), True: (HOUR, 2 * HOUR, 4 * HOUR)}
WARNING = {False: DAY, True: 2 * HOUR}


@dataclass(frozen=True)
class Person:
    handle: str
    zone: str
    country: str | None


@dataclass(frozen=True)
class Outage:
    start: datetime
    end: datetime


@dataclass
class Story:
    """What happened to one request. `team`: who owes the answer, `above` and `coordinators` over it."""

    asker: Person
    team: Sequence[Person]
    above: Sequence[Person]
    coordinators: Sequence[Person]
    urgent: bool
    filed: datetime
    accepted: datetime | None = None
    holder: Person | None = None
    answered: datetime | None = None
    confirmed: datetime | None = None


@dataclass
class Oracle:
    """`outages`: while one lasts nothing is done; what was due then is done at its end."""

    outages: Sequence[Outage]
    end: datetime
    seen: list[tuple[str, datetime]] = field(default_factory=list)

    def done_at(self, at: datetime) -> datetime:
        return next((one.end for one in self.outages if one.start <= at < one.end), at)

    def rings(self, story: Story) -> Iterator[tuple[str, datetime]]:
        """(who, when), each once."""
        last = story.confirmed or self.end
        answered = story.answered or self.end
        until_accepted = min(story.accepted or answered, answered)
        yield from self._part(story, story.filed, until_accepted, self._open(story, False))
        if story.accepted is not None:
            yield from self._part(story, story.accepted, answered, self._open(story, True))
        if story.answered is not None:
            steps = [(story.answered + 7 * DAY, "confirm", 0)]
            yield from self._part(story, story.answered, min(last, story.answered + 30 * DAY), steps)

    def _open(self, story: Story, accepted: bool) -> list[tuple[datetime, str, int]]:
        owed = due(story)
        start = story.accepted if accepted and story.accepted else story.filed
        steps = [(owed - WARNING[story.urgent], "before", 0), (owed, "due", 0)]
        names = ("deputy", "agency", "coordinator")
        steps += [(owed + late, name, 0) for late, name in zip(LATE[story.urgent], names, strict=True)]
        if not accepted and story.urgent:
            steps.append((start + timedelta(minutes=15), "ring", 0))
        elif not accepted and start + DAY < owed - DAY:
            steps.append((start + DAY, "unseen", 0))
        return [step for step in steps if step[0] > start] or [(start + 7 * DAY, "again", 0)]

    def _part(
        self, story: Story, start: datetime, end: datetime, steps: list[tuple[datetime, str, int]]
    ) -> Iterator[tuple[str, datetime]]:
        """What rings between two acts of people; what has not rung by the second is dropped."""
        waiting: dict[Person, datetime] = {}
        urgent = story.urgent and not (story.answered is not None and start >= story.answered)
        while steps:
            steps.sort()
            at, name, turn = steps.pop(0)
            now = self.done_at(at)
            if now >= end:
                break
            yield from self._rung(waiting, now, end)
            for person in recipients(story, name, turn, start):
                meant = allowed(at, person, urgent)
                ring = meant if meant > now else allowed(now, person, urgent)
                waiting[person] = min(waiting.get(person, ring), ring)
            if name == "ring":
                pause = min(timedelta(minutes=15) * 2 ** min(turn + 1, 9), 4 * HOUR)
                steps.append((now + pause, "ring", turn + 1))
            elif name in {"coordinator", "again"}:
                steps.append((now + 7 * DAY, "again", turn + 1))
        yield from self._rung(waiting, end, end)

    def _rung(
        self, waiting: dict[Person, datetime], until: datetime, end: datetime
    ) -> Iterator[tuple[str, datetime]]:
        for person, ring in list(waiting.items()):
            if (told := self.done_at(ring)) < until and told < end:
                del waiting[person]
                yield person.handle, told


def recipients(story: Story, name: str, turn: int, start: datetime) -> Sequence[Person]:
    if name == "confirm":
        return [story.asker]
    if name in {"coordinator", "again"}:
        return story.coordinators
    if name == "ring":
        everyone = [*story.team, *story.above, *story.coordinators]
        return [everyone[turn % len(everyone)]]
    if name == "agency":
        return [*story.team, *story.above]
    if name in {"unseen", "before", "due"} and story.holder and story.accepted and start >= story.accepted:
        return [story.holder]
    return story.team


def due(story: Story) -> datetime:
    """8 hours, or the same wall time a week later where the answer is owed."""
    if story.urgent:
        return story.filed + 8 * HOUR
    zone = ZoneInfo(story.team[0].zone)
    wall = (story.filed.astimezone(zone) + 7 * DAY).replace(fold=0)
    at = wall.astimezone(UTC)
    if at.astimezone(zone).replace(tzinfo=None) != wall.replace(tzinfo=None):
        # the clocks jumped over it: the first moment after the jump
        at = at.astimezone(zone).replace(minute=0, second=0, microsecond=0).astimezone(UTC)
    return at


def allowed(at: datetime, person: Person, urgent: bool) -> datetime:
    """The first moment on a working day between 8:00 and 20:00 of this person's clock."""
    if urgent:
        return at
    zone = ZoneInfo(person.zone)
    day = at.astimezone(zone).date()
    for ahead in range(60):
        today = day + ahead * DAY
        opens = datetime.combine(today, time(8), zone).astimezone(UTC)
        closes = datetime.combine(today, time(20), zone).astimezone(UTC)
        if works(person.country, today.year, today.toordinal()) and at < closes:
            return max(at, opens)
    raise AssertionError("Nobody is closed for two months.")


@cache
def calendar(country: str | None, year: int) -> holidays.HolidayBase | None:
    return holidays.country_holidays(country, years=year, expand=False) if country else None


@cache
def works(country: str | None, year: int, ordinal: int) -> bool:
    day = datetime.fromordinal(ordinal).date()
    free = calendar(country, year)
    if free is not None and day in free.weekend_workdays:
        return True
    return day.weekday() < 5 and (free is None or day not in free)
