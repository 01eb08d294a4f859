"""The dates of a meeting: one, or a series by its rule, of which single dates were moved or cancelled.

A series without an end goes on: nothing is made ahead of its dates but the reminders of the next one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from handlers.core.rules import Rules
from handlers.times import recurring
from handlers.times.recurring import Rule
from handlers.times.walltime import local
from storage import meetings
from storage.meetings import MeetingDate
from storage.notices import Notice
from storage.work import Work

SHOWN = 3  # dates to come, wherever a series is shown
_A_MOMENT = timedelta(microseconds=1)
_LOOKED_AT = 3  # dates, for the next reminder: the one that comes, and what follows it
_DAWN = 5  # o'clock: clocks are changed before it


@dataclass(frozen=True)
class Held:
    """A date as it is held, both in UTC. `original`: when it would have begun by the rule."""

    original: datetime
    starts: datetime

    @property
    def is_moved(self) -> bool:
        return self.original != self.starts


def is_series(notice: Notice, _whole: object = None) -> bool:
    return notice.starts_at is not None and bool(notice.rule)


def rule_of(notice: Notice) -> Rule:
    return recurring.from_compact(notice.rule)


def zone_of(notice: Notice) -> ZoneInfo:
    """On whose clock the rule counts: where it was called."""
    return ZoneInfo(notice.zone)


def by_rule(notice: Notice, after: datetime) -> Iterator[datetime]:
    """When its dates later than `after` would begin, in UTC; without an end where it has none."""
    if notice.starts_at is None:
        return
    at, rule, zone = max(after, notice.starts_at - _A_MOMENT), rule_of(notice), zone_of(notice)
    while True:
        at = recurring.next_after(rule, at, zone)
        if notice.ends_at is not None and at >= notice.ends_at:
            return
        yield at


def dates(work: Work, notice: Notice, after: datetime, most: int) -> list[Held]:
    """Those that are held and begin later than `after`, in order."""
    if not is_series(notice):
        starts = notice.starts_at
        return [Held(starts, starts)] if starts is not None and starts > after else []
    changed = meetings.changed_dates(work, notice.id)
    plain = islice((at for at in by_rule(notice, after) if at not in changed), most)
    moved = [Held(row.original_at, row.starts_at) for row in changed.values() if row.starts_at is not None]
    found = [*(Held(at, at) for at in plain), *(one for one in moved if one.starts > after)]
    return sorted(found, key=lambda one: one.starts)[:most]


def next_date(work: Work, notice: Notice) -> Held | None:
    return next(iter(dates(work, notice, work.now, 1)), None)


def is_over(work: Work, notice: Notice) -> bool:
    """Whether nothing of it is to come: it is in force no more, or its last date has begun."""
    if notice.starts_at is not None:
        return next_date(work, notice) is None
    return notice.ends_at is not None and notice.ends_at <= work.now


def held(work: Work, notice: Notice, original: datetime) -> Held | None:
    """The date that was to begin then; None where it is cancelled, or was none."""
    if not is_series(notice):
        return Held(original, original) if original == notice.starts_at else None
    row = meetings.changed_dates(work, notice.id).get(original)
    if row is not None:
        return Held(original, row.starts_at) if row.starts_at is not None else None
    return Held(original, original) if next(by_rule(notice, original - _A_MOMENT), None) == original else None


def changed_since(work: Work, notice: Notice, version: int) -> list[MeetingDate]:
    """Dates that were moved or cancelled after that version of the notice, in order."""
    found = meetings.changed_dates(work, notice.id).values()
    return [row for row in found if row.version > version]


def moved_since(work: Work, notice: Notice, version: int) -> list[Held]:
    """Those that are still to come at their new time."""
    rows = changed_since(work, notice, version)
    return [
        Held(row.original_at, row.starts_at) for row in rows if row.starts_at and row.starts_at > work.now
    ]


def next_reminder(work: Work, notice: Notice, rules: Rules) -> datetime | None:
    """The earliest that is still to come; none of a date before the date before it has begun."""
    before = work.now
    for one in dates(work, notice, work.now, _LOOKED_AT):
        found = [at for at in _reminders(one, before, rules) if at > work.now]
        if found:
            return min(found)
        before = one.starts
    return None


def _reminders(one: Held, before: datetime, rules: Rules) -> list[datetime]:
    """Every day a day ahead would ring as the one before begins; where nothing else is left, the last."""
    times = sorted(one.starts - ahead for ahead in rules.notices.before_meeting)
    return [at for at in times if at > before] or times[-1:]


def to_remind_of(work: Work, notice: Notice, rules: Rules) -> Held | None:
    """The date whose reminder is due: none that has begun, and none that is far off."""
    one = next_date(work, notice)
    furthest = max(rules.notices.before_meeting, default=timedelta())
    return one if one is not None and one.starts - furthest <= work.now else None


def answer_of(work: Work, notice: Notice, officer_id: int, invited: str, date: Held) -> str:
    """What this person said of this date. `invited`: to the invitation, which counts unless it was moved."""
    own = meetings.answer_to(work, notice.id, officer_id, date.original) if is_series(notice) else None
    return effective(date, invited, own.answer if own is not None else None, is_series(notice))


def effective(date: Held, invited: str, own: str | None, of_series: bool = True) -> str:
    if own is not None:
        return own
    return "" if of_series and date.is_moved else invited


def ends_with(notice: Notice, times: int) -> datetime:
    """When a series of so many dates is over."""
    last = list(islice(by_rule(notice, notice.made_at), times))[-1]
    return last + timedelta(minutes=notice.minutes)


def nominal(notice: Notice, original: datetime) -> datetime:
    """The date on the clock of its rule, even where the clocks jump over it: how calendars name it."""
    zone = zone_of(notice)
    return datetime.combine(local(original, zone).date(), rule_of(notice).at, zone)


def jumped_over(notice: Notice, until: datetime) -> list[datetime]:
    """Dates at a time that the clocks jump over: calendars would hold them at another one."""
    rule, zone, found = rule_of(notice), zone_of(notice), []
    if rule.at.hour >= _DAWN or notice.starts_at is None:
        return []
    for at in by_rule(notice, notice.starts_at - _A_MOMENT):
        if at > until:
            break
        if local(at, zone).time() != rule.at:
            found.append(at)
    return found
