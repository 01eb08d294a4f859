"""The Directive's limits, the stopped clock and the extension."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from handlers.law.deadlines import CalendarDays, Limits, Stop, due, limit, moved

BERLIN = ZoneInfo("Europe/Berlin")
BEIJING = ZoneInfo("Asia/Shanghai")
RECEIVED = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_the_three_limits_are_those_of_article_5() -> None:
    assert limit(urgent=True, direct=True) == timedelta(hours=8)
    assert limit(urgent=True, direct=False) == CalendarDays(3)
    assert limit(urgent=False, direct=True) == limit(urgent=False, direct=False) == CalendarDays(7)


def test_an_urgent_request_in_reach_is_due_after_eight_hours() -> None:
    assert due(RECEIVED, True, True, BEIJING) == RECEIVED + 8 * HOUR


def test_calendar_days_include_the_weekend() -> None:
    friday = datetime(2026, 12, 4, 9, 0, tzinfo=UTC)
    assert due(friday, True, False, BEIJING) == datetime(2026, 12, 7, 9, 0, tzinfo=UTC)


def test_calendar_days_keep_the_wall_clock_time_when_clocks_change() -> None:
    before = datetime(2026, 3, 27, 9, 0, tzinfo=BERLIN)
    assert due(before, False, True, BERLIN) == datetime(2026, 4, 3, 9, 0, tzinfo=BERLIN)


def test_an_end_in_the_gap_moves_to_the_first_moment_after_it() -> None:
    before = datetime(2026, 3, 26, 2, 30, tzinfo=BERLIN)
    assert due(before, True, False, BERLIN) == datetime(2026, 3, 29, 3, 0, tzinfo=BERLIN)


def test_the_operator_may_let_days_run_to_their_last_hour() -> None:
    generous = Limits(to_end_of_day=True)
    assert due(RECEIVED, False, True, BEIJING, generous) == datetime(2026, 12, 9, tzinfo=BEIJING)


def test_the_operators_own_limits_are_used() -> None:
    assert due(RECEIVED, False, True, BEIJING, Limits(other=5 * HOUR)) == RECEIVED + 5 * HOUR


@pytest.mark.parametrize(
    ("stops", "later"),
    [
        ([(1, 3)], 2),
        ([(1, 3), (4, 5)], 3),
        ([(4, 5), (1, 3)], 3),  # the order they are listed in does not matter
        ([(1, 4), (2, 3)], 3),  # one inside another counts once
        ([(1, 3), (2, 5)], 4),  # overlapping ones count once
        ([(-2, 1)], 1),  # asked before receipt was recorded: only the part after it counts
        ([(7, 9), (9, 10)], 3),
        ([(8, 20)], 0),  # began when the answer was already owed
        ([(3, 3)], 0),
    ],
)
def test_the_clock_stands_still_while_a_clarification_is_awaited(
    stops: list[tuple[int, int]], later: int
) -> None:
    pauses: list[Stop] = [(RECEIVED + a * HOUR, RECEIVED + b * HOUR) for a, b in stops]
    assert due(RECEIVED, True, True, BEIJING, stops=pauses) == RECEIVED + (8 + later) * HOUR


def test_nothing_is_due_while_the_clock_stands_still() -> None:
    assert due(RECEIVED, True, True, BEIJING, stops=[(RECEIVED + HOUR, None)]) is None


def test_a_question_asked_after_the_end_does_not_undo_the_delay() -> None:
    late = RECEIVED + 9 * HOUR
    assert due(RECEIVED, True, True, BEIJING, stops=[(late, None)]) == RECEIVED + 8 * HOUR


def test_an_extension_for_judicial_authorisation_is_added() -> None:
    assert due(RECEIVED, True, True, BEIJING, extension=48 * HOUR) == RECEIVED + 56 * HOUR


def test_a_requesters_own_date_is_moved_by_stops_too() -> None:
    wanted = RECEIVED + 10 * HOUR
    assert moved(wanted, RECEIVED, [(RECEIVED + HOUR, RECEIVED + 2 * HOUR)]) == wanted + HOUR
