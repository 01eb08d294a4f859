"""Reports R20 and R21: what fell due while the bot was down, and what repeats while the clocks change."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from bot.chat.script import Runner
from bot.clock import VirtualClock
from storage.people import Officer, State, officer_named
from storage.reminders import Reminder
from tests.talk import Heard, Talk, talk_at

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
AWAY = [timedelta(seconds=3), timedelta(hours=2), 10 * DAY]


def down_for(talk: Talk, length: timedelta) -> Heard:
    """The process is not there, and then starts: what it says first."""
    heard = Heard()
    talk.clock = VirtualClock(talk.clock.now() + length)
    talk.runner = Runner(talk.home, talk.clock, heard.events.append)
    asyncio.run(talk.runner.settle())
    heard.events[:] = [event for event in heard.events if "to" in event]
    talk.runner = Runner(talk.home, talk.clock, talk._note)
    return heard


def when(heard: Heard) -> list[str]:
    return [event["at"] for event in heard.events]


@pytest.mark.parametrize(("away", "delay"), list(zip(AWAY, ["", "2 hours", "10 days"], strict=True)))
def test_r20_a_reminder_due_while_down_comes_once_and_says_how_late(
    talk: Talk, away: timedelta, delay: str
) -> None:
    talk("spain> /remind in 1 minute Call Beijing", "@ +59s")
    heard = down_for(talk, timedelta(seconds=1) + away)
    assert heard.to("spain").kinds == ["remind.now"]
    assert (f"comes {delay} late" in heard.text) == bool(delay)
    assert not talk("@ +20d")


def test_r20_nine_missed_days_of_a_daily_one_come_once_and_it_goes_on(talk: Talk) -> None:
    talk("spain> /remind every day 11:00 Look at the list", "@ 2026-12-02T11:00:00+01:00")
    heard = down_for(talk, 9 * DAY + HOUR)
    assert heard.to("spain").kinds == ["remind.now"]
    assert "comes 8 days 1 hour late" in heard.text
    assert when(talk("@ +2d").to("spain")) == ["2026-12-12T10:00:00Z", "2026-12-13T10:00:00Z"]


@pytest.mark.parametrize("away", AWAY)
def test_r20_what_was_answered_before_is_not_reminded_of(talk: Talk, away: timedelta) -> None:
    ref = talk("spain> /request China Who owns the phone shop?").ref
    talk(f"mps> /answer {ref} Nobody.", "spain! Confirm", "@ 2026-12-08T08:59:59+08:00")
    assert not down_for(talk, away)


def test_r20_all_steps_of_ten_days_are_one_message_to_each_person(talk: Talk) -> None:
    """Accepted, then down from before its warning until after the last step."""
    ref = talk("spain> /request China Who owns the phone shop?", "mps! 受理").ref
    talk("@ +5d")
    heard = down_for(talk, 10 * DAY)
    assert [(event["to"], event["kind"]) for event in heard.events] == [("mps", "reminder")]
    assert ref in heard.text
    assert "本提醒迟到9天" in heard.text
    later = talk("@ +1d")
    assert later.to("mps").kinds == ["reminder"]
    assert not later.to("eu"), "what nobody was reminded of does not begin with its later steps"
    later = talk("@ +4d")
    assert later.of("reminder").to("eu")
    assert later.to("spain").kinds == ["request.escalated"]


def test_r20_twenty_requests_with_six_steps_each_are_one_message_to_each_person(talk: Talk) -> None:
    """More steps than one unit of work takes; what does not fit into a message is counted in it."""
    for number in range(20):
        talk(f"spain> /request China Question {number}?")
    heard = down_for(talk, 14 * DAY + HOUR)
    assert Counter((event["to"], event["kind"]) for event in heard.events) == {("mps", "reminder.digest"): 1}
    assert "20项提醒" in heard.to("mps").text
    assert "另有 16 项" in heard.to("mps").text
    assert "and 10 more" in talk("@ +4d").to("spain").text


def test_r20_five_hundred_overdue_at_the_start_are_each_told_once(talk: Talk) -> None:
    """To thirteen people; how fast they go out is for each channel's limits (tests/telegram)."""
    with talk.work() as work:
        active = work.all(select(Officer).where(Officer.state == State.ACTIVE).order_by(col(Officer.id)))
        for number in range(500):
            who = active[number % len(active)]
            due = work.now + timedelta(minutes=number % 50)
            work.add(
                Reminder(step="own", officer_id=who.id, words=f"No. {number}.", due_at=due, made_at=work.now)
            )
    heard = down_for(talk, 2 * DAY)
    assert set(heard.kinds) == {"remind.now"}
    told = Counter(word for event in heard.events for word in event["text"].split() if word.endswith("."))
    assert all(told[f"{number}."] == 1 for number in range(500))
    assert len(heard.events) == 500
    assert not talk("@ +3d")


def berlin(tmp_path: Path, at: str) -> Talk:
    return talk_at(
        f"sqlite:///{tmp_path / 'field.db'}", tmp_path, at=datetime.fromisoformat(at).astimezone(UTC)
    )


@pytest.mark.parametrize(
    ("start", "at", "told"),
    [
        ("2026-03-27T12:00:00+01:00", "09:00", ["28T08:00", "29T07:00", "30T07:00", "31T07:00"]),
        ("2026-03-27T12:00:00+01:00", "02:30", ["28T01:30", "29T01:00", "30T00:30", "31T00:30"]),
        ("2026-03-27T12:00:00+01:00", "00:00", ["27T23:00", "28T23:00", "29T22:00", "30T22:00"]),
        ("2026-10-23T12:00:00+02:00", "09:00", ["24T07:00", "25T08:00", "26T08:00", "27T08:00"]),
        ("2026-10-23T12:00:00+02:00", "02:30", ["24T00:30", "25T00:30", "26T01:30", "27T01:30"]),
        ("2026-10-23T12:00:00+02:00", "00:00", ["23T22:00", "24T22:00", "25T23:00", "26T23:00"]),
    ],
)
def test_r21_a_daily_one_keeps_its_wall_time_over_both_changes(
    tmp_path: Path, start: str, at: str, told: list[str]
) -> None:
    """02:30 in the missing hour comes at 03:00, and of two 02:30 the first one counts."""
    talk = berlin(tmp_path, start)
    talk(f"germany> /remind every day {at} Look at the list")
    heard = []
    for _ in range(4):
        talk.runner = Runner(talk.home, talk.clock, talk._note)  # restarted, or not, is the same
        heard += when(talk("@ +1d").to("germany"))
    assert [one[8:16] for one in heard] == told


def test_r21_a_deadline_of_january_is_at_noon_in_july(tmp_path: Path) -> None:
    talk = berlin(tmp_path, "2026-01-15T10:00:00+01:00")
    heard = talk("germany> /request Spain by 1 July 12:00 Who rents the flat?", "germany! Send")
    assert "Wed 1 Jul 12:00 Berlin" in heard.to("germany").text
    talk("spain! Accept request")
    heard = talk("@ 2026-07-01T12:00:00+02:00").to("spain")
    assert when(heard)[-1] == "2026-07-01T10:00:00Z"
    assert "is due now" in heard.events[-1]["text"]


def test_r21_who_moves_is_reminded_at_the_same_wall_time_and_told_the_new_one(tmp_path: Path) -> None:
    """What repeats keeps its wall time in the new zone; a single moment stays that moment."""
    talk = berlin(tmp_path, "2026-03-27T12:00:00+01:00")
    talk("germany> /remind every day 09:00 Look at the list", "germany> /remind 2026-03-30 09:00 Call Madrid")
    heard = talk("germany> /me zone Shanghai")
    assert "Sat 28 Mar 09:00 Beijing" in heard.text
    told = talk("@ 2026-03-31T00:00:00+08:00").to("germany")
    assert [one[8:16] for one in when(told)] == ["28T01:00", "29T01:00", "30T01:00", "30T07:00"]


def test_r21_the_officers_of_the_demo_have_the_zone_that_is_tried(talk: Talk) -> None:
    with talk.work() as work:
        found = officer_named(work, "germany")
        assert found is not None
        assert found.zone == "Europe/Berlin"
