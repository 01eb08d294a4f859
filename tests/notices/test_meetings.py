"""Meetings: the date in every zone, answers, reminders, moving, cancelling and minutes."""

import re
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from sqlmodel import select

from handlers.core.saying import voice_for
from handlers.notices.calendar_entry import calendar_entry
from storage.notices import Notice
from storage.people import Officer
from tests.notices.test_notices import ref_of
from tests.talk import Heard, Talk

LINE = "/notice meeting Italy, mps Friday 10:00 90 minutes Monthly call\\nAgenda: the new form"


def call(talk: Talk) -> Heard:
    talk(f"eu> {LINE}")
    return talk("eu! Send to 2")


def test_each_reads_the_date_in_his_or_her_own_zone(talk: Talk) -> None:
    heard = call(talk).of("meeting.invited")
    assert "Fri 4 Dec 03:00 Rome · 10:00 Beijing · 1 hour 30 minutes" in heard.to("italy").text
    assert "北京时间12月4日（周五）10:00 · 1小时30分钟" in heard.to("mps").text
    assert heard.to("mps").buttons == ["参加", "待定", "不参加"]


def test_an_entry_for_the_calendar_comes_with_it(talk: Talk) -> None:
    heard = call(talk)
    names = [file["name"] for file in heard.to("italy").events[0]["files"]]
    assert names == [f"{ref_of(heard)}.ics"]


def test_any_calendar_reads_the_entry(talk_anywhere: Talk) -> None:
    """Read back by a library that is not ours: who calls, and the zone as a calendar has it."""
    talk = talk_anywhere
    call(talk)
    with talk.work() as work:
        notice = work.first(select(Notice))
        reader = work.first(select(Officer).where(Officer.handle == "italy"))
        data = calendar_entry(voice_for(work, reader), notice).data
        starts = notice.starts_at
    made: Any = icalendar.Calendar.from_ical(data)
    entry: Any = made.walk("VEVENT")[0]
    assert entry["organizer"].params["cn"] == "EU Delegation, Beijing"
    assert str(entry["organizer"]).startswith("mailto:")
    assert entry["dtstart"].params["tzid"] == "Asia/Shanghai"
    assert entry["dtstart"].dt == starts == entry["dtstart"].dt.astimezone(ZoneInfo("UTC"))
    assert entry["dtend"].dt - entry["dtstart"].dt == timedelta(minutes=90)
    zone: Any = made.walk("VTIMEZONE")[0]
    assert zone["tzid"] == "Asia/Shanghai"
    assert zone.to_tz().utcoffset(entry["dtstart"].dt.replace(tzinfo=None)) == timedelta(hours=8)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("1 hour 30 minutes", "1 hour 30 minutes"),
        ("1h30", "1 hour 30 minutes"),
        ("1.5 hours", "1 hour 30 minutes"),
        ("an hour and a half", "1 hour 30 minutes"),
        ("30 min.", "30 minutes"),
        ("2 hours", "2 hours"),
        ("1小时30分钟", "1 hour 30 minutes"),
        ("一个半小时", "1 hour 30 minutes"),
        ("半小时", "30 minutes"),
    ],
)
def test_how_long_it_takes_is_read_whole(talk: Talk, typed: str, said: str) -> None:
    shown = talk(f"eu> /notice meeting Italy Friday 10:00 {typed} Planning").text
    assert f"· {said}\n" in shown
    assert "> Planning" in shown, "and nothing of it is left in the text"


def test_answers_are_counted_and_may_be_changed(talk: Talk) -> None:
    ref = ref_of(call(talk))
    talk("italy! I will come", "mps! 待定", "italy! I cannot come")
    said = talk(f"eu> /notice status {ref}").text
    assert "0 come · 1 cannot · 1 may come · 0 have not said" in said
    assert "Cannot: Italian liaison office, Beijing" in said


def test_who_does_not_come_is_not_reminded(talk: Talk) -> None:
    call(talk)
    talk("italy! I cannot come", "mps! 参加")
    heard = talk("@ +7d").of("meeting.reminder")
    assert [(event["to"], event["at"]) for event in heard.events] == [
        ("mps", "2026-12-03T02:00:00Z"),
        ("mps", "2026-12-04T01:00:00Z"),
    ]
    assert "您的答复：参加" in heard.text


def test_a_moved_meeting_is_asked_again(talk: Talk) -> None:
    ref = ref_of(call(talk))
    talk("italy! I will come")
    heard = talk(f"eu> /notice move {ref} Monday 15:00")
    assert "Mon 7 Dec 08:00 Rome" in heard.of("meeting.moved").to("italy").text
    assert "2 have not said" in talk(f"eu> /notice status {ref}").text
    talk("mps! 参加")
    reminders = talk("@ +7d").of("meeting.reminder").to("mps").events
    assert next(event["at"] for event in reminders) == "2026-12-06T07:00:00Z"


def test_a_cancelled_meeting_is_taken_out_of_calendars(talk: Talk) -> None:
    ref = ref_of(call(talk))
    heard = talk(f"eu> /notice recall {ref}", "eu! Recall it").of("meeting.cancelled")
    assert {event["to"] for event in heard.events} == {"italy", "mps"}
    assert all(event["files"] for event in heard.events)
    assert not talk("@ +7d").of("meeting.reminder")


def test_the_minutes_go_to_those_who_were_invited(talk: Talk) -> None:
    ref = ref_of(call(talk))
    preview = talk("@ +4d", f"eu> /notice minutes {ref} We agreed on the form.")
    assert re.search(r"2 people", preview.text)
    assert {event["to"] for event in talk("eu! Send to 2").of("notice.new").events} == {"italy", "mps"}


def test_a_meeting_without_a_time_says_how(talk: Talk) -> None:
    assert talk("eu> /notice meeting all Monthly call").kinds == ["meeting.how"]


@pytest.mark.parametrize(
    ("line", "asks"),
    [
        ("eu> /notice meeting Italy 03/04/2027 10:00 Call", "That date can be read in more than one way."),
        ("iom> 通知 会议 意大利 03/04/2027 10:00 例会", "That date can be read in more than one way."),
    ],
)
def test_a_date_that_may_be_read_in_two_ways_is_chosen_by_a_press(talk: Talk, line: str, asks: str) -> None:
    asked = talk(line)
    assert asked.kinds == ["meeting.how"]
    assert asked.text.startswith(asks)
    assert len(asked.buttons) == 2
    preview = talk(line.partition(">")[0] + "! 2")
    assert preview.kinds == ["notice.preview"]
    assert re.search(r"3 Apr 2027 10:00|2027年4月3日.*10:00", preview.text)


def test_a_meeting_is_moved_to_one_of_two_readings(talk: Talk) -> None:
    ref = ref_of(call(talk))
    asked = talk(f"eu> /notice move {ref} 03/04/2027 15:00")
    assert asked.kinds == ["meeting.move_how"]
    assert len(asked.buttons) == 2
    assert "3 Apr 2027 15:00" in talk("eu! 2").to("eu").text
