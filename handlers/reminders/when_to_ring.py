"""When somebody may be rung: quiet hours, working hours, holidays."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from handlers.core.rules import Rules
from handlers.reminders.ladder import AWAKE, Hours
from handlers.times import recurring
from handlers.times.recurring import Every, Rule
from handlers.times.working_hours import Quiet, next_ring
from storage import people
from storage.people import Agency, Officer
from storage.work import Work

_DAILY = Rule(Every.DAY, time(9, 0))  # for who wants everything in one message a day
_A_MOMENT = timedelta(microseconds=1)


def quiet_of(officer: Officer, rules: Rules) -> Quiet:
    """The officer's own quiet hours, those of the house where nothing was chosen."""
    chosen = officer.quiet
    return Quiet(
        start=time.fromisoformat(chosen["start"]) if "start" in chosen else rules.quiet.start,
        end=time.fromisoformat(chosen["end"]) if "end" in chosen else rules.quiet.end,
        weekends=chosen.get("weekends", rules.quiet.weekends),
        holidays=chosen.get("holidays", rules.quiet.holidays),
    )


def rings_at(
    work: Work,
    rules: Rules,
    officer: Officer,
    at: datetime,
    urgent: bool,
    *,
    may_wake: bool = True,
    in_the_morning: bool = False,
) -> datetime:
    """The first moment from `at` on at which this officer may be rung. `may_wake`: by something urgent;
    `in_the_morning`: with what else there is to read then."""
    country = work.need(Agency, officer.agency_id).country
    zone, quiet = ZoneInfo(officer.zone), quiet_of(officer, rules)
    if in_the_morning or (officer.preferences.get("digest") and not urgent):
        at = recurring.next_after(_DAILY, at - _A_MOMENT, zone)
    if urgent and not may_wake and not in_the_morning:
        return next_ring(at, zone, country, AWAKE)
    return next_ring(at, zone, country, quiet, urgent and not in_the_morning)


def last_moment(work: Work, rules: Rules, officer: Officer, before: datetime) -> datetime:
    """The last at which this officer can be told of what is due then, and do something."""
    return hours_of(work, rules, officer).warns_at(before) or before


def hours_of(work: Work, rules: Rules, officer: Officer) -> Hours:
    """When this officer may be rung about what is not urgent."""
    country = work.need(Agency, officer.agency_id).country
    return Hours(ZoneInfo(officer.zone), country, quiet_of(officer, rules))


def hours_at(work: Work, rules: Rules, agency_id: int) -> list[Hours]:
    """Those of each officer of an agency, its first one's first."""
    members = people.officers_of(work, [agency_id])
    nobody = Hours(country=work.need(Agency, agency_id).country, quiet=rules.quiet)
    return [hours_of(work, rules, one) for one in members] or [nobody]
