"""Periods as coordinators type them for the rota: one reading, both, or none."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from handlers.dates import periods

MADRID = ZoneInfo("Europe/Madrid")
TUESDAY = datetime(2026, 12, 1, 8, tzinfo=UTC)  # 9:00 in Madrid
NOW = "1 09:00"


def read(line: str, now: datetime = TUESDAY) -> tuple[str, list[str]] | None:
    """What is left of the line, and each reading as the days and times of December in Madrid."""
    found = periods.find(line, MADRID, now)
    return None if found is None else (found.rest, [_shown(one) for one in found.readings])


def _shown(one: periods.Period) -> str:
    begins, ends = (at.astimezone(MADRID) for at in (one.begins, one.ends))
    return f"{begins:%-d %H:%M} to {ends:%-d %H:%M}"


@pytest.mark.parametrize(
    ("line", "rest", "when"),
    [
        ("me this week", "me", f"{NOW} to 7 00:00"),
        ("iom next week", "iom", "7 00:00 to 14 00:00"),
        ("1 Dec to 7 Dec iom", "iom", f"{NOW} to 8 00:00"),
        ("3-7 Dec iom", "iom", "3 00:00 to 8 00:00"),
        ("Dec 3 to 9", "", "3 00:00 to 10 00:00"),
        ("2026-12-03 to 2026-12-05", "", "3 00:00 to 6 00:00"),
        ("tonight", "", "1 18:00 to 2 08:00"),
        ("Friday night iom", "iom", "4 18:00 to 5 08:00"),
        ("until Friday", "", f"{NOW} to 5 00:00"),
        ("Fri 18:00 to Mon 8:00 iom", "iom", "4 18:00 to 7 08:00"),
        ("tonight 20:00-08:00", "", "1 20:00 to 2 08:00"),
        ("Monday to Friday next week", "", "7 00:00 to 12 00:00"),
        ("this weekend", "", "5 00:00 to 7 00:00"),
        ("本周我值班", "我值班", f"{NOW} to 7 00:00"),
        ("下周一到周五李明", "李明", "7 00:00 to 12 00:00"),
        ("12月3日至9日李明", "李明", "3 00:00 to 10 00:00"),
        ("12月3-9日", "", "3 00:00 to 10 00:00"),
        ("今晚我值班", "我值班", "1 18:00 to 2 08:00"),
        ("周末我值班", "我值班", "5 00:00 to 7 00:00"),
        ("明天到周五", "", "2 00:00 to 5 00:00"),
    ],
)
def test_one_reading(line: str, rest: str, when: str) -> None:
    found = read(line)
    assert found == (rest, [when])


@pytest.mark.parametrize("line", ["iom Mon–Fri", "iom 周一到周五"])
def test_the_week_that_is_under_way_or_the_next(line: str) -> None:
    assert read(line) == ("iom", [f"{NOW} to 5 00:00", "7 00:00 to 12 00:00"])


def test_the_day_first_or_the_month_first() -> None:
    found = periods.find("02/01/2027", MADRID, TUESDAY)
    assert found is not None
    assert [(one.begins.astimezone(MADRID).day, one.begins.month) for one in found.readings] == [
        (2, 1),
        (1, 1),
    ]


@pytest.mark.parametrize(
    "line",
    [
        *("from Friday", "1 Nov to 7 Nov 2026", "2026-12-01 to 2027-12-01"),
        *("until 31 Dec 9999", "31 Dec 9999", "9999-12-30 to 9999-12-31", "1 Jan 0001"),
    ],
)
def test_what_is_over_or_has_no_end_or_a_far_one_has_no_reading(line: str) -> None:
    found = periods.find(line, MADRID, TUESDAY)
    assert found is not None
    assert found.readings == ()


@pytest.mark.parametrize("line", ["iom", "", "the meeting", "每周", "9 to 5"])
def test_no_period_at_all(line: str) -> None:
    assert read(line) is None


def test_a_day_has_as_many_hours_as_its_clocks_show() -> None:
    """The clocks in Madrid go forward on Sunday 28 March 2027."""
    found = periods.find("2027-03-28", MADRID, TUESDAY.replace(year=2027, month=3))
    assert found is not None
    assert (found.readings[0].ends - found.readings[0].begins).total_seconds() == 23 * 3600
