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
LATE_NAMES = ("deputy", "agency", "coordinator")
PAUSES = {False: (DAY, DAY, DAY), True: (HOUR, HOUR, 2 * HOUR)}
NEXT = {False: DAY, True: HOUR}  # until the next coordinator is asked
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
        owed, start = due(story), story.accepted if accepted and story.accepted else story.filed
        warned, told = warning(story, owed), in_hours(story, owed)
        steps = [(warned, "before", 0)] if warned > story.filed else []
        if not accepted and story.urgent:
            steps.append((start + timedelta(minutes=15), "ring", 0))
        elif not accepted:
            asked = in_hours(story, start + min(DAY, (owed - story.filed) / 6))
            steps += [(asked, "unseen", 0)] if asked < (warned if warned > story.filed else owed) else []
        steps = [step for step in [*steps, (told, "due", 0)] if step[0] > start]
        if steps:
            return steps
        # taken up after its deadline: the late step that would come next
        for name, pause in zip(LATE_NAMES, PAUSES[story.urgent], strict=True):
            told = in_hours(story, told + pause)
            if told > start:
                return [(told, name, 0)]
        return [(in_working_hours(story, start + 7 * DAY), "again", 0)]

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
            for person in readers(story, name, turn):
                ring = max(morning(at, person), morning(now, person))
                waiting[person] = min(waiting.get(person, ring), ring)
            steps += following(story, name, turn, now)
        yield from self._rung(waiting, end, end)

    def _rung(
        self, waiting: dict[Person, datetime], until: datetime, end: datetime
    ) -> Iterator[tuple[str, datetime]]:
        for person, ring in list(waiting.items()):
            if (told := self.done_at(ring)) < until and told < end:
                del waiting[person]
                yield person.handle, told


def following(story: Story, name: str, turn: int, now: datetime) -> list[tuple[datetime, str, int]]:
    """What is planned when a step is told."""
    chain = ("due", *LATE_NAMES)
    if name == "ring":
        at = now + min(timedelta(minutes=15) * 2 ** min(turn + 1, 9), 4 * HOUR)
        return [(at, "ring", turn + 1)] if at < due(story) else []
    if name in chain[:-1]:
        place = chain.index(name)
        return [(in_hours(story, now + PAUSES[story.urgent][place]), chain[place + 1], 0)]
    if name == "coordinator" and turn + 1 < min(3, len(story.coordinators)):
        return [(in_hours(story, now + NEXT[story.urgent]), name, turn + 1)]
    if name in {"coordinator", "again"}:
        times = turn + 1 if name == "again" else 0
        return [(in_working_hours(story, now + min(7 * DAY * 2**times, 28 * DAY)), "again", times)]
    return []


def recipients(story: Story, name: str, turn: int, start: datetime) -> Sequence[Person]:
    if name == "confirm":
        return [story.asker]
    if name == "coordinator":
        return [story.coordinators[turn]]
    if name == "ring":
        theirs = [*story.team, *story.above]
        everyone = [*theirs[:2], *story.coordinators, *theirs[2:]]
        return [everyone[turn % len(everyone)]]
    if name == "agency":
        return [*story.team, *story.above]
    is_in_hand = name in {"unseen", "before", "due", "again"}
    if is_in_hand and story.holder and story.accepted and start >= story.accepted:
        return [story.holder]
    return story.team


def readers(story: Story, name: str, turn: int) -> Sequence[Person]:
    """The coordinators who read of it in the morning."""
    if name == "again":
        return story.coordinators
    return (
        [one for one in story.coordinators if one != story.coordinators[turn]]
        if name == "coordinator"
        else []
    )


def morning(at: datetime, person: Person) -> datetime:
    """The next nine o'clock of this person, from which on he or she may be rung."""
    zone = ZoneInfo(person.zone)
    day = at.astimezone(zone).date()
    nine = [datetime.combine(day + ahead * DAY, time(9), zone).astimezone(UTC) for ahead in (0, 1)]
    return allowed(next(one for one in nine if one >= at), person, urgent=False)


def in_working_hours(story: Story, at: datetime) -> datetime:
    return allowed(at, story.team[0], urgent=False)


def in_hours(story: Story, at: datetime) -> datetime:
    """Urgent requests of this year are owed within eight hours, and wait for nothing."""
    return at if story.urgent else in_working_hours(story, at)


def warning(story: Story, owed: datetime) -> datetime:
    """The earliest that one of the team needs."""
    if story.urgent:
        return owed - WARNING[True]
    return min(_warning(person, owed) for person in story.team)


def _warning(person: Person, owed: datetime) -> datetime:
    """A day ahead; where that would be held until a few hours before or later, four hours before one's last
    working day ends at eight in the evening."""
    wanted = owed - DAY
    at = allowed(wanted, person, urgent=False)
    if at == wanted or owed - at >= DAY / 4:
        return at
    zone = ZoneInfo(person.zone)
    day = wanted.astimezone(zone).date()
    while True:
        opens = datetime.combine(day, time(8), zone).astimezone(UTC)
        closes = min(datetime.combine(day, time(20), zone).astimezone(UTC), wanted)
        if works(person.country, day.year, day.toordinal()) and opens < closes:
            return max(opens, closes - 4 * HOUR)
        day -= DAY


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
