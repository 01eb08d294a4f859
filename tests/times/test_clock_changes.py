"""What calendars are told of a zone: its clock, as a library that is not ours reads it back."""

from datetime import datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject

from handlers.times.clock_changes import changes

START = datetime.fromisoformat("2026-12-01")
ZONES = ("Europe/Madrid", "Europe/London", "America/New_York", "Australia/Lord_Howe")


def read_back(zone: ZoneInfo) -> tuple[str, tzinfo]:
    made = icalendar.Timezone()
    made.add("tzid", zone.key)
    for change in changes(zone, START.year - 1):
        part = icalendar.TimezoneDaylight() if change.is_summer else icalendar.TimezoneStandard()
        part.add("dtstart", change.wall)
        part.add("tzoffsetfrom", change.before)
        part.add("tzoffsetto", change.after)
        if change.rule:
            part.add("rrule", dict(change.rule))
        made.add_component(part)
    whole = icalendar.Calendar()
    whole.add("version", "2.0")
    whole.add_component(made)
    text = whole.to_ical().decode()
    theirs: tzinfo = vobject.readOne(text).vtimezone.gettzinfo()
    return text, theirs


@pytest.mark.parametrize("key", [*ZONES, "Asia/Shanghai", "Africa/Casablanca", "America/Santiago"])
def test_the_clock_is_right_over_every_change(key: str) -> None:
    zone = ZoneInfo(key)
    text, theirs = read_back(zone)
    for hours in range(0, 3 * 366 * 24, 5):  # odd hours, too: not only those about noon
        wall = START + timedelta(hours=hours)
        if wall.replace(tzinfo=zone).utcoffset() == wall.replace(tzinfo=zone, fold=1).utcoffset():
            assert wall.replace(tzinfo=theirs).utcoffset() == wall.replace(tzinfo=zone).utcoffset(), wall
    assert ("RRULE" in text) is (key in ZONES)


def test_a_change_is_named_by_the_clock_before_it() -> None:
    """RFC 5545, 3.6.5: at two in the night of Madrid, and back at three."""
    _, spring, autumn = changes(ZoneInfo("Europe/Madrid"), 2027)
    assert [one.wall.isoformat() for one in (spring, autumn)] == [
        "2027-03-28T02:00:00",
        "2027-10-31T03:00:00",
    ]
    assert spring.rule == (("freq", "YEARLY"), ("bymonth", "3"), ("byday", "-1SU"))
