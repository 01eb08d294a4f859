"""Quiet hours, weekends, public holidays and make-up working days."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.times.working_hours import Quiet, holiday_name, is_working_day, may_ring, next_ring

BEIJING, BERLIN, MADRID = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin"), ZoneInfo("Europe/Madrid")
NIGHT = Quiet(time(20), time(8))


def at(zone: ZoneInfo, year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=zone).astimezone(UTC)


@pytest.mark.parametrize(
    ("wall", "rings"),
    [
        ((2026, 12, 1, 7, 59), False),
        ((2026, 12, 1, 8), True),
        ((2026, 12, 1, 19, 59), True),
        ((2026, 12, 1, 20), False),
    ],
)
def test_quiet_hours_cross_midnight_and_end_on_the_minute(wall: tuple[int, ...], rings: bool) -> None:
    assert may_ring(at(BEIJING, *wall), BEIJING, "CN", NIGHT) is rings


def test_quiet_hours_within_a_day_hold_only_those_hours() -> None:
    siesta = Quiet(time(14), time(16))
    assert not may_ring(at(MADRID, 2026, 12, 1, 15), MADRID, "ES", siesta)
    assert next_ring(at(MADRID, 2026, 12, 1, 15), MADRID, "ES", siesta) == at(MADRID, 2026, 12, 1, 16)
    assert may_ring(at(MADRID, 2026, 12, 1, 3), MADRID, "ES", siesta)


def test_equal_start_and_end_mean_no_quiet_hours() -> None:
    assert may_ring(at(MADRID, 2026, 12, 1, 3), MADRID, "ES", Quiet(time(0), time(0)))


def test_urgent_things_are_never_held() -> None:
    night = at(BEIJING, 2026, 10, 1, 3)
    assert may_ring(night, BEIJING, "CN", NIGHT, urgent=True)
    assert next_ring(night, BEIJING, "CN", NIGHT, urgent=True) == night


def test_friday_night_waits_for_monday_morning() -> None:
    assert next_ring(at(BERLIN, 2026, 12, 4, 21), BERLIN, "DE", NIGHT) == at(BERLIN, 2026, 12, 7, 8)


def test_what_may_ring_now_is_not_moved() -> None:
    noon = at(BERLIN, 2026, 12, 4, 12)
    assert next_ring(noon, BERLIN, "DE", NIGHT) == noon


def test_golden_week_is_waited_out() -> None:
    assert next_ring(at(BEIJING, 2026, 9, 30, 21), BEIJING, "CN", NIGHT) == at(BEIJING, 2026, 10, 8, 8)


def test_a_make_up_saturday_in_china_is_a_working_day() -> None:
    assert next_ring(at(BEIJING, 2026, 10, 9, 21), BEIJING, "CN", NIGHT) == at(BEIJING, 2026, 10, 10, 8)
    assert not is_working_day(date(2026, 10, 11), "CN")


def test_a_holiday_counts_only_in_its_own_country() -> None:
    assert [is_working_day(date(2026, 12, 8), country) for country in ("ES", "DE")] == [False, True]


def test_a_person_may_choose_to_be_rung_on_weekends_or_holidays() -> None:
    saturday, feast = at(MADRID, 2026, 12, 12, 10), at(MADRID, 2026, 12, 8, 10)
    assert may_ring(saturday, MADRID, "ES", Quiet(weekends=False))
    assert not may_ring(feast, MADRID, "ES", Quiet(weekends=False))
    assert may_ring(feast, MADRID, "ES", Quiet(holidays=False))


@pytest.mark.parametrize("country", [None, "XX", "", "not a code"])
def test_an_unknown_country_still_has_weekends(country: str | None) -> None:
    assert not is_working_day(date(2026, 12, 5), country)
    assert is_working_day(date(2026, 12, 25), country)
    assert holiday_name(date(2026, 12, 25), country) is None


def test_holidays_are_named_in_the_readers_language() -> None:
    assert holiday_name(date(2026, 10, 1), "CN", "zh_Hans") == "国庆节"
    assert holiday_name(date(2026, 10, 1), "CN", "en") == "National Day"


def test_quiet_hours_that_end_in_the_gap_end_with_it() -> None:
    early = Quiet(time(20), time(2, 30), weekends=False)
    assert next_ring(at(BERLIN, 2026, 3, 29, 1), BERLIN, "DE", early) == at(BERLIN, 2026, 3, 29, 3)


def test_in_the_repeated_hour_quiet_begins_again() -> None:
    early = Quiet(time(20), time(2, 30), weekends=False)
    again = datetime(2026, 10, 25, 1, 10, tzinfo=UTC)  # 02:10 for the second time
    assert not may_ring(again, BERLIN, "DE", early)
    assert next_ring(again, BERLIN, "DE", early) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


@settings(max_examples=150, deadline=None)
@given(
    st.datetimes(datetime(2025, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - the zone is added by timezones
    st.sampled_from(["Europe/Berlin", "Asia/Shanghai", "Australia/Lord_Howe", "America/Sao_Paulo", "UTC"]),
    st.sampled_from([None, "DE", "CN", "AE"]),
    st.times(),
    st.times(),
)
def test_what_is_held_back_may_ring_when_it_is_told_to(
    when: datetime, key: str, country: str | None, start: time, end: time
) -> None:
    zone, quiet = ZoneInfo(key), Quiet(start, end)
    rings = next_ring(when, zone, country, quiet)
    assert rings >= when
    assert may_ring(rings, zone, country, quiet)
    if rings > when:
        assert not may_ring(rings - timedelta(microseconds=1), zone, country, quiet)
