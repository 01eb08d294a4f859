"""The plan of reminders: whatever time is given, it warns before, when one may ring, and it ends."""

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.core.rules import Reminding
from handlers.core.when_to_ring import AWAKE
from handlers.reminders.ladder import Hours, Ladder, may_wake, plan
from handlers.times.working_hours import Quiet, may_ring

HOW = Reminding()
DAY, HOUR = timedelta(days=1), timedelta(hours=1)

moments = st.timedeltas(timedelta(0), timedelta(days=790)).map(
    lambda after: datetime(2026, 1, 1, tzinfo=UTC) + after
)
lengths = st.timedeltas(timedelta(minutes=1), timedelta(days=60))
hours = st.builds(
    Hours,
    st.sampled_from(["Europe/Madrid", "Asia/Shanghai", "America/New_York", "Australia/Lord_Howe"]).map(
        ZoneInfo
    ),
    st.sampled_from([None, "ES", "CN", "GB"]),
    st.builds(
        Quiet,
        st.sampled_from([time(20), time(6), time(0)]),
        st.sampled_from([time(8), time(14), time(0)]),
        st.booleans(),
        st.booleans(),
    ),
)


def may_be_told(at: datetime, whose: Hours, urgent: bool, wakes: bool) -> bool:
    if urgent and wakes:
        return True
    quiet, country = (AWAKE, None) if urgent else (whose.quiet, whose.country)
    return may_ring(at, whose.zone, country, quiet)


@settings(deadline=None)
@given(moments, lengths, st.booleans(), hours)
def test_a_plan_holds_what_it_promises(
    since: datetime, length: timedelta, urgent: bool, whose: Hours
) -> None:
    due = since + length
    steps = plan(since, due, urgent, whose, HOW)
    assert all(since < step.at for step in steps)
    assert all(step.at < due for step in steps if step.name in {"ring", "unseen", "before"})
    assert all(step.at >= due for step in steps if step.name in {"due", "deputy", "agency", "coordinator"})
    assert all(may_be_told(step.at, whose, urgent, may_wake(since, due)) for step in steps)
    names = [step.name for step in steps]
    assert len(names) <= 13
    assert [name for name in names if name not in {"ring", "unseen"}][-4:] == [
        "due",
        "deputy",
        "agency",
        "coordinator",
    ]
    assert all(
        one.at < two.at for one, two in pairwise(steps) if one.name != "before" and two.name != "before"
    )


@settings(deadline=None)
@given(moments, lengths, lengths, st.booleans(), hours)
def test_whoever_has_longer_is_not_warned_or_called_late_sooner(
    since: datetime, length: timedelta, more: timedelta, urgent: bool, whose: Hours
) -> None:
    """In the same pace: what leaves time until the morning keeps the night."""
    soon, late = since + length, since + length + more
    if may_wake(since, soon) != may_wake(since, late):
        return
    first, second = (Ladder(since, due, urgent, whose, HOW) for due in (soon, late))
    assert first.pace().following(soon) <= second.pace().following(late)
    one, two = first.warning(), second.warning()
    assert one is None or two is None or one.at <= two.at


@settings(deadline=None)
@given(moments, st.timedeltas(timedelta(hours=6), timedelta(days=60)), hours)
def test_a_calm_warning_is_left_out_only_where_no_working_hour_is_left(
    since: datetime, length: timedelta, whose: Hours
) -> None:
    due = since + length
    is_warned = any(step.name == "before" for step in plan(since, due, False, whose, HOW))
    last = whose.warns_at(due - min(HOW.warning, length / 6))
    assert is_warned or last is None or last <= since


def test_r74_an_urgent_one_due_in_four_and_a_half_days_rings_six_times_and_never_at_night() -> None:
    since = datetime(2026, 12, 1, 1, tzinfo=UTC)
    whose = Hours(ZoneInfo("Asia/Shanghai"), "CN")
    steps = plan(since, since + 4.5 * DAY, True, whose, HOW)
    rings = [step.at.astimezone(whose.zone) for step in steps if step.name == "ring"]
    assert len(rings) <= 6
    assert all(7 <= at.hour < 22 for at in rings)


def test_r55_a_warning_that_the_weekend_would_hold_comes_before_it() -> None:
    """Due on Sunday 6 December 18:00 Madrid, which is Monday 01:00 in Beijing."""
    since, due = datetime(2026, 12, 1, 1, tzinfo=UTC), datetime(2026, 12, 6, 17, tzinfo=UTC)
    warned = Ladder(since, due, False, Hours(ZoneInfo("Asia/Shanghai"), "CN"), HOW).warning()
    assert warned is not None
    assert warned.at.astimezone(ZoneInfo("Asia/Shanghai")).isoformat() == "2026-12-04T16:00:00+08:00"
