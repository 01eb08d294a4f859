"""Things that repeat, over clock changes, short months and days that a country left out."""

from datetime import UTC, datetime, time
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.times.recurring import Every, Rule, begun, from_compact, next_after

# rule, zone, the first moment to look from, the wall times (with the hours ahead of UTC) at which it runs
RUNS = [
    ("D 09:00", "Europe/Berlin", "2026-03-28", ["28 09:00 +1", "29 09:00 +2", "30 09:00 +2", "31 09:00 +2"]),
    ("D 00:00", "Europe/Berlin", "2026-03-27", ["28 00:00 +1", "29 00:00 +1", "30 00:00 +2", "31 00:00 +2"]),
    ("D 02:30", "Europe/Berlin", "2026-03-28", ["28 02:30 +1", "29 03:00 +2", "30 02:30 +2"]),
    ("D 02:30", "Europe/Berlin", "2026-10-24", ["24 02:30 +2", "25 02:30 +2", "26 02:30 +1"]),
    ("D 09:00", "Asia/Shanghai", "2026-03-28", ["28 09:00 +8", "29 09:00 +8", "30 09:00 +8"]),
    ("W1,4 09:00", "Europe/Madrid", "2026-12-01", ["03 09:00 +1", "07 09:00 +1", "10 09:00 +1"]),
    (
        "M31 09:00",
        "Europe/Madrid",
        "2027-01-01",
        ["31 09:00 +1", "28 09:00 +1", "31 09:00 +2", "30 09:00 +2"],
    ),
    ("Y02-29 09:00", "Europe/Madrid", "2027-01-01", ["28 09:00 +1", "29 09:00 +1", "28 09:00 +1"]),
    # over a change of the clocks, and over New Year: 2026 has 53 weeks by ISO's count
    ("W7/2+1 02:30", "Europe/Berlin", "2027-03-10", ["14 02:30 +1", "28 03:00 +2", "11 02:30 +2"]),
    ("W7/2+1 02:30", "Europe/Berlin", "2027-10-10", ["10 02:30 +2", "24 02:30 +2", "07 02:30 +1"]),
    ("W1/2+0 09:00", "Europe/Madrid", "2026-12-08", ["21 09:00 +1", "04 09:00 +1", "18 09:00 +1"]),
    ("W1,4/2+0 09:00", "Europe/Madrid", "2026-12-22", ["24 09:00 +1", "04 09:00 +1", "07 09:00 +1"]),
    ("W5/3+2 09:00", "Asia/Shanghai", "2026-12-01", ["04 09:00 +8", "25 09:00 +8", "15 09:00 +8"]),
    ("D 09:00", "Pacific/Apia", "2011-12-28", ["28 09:00 -10", "29 09:00 -10", "31 09:00 +14"]),
]


@pytest.mark.parametrize(("rule", "zone", "start", "walls"), RUNS)
def test_it_runs_once_on_each_day_that_the_rule_names(
    rule: str, zone: str, start: str, walls: list[str]
) -> None:
    at = datetime.fromisoformat(start).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    found = []
    for _ in walls:
        at = next_after(from_compact(rule), at, ZoneInfo(zone))
        here = at.astimezone(ZoneInfo(zone))
        offset = here.utcoffset()
        assert offset is not None
        found.append(f"{here:%d %H:%M} {offset.total_seconds() / 3600:+.0f}")
    assert found == walls


NO_RULES = [
    "",
    "D",
    "D 9:00",
    "D 25:00",
    "W 09:00",
    "W8 09:00",
    "W2,1 09:00",
    "M32 09:00",
    "M0 09:00",
    "Y02-30 09:00",
    "W1/1+0 09:00",
    "W1/2+2 09:00",
    "W1/2 09:00",
    "W1/53+0 09:00",
    "W1/+1 09:00",
    "D/2+0 09:00",
    "M1/2+2 09:00",
    "M1/1+0 09:00",
    "M1/13+0 09:00",
    "M1#5 09:00",
    "M1,2#1 09:00",
]


@pytest.mark.parametrize("form", [*NO_RULES, "Y13-01 09:00", "X 09:00"])
def test_what_no_rule_ever_wrote_is_refused(form: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_compact(form)


@given(
    st.sampled_from(["D 02:30", "D 00:00", "W7 02:30", "W7/2+1 00:00", "M31 00:00", "Y02-29 23:59"]),
    st.sampled_from(
        ["Europe/Berlin", "America/Santiago", "Asia/Beirut", "Australia/Lord_Howe", "Asia/Shanghai"]
    ),
    st.integers(1_577_836_800, 2_208_988_800),
)
def test_runs_go_on_and_are_never_two_on_a_day(form: str, key: str, second: int) -> None:
    zone, at = ZoneInfo(key), datetime.fromtimestamp(second, UTC)
    runs = [at]
    for _ in range(5):
        runs.append(next_after(from_compact(form), runs[-1], zone))
    for before, after in pairwise(runs[1:]):
        assert before.astimezone(zone).date() < after.astimezone(zone).date()


@pytest.mark.parametrize("weeks", [2, 3, 52])
def test_it_begins_as_soon_as_it_can_and_keeps_its_weeks(weeks: int) -> None:
    zone, at = ZoneInfo("Europe/Berlin"), datetime(2026, 12, 29, 12, 0, tzinfo=UTC)  # a Tuesday
    rule = begun(Rule(Every.WEEK, time(9), weekdays=(1,), weeks=weeks), at, zone)
    assert from_compact(str(rule)) == rule
    first = next_after(rule, at, zone).astimezone(zone)
    assert f"{first:%Y-%m-%d %H:%M}" == "2027-01-04 09:00"
    second = next_after(rule, first.astimezone(UTC), zone).astimezone(zone)
    assert (second.date() - first.date()).days == 7 * weeks
    assert second.hour == 9
