"""Reminders: in time, in hours when one may ring, together, later, and no more once it is settled."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.chat.script import Runner
from bot.clock import VirtualClock
from storage import reminders, requests
from storage.item import Item
from storage.people import officer_named
from tests.talk import Heard, Talk, talk_at

REQUEST = "spain> /request China Who owns the phone shop?"
URGENT = "spain> /request China urgent (b) Where is she held?"


def at(heard: Heard) -> list[str]:
    return [event["at"] for event in heard.events]


def named(talk: Talk, who: str, **changes: object) -> None:
    """Change an officer."""
    with talk.work() as work:
        officer = officer_named(work, who)
        assert officer is not None
        for name, value in changes.items():
            setattr(officer, name, value)
        work.add(officer)


def test_before_at_and_after_the_deadline_it_names_the_item_and_who_waits(talk: Talk) -> None:
    ref = talk(REQUEST, "mps! 受理").ref
    heard = talk("@ +9d").to("mps")
    # due Tuesday 8 December 09:00 in Beijing
    assert at(heard)[:3] == ["2026-12-07T01:00:00Z", "2026-12-08T01:00:00Z", "2026-12-09T01:00:00Z"]
    assert all(ref in event["text"] and "西班牙驻华联络处" in event["text"] for event in heard.events)


def test_the_very_next_tick_after_an_answer_says_nothing(talk: Talk) -> None:
    ref = talk(REQUEST).ref
    talk("@ 2026-12-08T08:59:59+08:00", f"mps> /answer {ref} Here it is.", "spain! Confirm")
    assert not talk("@ +30d")


def test_what_was_answered_while_a_reminder_was_on_its_way_is_not_said(talk: Talk) -> None:
    ref = talk(REQUEST).ref
    talk(f"mps> /answer {ref} nothing", "spain! Ask for more", "spain> And the owner?", "spain! Send")
    talk(f"mps> /answer {ref} Nobody.", "spain! Confirm")
    assert not talk("@ +30d")


def test_nothing_rings_at_night_and_at_weekends_unless_it_is_urgent(talk: Talk) -> None:
    """Friday 4 December 20:30 in Madrid is Saturday in Beijing: it waits until Monday 8:00."""
    talk("spain> /request China by 2026-12-05 20:30 Who rents the flat?", "spain! Send", "mps! 受理")
    heard = talk("@ 2026-12-07T12:00:00+08:00").to("mps")
    assert [when for when in at(heard) if when > "2026-12-05T00"] == ["2026-12-07T00:00:00Z"]


def test_r55_what_the_weekend_would_hold_comes_before_it(talk: Talk) -> None:
    """Due on Sunday 18:00 Madrid: said on Friday at 16:00 in Beijing, and on Monday that it was due."""
    talk("spain> /request China by 2026-12-06 18:00 Is this company known?", "spain! Send", "mps! 受理")
    heard = talk("@ 2026-12-07T12:00:00+08:00").to("mps").of("reminder")
    assert at(heard) == ["2026-12-04T08:00:00Z", "2026-12-07T00:00:00Z"]


def test_r74_what_nobody_answers_ends_in_the_morning_list(talk: Talk) -> None:
    """An hour before the deadline of eight hours, at night, and for a month."""
    talk(URGENT)
    heard = talk("@ +2d").of("reminder")
    assert len(heard.to("mps").events) <= 8
    assert len(heard.to("eu").events) <= 4
    later = talk("@ +28d")
    assert len(later.to("mps").events) <= 4
    for who in ("eu", "iom"):
        assert all(when[11:16] == "01:00" for when in at(later.to(who)))


def test_one_coordinator_is_told_after_the_other(talk: Talk) -> None:
    talk(REQUEST, "mps! 受理")
    heard = talk("@ 2026-12-11T09:00:00+08:00").of("reminder")  # three days after the deadline
    assert at(heard.to("eu")) == ["2026-12-11T01:00:00Z"]


def test_nobody_sleeps_over_a_deadline(talk: Talk) -> None:
    named(talk, "mps", preferences={"snooze_hours": 72})
    talk(REQUEST, "mps! 受理", "@ 2026-12-07T09:00:00+08:00", "mps! 稍后提醒")
    assert at(talk("@ 2026-12-08T09:00:00+08:00").to("mps"))[-1] == "2026-12-08T01:00:00Z"


def test_a_holiday_of_the_recipient_holds_it_and_a_make_up_day_does_not(talk: Talk) -> None:
    """8 December is a holiday in Spain; 2 January 2027 (a Saturday) is none in the library's calendar."""
    talk("mps> /request Spain Who sent the money?", "spain! Accept request")
    heard = talk("@ 2026-12-10T12:00:00+08:00").to("spain")
    assert not [when for when in at(heard) if "2026-12-08T00" < when < "2026-12-08T23"]
    assert next(when for when in at(heard) if when > "2026-12-08T") == "2026-12-09T07:00:00Z"


def test_several_become_one_message(talk: Talk) -> None:
    refs = [talk(f"spain> /request China Question {n}?").ref for n in range(3)]
    heard = talk("@ +6d").of("reminder.digest").to("mps")
    assert heard
    assert all(ref in heard.events[-1]["text"] for ref in refs)


def test_one_tap_puts_it_off(talk: Talk) -> None:
    talk(REQUEST, "mps! 受理", "@ 2026-12-07T09:00:00+08:00")
    heard = talk("mps! 稍后提醒")
    assert heard.kinds == ["reminder.later"]
    assert at(talk("@ +2d").to("mps"))[0] == "2026-12-08T01:00:00Z"


def test_a_deputy_is_told_too_and_then_the_coordinators(talk: Talk) -> None:
    with talk.work() as work:
        deputy, mps = officer_named(work, "italy"), officer_named(work, "mps")
        assert deputy is not None
        assert mps is not None
        mps.deputy_id, mps.deputy_until = deputy.id, work.now + timedelta(days=60)
        work.add(mps)
    talk(REQUEST)
    heard = talk("@ +14d")
    assert "reminder" in heard.to("italy").kinds
    assert "reminder" in heard.to("eu").kinds
    assert "request.escalated" in heard.to("spain").kinds


def test_an_urgent_one_rings_the_next_person_until_somebody_accepts(talk: Talk) -> None:
    talk(URGENT)
    heard = talk("@ +2h")
    assert [(event["to"], event["at"][11:16]) for event in heard.events if event["kind"] == "reminder"] == [
        ("mps", "01:15"),
        ("eu", "01:45"),
        ("iom", "02:45"),
    ]
    talk("mps! 受理")
    assert "ring" not in {step.step for step in _planned(talk)}


def test_nothing_open_is_ever_without_a_next_step(talk: Talk) -> None:
    for step in (
        REQUEST,
        URGENT,
        "mps! 受理",
        "@ +1d",
        "mps! 请求澄清",
        "mps> Which?",
        "mps! 1",
        "@ +40d",
    ):
        talk(step)
        with talk.work() as work:
            found = [Item("addressee", one.id) for one in requests.open_addressees(work)]
            assert reminders.without_next_step(work, found) == []


@pytest.mark.parametrize("away", [timedelta(seconds=3), timedelta(hours=2), timedelta(days=10)])
def test_what_fell_due_while_the_bot_was_off_is_told_once_and_says_so(talk: Talk, away: timedelta) -> None:
    talk("spain> /remind 2026-12-03 11:00 Call Beijing", "spain> /remind every day 11:00 Look at the list")
    heard = Heard()
    clock = VirtualClock(datetime.fromisoformat("2026-12-03T11:00:00+01:00") + away)
    talk("@ 2026-12-03T10:59:00+01:00")
    talk.clock, talk.runner = clock, Runner(talk.home, clock, lambda event: heard.events.append(event))
    asyncio.run(talk.runner.settle())
    assert heard.to("spain").kinds == ["remind.now"] * 2
    assert ("late" in heard.text) == (away > timedelta(minutes=5))


def _planned(talk: Talk) -> list[reminders.Reminder]:
    with talk.work() as work:
        return [
            step
            for one in requests.open_addressees(work)
            for step in reminders.steps_of(work, Item("addressee", one.id))
        ]


def test_the_preferences_of_an_officer_hold(talk: Talk) -> None:
    named(talk, "mps", preferences={"warns": False, "digest": True})
    talk(REQUEST, "mps! 受理")
    heard = talk("@ +9d").to("mps")
    assert all(when[11:16] == "01:00" for when in at(heard))
    assert "期限临近" not in heard.text


def test_ones_own_reminder_rings_in_quiet_hours(talk: Talk) -> None:
    talk("spain> /remind 2026-12-02 03:00 Phone call")
    assert at(talk("@ +2d")) == ["2026-12-02T02:00:00Z"]


SPRING = ("2026-03-27T12:00:00+01:00", ["03-28", "03-29", "03-30", "03-31", "04-01"])
AUTUMN = ("2026-10-23T12:00:00+02:00", ["10-24", "10-25", "10-26", "10-27"])


@pytest.mark.parametrize("season", [SPRING, AUTUMN], ids=["spring", "autumn"])
@pytest.mark.parametrize("clock", ["00:00", "02:30", "09:00"])
def test_a_daily_one_runs_once_each_calendar_day(
    tmp_path: Path, season: tuple[str, list[str]], clock: str
) -> None:
    """On the night of the gap 02:30 runs at 03:00; on that of the repeated hour, the first time only."""
    start, days = season
    talk = talk_at(f"sqlite:///{tmp_path / 'liaison.db'}", tmp_path, at=datetime.fromisoformat(start))
    talk(f"germany> /remind every day {clock} Daily")
    heard = talk(f"@ +{len(days)}d").of("remind.now")
    walls = [datetime.fromisoformat(when).astimezone(ZoneInfo("Europe/Berlin")) for when in at(heard)]
    moved = {"03-29 02:30": "03-29 03:00"}
    expected = [moved.get(f"{day} {clock}", f"{day} {clock}") for day in days]
    assert [f"{wall:%m-%d %H:%M}" for wall in walls] == expected
    assert [wall.fold for wall in walls] == [0] * len(days)
    talk.home.close()


def test_a_new_zone_keeps_the_wall_time_of_what_repeats(talk: Talk) -> None:
    talk("germany> /remind every day 9:00 Daily", "germany> /remind 2026-12-04 12:00 Once")
    heard = talk("germany> /me zone Shanghai")
    assert "remind.moved" in heard.kinds
    times = at(talk("@ 2026-12-05T00:00:00+08:00").of("remind.now"))
    assert times == [
        "2026-12-02T01:00:00Z",
        "2026-12-03T01:00:00Z",
        "2026-12-04T01:00:00Z",
        "2026-12-04T11:00:00Z",
    ]


def test_nobody_else_can_delete_ones_reminder(talk: Talk) -> None:
    talk("germany> /remind every day 9:00 Daily", "germany! Delete it")
    assert not talk("@ +3d")
