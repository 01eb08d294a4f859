"""The steps on the way to a deadline and behind it: one plan, worked out from the time that is given.

A week gives a warning a day ahead; two hours give one of minutes. Whoever is asked urgently is rung a handful
of times, however long there is. No step lies in hours in which nobody is rung: a warning that would be held
past what it warns of comes at the end of the working hours before, what is late counts from the step that was
told before it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from handlers.core.rules import Reminding
from handlers.core.when_to_ring import AWAKE
from handlers.times.working_hours import Quiet, last_open, next_ring

LATE = ("deputy", "agency", "coordinator")
_FOLLOWS = {"due": "deputy", "deputy": "agency", "agency": "coordinator"}
MOST_COORDINATORS = 3  # one after the other; then it stands in the list that they read in the morning
_ALWAYS = Quiet(time(0), time(0), weekends=False, holidays=False)
_AT_NIGHT = timedelta(days=1)  # what is urgent and owed within it may ring at night
_URGENT_AS_LONG_AS = timedelta(hours=8)  # for which the urgent steps are meant; with more time they stretch
_PART = 6  # of the time: a warning that is not urgent is no longer ahead than this
_BEFORE_FREE = timedelta(hours=4)  # a warning that must come before free days: so long before they begin
COORDINATOR_HAS = timedelta(days=1)  # until the next one is asked, where the last one did not take it …
_URGENT_COORDINATOR = timedelta(hours=1)  # … of something urgent
_MOST_AGAIN = timedelta(days=28)
_RINGS = 32  # the first of these parts of the time until the first ring; each pause is twice as long
_SHORTEST = timedelta(minutes=5)  # a warning ahead of less than this helps nobody
_USELESS = 4  # a warning of which less than this part is left is held too long


@dataclass(frozen=True)
class Hours:
    """When the people who owe an answer may be rung."""

    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    country: str | None = None
    quiet: Quiet = field(default_factory=Quiet)

    def following(self, at: datetime) -> datetime:
        return next_ring(at, self.zone, self.country, self.quiet)

    def warns_at(self, before: datetime) -> datetime | None:
        """Near the end of the open hours that end last before that."""
        found = last_open(before, self.zone, self.country, self.quiet)
        return None if found is None else max(found[0], found[1] - _BEFORE_FREE)


@dataclass(frozen=True)
class Step:
    name: str
    at: datetime
    round: int = 0


@dataclass(frozen=True)
class Ladder:
    """`since`: when what is owed was received; `hours`: of whoever owes it, `others`: of colleagues, each of
    whom is warned in time."""

    since: datetime
    due: datetime
    urgent: bool
    hours: Hours
    how: Reminding
    others: Sequence[Hours] = ()

    @property
    def given(self) -> timedelta:
        return self.due - self.since

    def pace(self) -> Hours:
        """Of these steps: urgent ones keep no working hours, and the night where there is time for it."""
        if not self.urgent:
            return self.hours
        return Hours(self.hours.zone, self.hours.country, _ALWAYS if self.may_wake else AWAKE)

    @property
    def may_wake(self) -> bool:
        return self.urgent and may_wake(self.since, self.due)

    def ring(self, round_: int, last: datetime) -> Step | None:
        """The next person is rung, the pause after `last` twice the one before; none past the deadline."""
        first, most = max(self.how.ring_first, self.given / _RINGS), max(self.how.ring_most, self.given / 4)
        at = self.pace().following(last + min(first * 2 ** min(round_, 16), most))
        return Step("ring", at, round_) if at < self.due else None

    def warning(self) -> Step | None:
        """The first that any of them needs."""
        found = [replace(self, hours=one, others=()).own_warning() for one in (self.hours, *self.others)]
        return min(filter(None, found), key=lambda step: step.at, default=None)

    def own_warning(self) -> Step | None:
        urgent = self.how.urgent_warning * (self.given / _URGENT_AS_LONG_AS)
        ahead = min(self.how.warning, urgent if self.urgent else self.given / _PART)
        wanted, pace = self.due - ahead, self.pace()
        at = pace.following(wanted)
        is_held = at >= self.due or (at > wanted and self.due - at < ahead / _USELESS)
        if is_held:
            at = pace.warns_at(wanted) or self.due
        return Step("before", at) if ahead >= _SHORTEST and self.since < at < self.due else None

    def unseen(self, now: datetime) -> Step | None:
        return Step("unseen", self.pace().following(now + min(self.how.unseen, self.given / _PART)))

    def late(self, name: str, last: datetime) -> Step:
        """What follows `last`, which was told at that time."""
        calm, urgent = self.how.late, self.how.urgent_late
        stretch = max(1.0, self.given / _URGENT_AS_LONG_AS)
        after = (
            [min(one, two * stretch) for one, two in zip(calm, urgent, strict=True)] if self.urgent else calm
        )
        which = LATE.index(name)
        pause = after[which] - (after[which - 1] if which else timedelta(0))
        return Step(name, self.pace().following(last + pause))

    def next_coordinator(self, round_: int, last: datetime) -> Step:
        pause = _URGENT_COORDINATOR if self.urgent else COORDINATOR_HAS
        return Step("coordinator", self.pace().following(last + pause), round_)

    def again(self, round_: int, last: datetime) -> Step:
        """The last step, until it is answered: in working hours, each pause twice as long."""
        return Step("again", self.hours.following(last + again_after(self.how, round_)), round_)

    def after(self, name: str, round_: int, told: datetime, coordinators: int) -> Step | None:
        """What follows a step that was told; None where it is planned already, or nothing is."""
        if name == "ring":
            return self.ring(round_ + 1, told)
        if name in _FOLLOWS:
            return self.late(_FOLLOWS[name], told)
        if name == "coordinator" and round_ + 1 < min(coordinators, MOST_COORDINATORS):
            return self.next_coordinator(round_ + 1, told)
        if name in {"coordinator", "again"}:
            return self.again(round_ + 1 if name == "again" else 0, told)
        return None

    def ahead(self, *, accepted: bool, now: datetime) -> Iterator[Step]:
        """What is planned from `now` on; of those that follow each other, the first."""
        warning = self.warning()
        if not accepted:
            first = self.ring(0, now) if self.urgent else self.unseen(now)
            if first is not None and (self.urgent or first.at < (warning.at if warning else self.due)):
                yield first
        if warning is not None:
            yield warning
        yield Step("due", self.pace().following(self.due))


def may_wake(since: datetime, due: datetime | None) -> bool:
    """Whether what is urgent leaves no time until the morning."""
    return due is None or due - since <= _AT_NIGHT


def again_after(how: Reminding, round_: int) -> timedelta:
    doublings: int = 2 ** min(round_, 16)
    return min(how.again * doublings, _MOST_AGAIN)


def plan(since: datetime, due: datetime, urgent: bool, hours: Hours, how: Reminding) -> list[Step]:
    """Every step of what nobody accepts or answers, each told at its time, until coordinators have it."""
    ladder = Ladder(since, due, urgent, hours, how)
    steps = list(ladder.ahead(accepted=False, now=since))
    last = steps[0] if steps[0].name == "ring" else None
    while last is not None and (last := ladder.ring(last.round + 1, last.at)) is not None:
        steps.append(last)
    at = next(step.at for step in steps if step.name == "due")
    for name in LATE:
        steps.append(ladder.late(name, at))
        at = steps[-1].at
    return sorted(steps, key=lambda step: step.at)
