"""Reports R22 and R23: days that ended too early, Chinese dates taken for now."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from handlers.dates import NotUnderstood, Understood, read
from handlers.times.showing import show
from tests.talk import Talk, talk_at

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


def test_r22_both_sides_see_the_same_instant_and_it_is_overdue_only_after_it(tmp_path: Path) -> None:
    talk = _talk_at(tmp_path, DAY_BEFORE)
    talk("spain> /me zone New York")
    heard = talk("mps> 请求 西班牙 2030-03-01 谁租的房子？", "mps! 发送")
    both = "Fri 1 Mar 11:00 New York · 24:00 Beijing"
    assert both in heard.to("spain").text
    assert "北京时间3月1日（周五）24:00" in heard.to("mps").text
    ref = talk("spain! Accept request").ref
    for wall in ("2030-03-01 00:01", "2030-03-01 12:00", "2030-03-01 23:59"):
        heard = talk(f"@ {wall.replace(' ', 'T')}:00+08:00", f"spain> /status {ref}", "spain> /outstanding")
        assert f"Answer due {both}" in heard.of("request.status").text
        assert "due Fri 1 Mar 11:00 New York" in heard.of("outstanding").text
        assert "overdue" not in heard.text
        assert "逾期" not in talk("mps> 待办").text
    heard = talk("@ 2030-03-02T00:01:00+08:00")
    assert [(event["at"], event["to"]) for event in heard.events] == [("2030-03-01T16:00:00Z", "spain")]
    assert "is due now" in heard.text
    assert "overdue by 1 minute" in talk("spain> /outstanding").text
    assert "已逾期1分钟" in talk("mps> 待办").text


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("2030-03-01 24:00", ["北京时间3月1日（周五）24:00"]),
        ("2030-03-01 12am", ["北京时间2月28日（周四）24:00", "北京时间3月1日（周五）24:00"]),
        ("2030-02-28 11:59", []),
    ],
)
def test_r22_what_is_in_doubt_is_asked_in_a_conversation(
    tmp_path: Path, typed: str, asked: list[str]
) -> None:
    heard = _talk_at(tmp_path, DAY_BEFORE)(f"mps> 请求 西班牙 {typed}前 谁租的房子？")
    if len(asked) == 1:
        assert f"期限：{asked[0]}" in heard.text
    else:
        assert heard.kinds == ["form.ask"]
        assert heard.buttons[: len(asked)] == asked


def _talk_at(tmp_path: Path, at: datetime) -> Talk:
    return talk_at(f"sqlite:///{tmp_path / 'field.db'}", tmp_path, at=at.astimezone(UTC))


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
    assert read("腊月廿三", BEIJING, WEDNESDAY, "deadline") == NotUnderstood("unknown")


READ_BACK = {
    "后天": "7月3日（周五）24:00",
    "大后天": "7月4日（周六）24:00",
    "明天下午3点": "7月2日（周四）15:00",
    "下周五": "7月10日（周五）24:00",
    "下下周一": "7月13日（周一）24:00",
    "三天后": "7月4日（周六）10:00",
    "3月5日": "2027年3月5日（周五）24:00",
    "二〇二六年八月一日": "8月1日（周六）24:00",
    "7月31号晚8点半": "7月31日（周五）20:30",
    "星期三上午9点": "7月8日（周三）09:00",
    "月底": "7月31日（周五）24:00",
    "今天": "7月1日（周三）24:00",
    "２０２６－０８－０１": "8月1日（周六）24:00",
}


def test_r23_every_phrase_is_read_back_in_chinese_before_anything_is_sent(tmp_path: Path) -> None:
    talk = _talk_at(tmp_path, WEDNESDAY)
    for typed, shown in READ_BACK.items():
        heard = talk(f"mps> 请求 西班牙 截止{typed} 谁租的房子？")
        assert heard.kinds == ["form.summary"], typed
        assert f"期限：北京时间{shown}" in heard.text, typed
        talk("mps> 取消")


@pytest.mark.parametrize("typed", ["昨天", "腊月廿三"])
def test_r23_what_cannot_be_meant_is_asked_with_an_example_in_chinese(tmp_path: Path, typed: str) -> None:
    talk = _talk_at(tmp_path, WEDNESDAY)
    heard = talk(f"mps> 请求 西班牙 {typed}前 谁租的房子？")
    assert heard.kinds == ["form.ask"]
    assert "例如：周五17:00，或：3天后" in heard.text
    assert "周五17:00" in talk(f"mps> {typed}").text
    assert talk("mps> 周五17:00").kinds == ["form.summary"]
