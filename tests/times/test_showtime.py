"""Instants and lengths of time as people read them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from handlers.times.showing import ago, city, duration, show, show_day

BEIJING, MADRID, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Madrid"), ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)
FRIDAY = datetime(2026, 12, 4, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "language", "written"),
    [
        (FRIDAY, "en", "Fri 4 Dec 17:00 Beijing · 10:00 Madrid"),
        (FRIDAY, "zh_Hans", "北京时间12月4日（周五）17:00 · 马德里时间 10:00"),
        (FRIDAY + timedelta(hours=8), "en", "Sat 5 Dec 01:00 Beijing · Fri 4 Dec 18:00 Madrid"),
        (
            FRIDAY + timedelta(hours=8),
            "zh_Hans",
            "北京时间12月5日（周六）01:00 · 马德里时间12月4日（周五）18:00",
        ),
        (FRIDAY + timedelta(days=365), "en", "Sat 4 Dec 2027 17:00 Beijing · 10:00 Madrid"),
        (FRIDAY + timedelta(days=365), "zh_Hans", "北京时间2027年12月4日（周六）17:00 · 马德里时间 10:00"),
        (
            datetime(2026, 12, 31, 20, 0, tzinfo=UTC),
            "en",
            "Fri 1 Jan 2027 04:00 Beijing · Thu 31 Dec 21:00 Madrid",
        ),
    ],
)
def test_an_instant_is_shown_in_both_zones(at: datetime, language: str, written: str) -> None:
    assert show(at, [BEIJING, MADRID], language, NOW) == written


def test_a_zone_named_twice_is_shown_once() -> None:
    assert show(FRIDAY, [BEIJING, BEIJING], "en", NOW) == "Fri 4 Dec 17:00 Beijing"


def test_a_zone_can_carry_its_own_words() -> None:
    assert show(FRIDAY, [(MADRID, "Spain desk")], "en", NOW) == "Fri 4 Dec 10:00 Spain desk"
    assert show(FRIDAY, [ZoneInfo("UTC")], "zh_Hans", NOW) == "UTC 12月4日（周五）09:00"


def test_a_deadline_at_midnight_is_the_end_of_the_day_before() -> None:
    midnight = datetime(2026, 12, 5, tzinfo=BEIJING)
    assert show(midnight, [BEIJING], "en", NOW, deadline=True) == "Fri 4 Dec 24:00 Beijing"
    assert show(midnight, [BEIJING], "en", NOW) == "Sat 5 Dec 00:00 Beijing"


def test_a_repeated_hour_says_which_of_the_two_it_is() -> None:
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert show(first, [BERLIN], "en", NOW) == "Sun 25 Oct 02:30 (UTC+2) Berlin"
    assert show(first + timedelta(hours=1), [BERLIN], "en", NOW) == "Sun 25 Oct 02:30 (UTC+1) Berlin"


def test_a_half_hour_offset_is_written_whole() -> None:
    howe = ZoneInfo("Australia/Lord_Howe")
    assert "01:45 (UTC+10:30)" in show(datetime(2026, 4, 4, 15, 15, tzinfo=UTC), [howe], "en", NOW)


def test_cities_have_their_names_in_the_readers_language() -> None:
    assert [city(BEIJING, "en"), city(BEIJING, "zh_Hans")] == ["Beijing", "北京"]
    assert [city(MADRID, "zh"), city(ZoneInfo("Europe/London"), "zh")] == ["马德里", "伦敦"]
    assert city(ZoneInfo("America/Argentina/Buenos_Aires"), "en") == "Buenos Aires"


def test_a_city_whose_zone_was_renamed_keeps_its_name() -> None:
    assert [city(ZoneInfo(f"Europe/{name}"), "zh") for name in ("Kyiv", "Kiev")] == ["基辅", "基辅"]
    assert city(ZoneInfo("Asia/Ho_Chi_Minh"), "zh_Hans") == "胡志明市"


@pytest.mark.parametrize(
    ("delta", "english", "chinese"),
    [
        (timedelta(days=3, hours=4, minutes=5), "3 days 4 hours", "3天4小时"),
        (timedelta(days=3, minutes=5), "3 days", "3天"),
        (timedelta(hours=1), "1 hour", "1小时"),
        (timedelta(hours=23, minutes=59), "23 hours 59 minutes", "23小时59分钟"),
        (timedelta(days=40), "40 days", "40天"),
        (timedelta(0), "1 minute", "1分钟"),
    ],
)
def test_a_length_is_written_in_two_units(delta: timedelta, english: str, chinese: str) -> None:
    assert (duration(delta, "en"), duration(delta, "zh_Hans")) == (english, chinese)


@pytest.mark.parametrize(
    ("delta", "english", "chinese"),
    [
        (timedelta(days=20, hours=23), "20 days ago", "20天前"),
        (timedelta(hours=23, minutes=59), "23 hours ago", "23小时前"),
        (timedelta(minutes=1), "1 minute ago", "1分钟前"),
        (timedelta(seconds=5), "5 seconds ago", "5秒钟前"),
    ],
)
def test_an_age_is_rounded_down(delta: timedelta, english: str, chinese: str) -> None:
    assert (ago(delta, "en"), ago(delta, "zh_Hans")) == (english, chinese)


def test_a_day_alone_has_its_weekday() -> None:
    assert show_day(date(2026, 12, 4), "en", NOW) == "Fri 4 Dec"
    assert show_day(date(2027, 12, 4), "zh_Hans", NOW) == "2027年12月4日（周六）"


def test_another_language_of_cldr_is_served() -> None:
    assert show(FRIDAY, [MADRID], "fr", NOW) == "ven. 4 déc. 10:00 Madrid"
