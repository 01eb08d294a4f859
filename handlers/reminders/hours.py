"""The hours in which those who owe an answer can be told, and can do something."""

from datetime import datetime
from zoneinfo import ZoneInfo

from handlers.core.rules import Rules
from handlers.core.when_to_ring import quiet_of
from handlers.reminders.ladder import Hours
from storage import people
from storage.people import Agency, Officer
from storage.work import Work


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
