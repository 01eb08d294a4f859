"""Reports R22 and R23: days that ended too early, Chinese dates taken for now."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from handlers.showtime import show
from handlers.when import NotUnderstood, Understood, read

BEIJING, NEW_YORK = ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York")
WEDNESDAY = datetime(2026, 7, 1, 10, tzinfo=BEIJING)
DAY_BEFORE = datetime(2030, 2, 28, 12, tzinfo=BEIJING)


def test_r22_a_day_alone_is_due_at_its_end_in_the_zone_of_who_asks() -> None:
    found = read("2030-03-01", BEIJING, DAY_BEFORE, "deadline")
    assert found == Understood(datetime(2030, 3, 1, 16, tzinfo=UTC), all_day=True)
    shown = show(found.at, [BEIJING, NEW_YORK], "en", DAY_BEFORE, deadline=True)
    assert shown == "Fri 1 Mar 24:00 Beijing · 11:00 New York"


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("2030-03-01 24:00", [16]),
        ("2030-03-01 12am", [-8, 16]),
        ("2030-02-28 11:59", []),
        ("today 11:00", []),
    ],
)
def test_r22_midnight_and_the_past_are_asked_about(text: str, hours: list[int]) -> None:
    found = read(text, BEIJING, DAY_BEFORE, "deadline")
    moments = (found.at,) if isinstance(found, Understood) else found.choices
    midnight = datetime(2030, 3, 1, tzinfo=UTC)
    assert [(at - midnight).total_seconds() / 3600 for at in moments] == hours
    assert isinstance(found, Understood) == (len(hours) == 1)


@pytest.mark.parametrize(
    ("text", "wall"),
    [
        ("后天", "2026-07-04 00:00"),
        ("大后天", "2026-07-05 00:00"),
        ("明天下午3点", "2026-07-02 15:00"),
        ("下周五", "2026-07-11 00:00"),
        ("下下周一", "2026-07-14 00:00"),
        ("三天后", "2026-07-04 10:00"),
        ("3月5日", "2027-03-06 00:00"),
        ("二〇二六年八月一日", "2026-08-02 00:00"),
        ("7月31号晚8点半", "2026-07-31 20:30"),
        ("星期三上午9点", "2026-07-08 09:00"),
        ("月底", "2026-08-01 00:00"),
        ("今天", "2026-07-02 00:00"),
        ("２０２６－０８－０１", "2026-08-02 00:00"),
    ],
)
def test_r23_chinese_dates_give_their_instant(text: str, wall: str) -> None:
    found = read(text, BEIJING, WEDNESDAY, "deadline")
    assert isinstance(found, Understood)
    assert f"{found.at.astimezone(BEIJING):%Y-%m-%d %H:%M}" == wall


def test_r23_what_has_passed_or_names_no_day_is_never_now() -> None:
    assert read("昨天", BEIJING, WEDNESDAY, "deadline") == NotUnderstood("past")
    assert read("正月十五", BEIJING, WEDNESDAY, "deadline") == NotUnderstood("unknown")
