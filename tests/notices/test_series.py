"""Meetings as people hold them: a series is one entry in a calendar, one of it is moved or cancelled."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import vobject
from sqlmodel import col, select

from handlers.core.rules import DEFAULTS
from handlers.core.saying import voice_for
from handlers.notices import sending, series
from handlers.notices.calendar_entry import calendar_entry
from handlers.times import recurring
from handlers.vocabulary.voice import Voice
from storage import retention
from storage.notices import Notice, NoticeDelivery
from storage.people import officer_named
from tests.notices.test_notices import ref_of
from tests.notices.test_recurring import talk_in_madrid
from tests.talk import Heard, Talk, talk_at

LINE = "/notice meeting Italy, mps every Monday 9:00 30 minutes Weekly call"
ROME, BEIJING, MADRID = ZoneInfo("Europe/Rome"), ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Madrid")
YEAR = timedelta(days=370)  # both changes of the clocks are in it
RULES = (
    # what the coordinator's clock in Madrid shows; the last two are jumped over in spring
    "D 09:00", "W1 09:00", "W1,4 18:30", "W2/2+1 09:00", "W5/3+2 09:00", "M15 10:00", "M29 10:00",
    "M30 10:00", "M31 10:00", "M31/3+0 10:00", "M1#1 10:00", "M5#-1 10:00", "Y02-29 10:00", "Y04-30 10:00",
    "D 02:30", "W7 02:30",
)  # fmt: skip


def call(talk: Talk, line: str = LINE) -> str:
    talk(f"eu> {line}")
    return ref_of(talk("eu! 1"))


@contextmanager
def meeting(talk: Talk) -> Iterator[tuple[Voice, Notice]]:
    """The one that was called last, and the voice of its reader in Rome."""
    with talk.work() as work:
        reader = officer_named(work, "italy")
        assert reader is not None
        yield voice_for(work, reader), work.all(select(Notice).order_by(col(Notice.id)))[-1]


def expanded(data: bytes, until: datetime) -> list[datetime]:
    """Every beginning, by a library that is not ours; what stands beside the series is in its place."""
    entries: list[Any] = list(vobject.readOne(data.decode()).vevent_list)
    whole = next(one for one in entries if "recurrence-id" not in one.contents)
    found = takewhile(lambda at: at <= until + YEAR, iter(whole.getrruleset()))
    starts = {at.astimezone(UTC) for at in found}
    for one in entries:
        if "recurrence-id" in one.contents:
            starts.remove(one.recurrence_id.value.astimezone(UTC))
            starts.add(one.dtstart.value.astimezone(UTC))
    return sorted(at for at in starts if at <= until)


def held(voice: Voice, notice: Notice, until: datetime) -> list[datetime]:
    assert notice.starts_at is not None
    found = series.dates(voice.work, notice, notice.starts_at - timedelta(seconds=1), 400)
    return [one.starts for one in found if one.starts <= until]


def test_a_calendar_holds_a_series_when_we_do_over_a_year(tmp_path: Path) -> None:
    talk = talk_in_madrid(tmp_path, "2027-01-05")
    call(talk)
    with meeting(talk) as (voice, notice):
        for compact in RULES:
            rule = recurring.from_compact(compact)
            notice.rule = compact
            notice.starts_at = recurring.next_after(rule, talk.clock.now(), MADRID)
            until = notice.starts_at + YEAR
            ours = held(voice, notice, until)
            assert expanded(calendar_entry(voice, notice).data, until) == ours, compact
            assert len(ours) > (100 if compact[0] == "D" else 0)
        voice.work.session.rollback()
    talk.home.database.close()


def test_the_entry_follows_what_became_of_the_series(talk_anywhere: Talk) -> None:
    """One entry by its rule, in the zone it was called in, with what was moved, without what is cancelled."""
    talk = talk_anywhere
    ref = call(talk, LINE.replace("Weekly", "6 times Weekly"))
    change(talk, ref, "Move one", "Mon 14 Dec 09:00 Beijing", "Tuesday 15 December 10:00", "Move it")
    change(talk, ref, "Cancel one", "Mon 21 Dec 09:00 Beijing", "Cancel this one")
    with meeting(talk) as (voice, notice):
        data = calendar_entry(voice, notice).data
        until = talk.clock.now() + YEAR
        assert expanded(data, until) == held(voice, notice, until)
    text = data.decode().replace("\r\n ", "")
    assert "METHOD:PUBLISH" in text
    assert "DTSTART;TZID=Asia/Shanghai:20261207T090000" in text
    assert re.search(r"RRULE:FREQ=WEEKLY;UNTIL=20270111T012959Z;INTERVAL=1;BYDAY=MO;WKST=MO", text)
    assert "EXDATE;TZID=Asia/Shanghai:20261221T090000" in text
    assert "RECURRENCE-ID;TZID=Asia/Shanghai:20261214T090000" in text
    assert text.count("UID:") == 2
    assert set(re.findall(r"SEQUENCE:(\d+)", text)) == {"2"}
    assert "ORGANIZER" in text


def change(talk: Talk, ref: str, *presses: str) -> Heard:
    """`presses`: what is pressed one after the other; a time is typed."""
    heard = talk(f"eu> /notices {ref}")
    for said in presses:
        heard = talk(f"eu! {said}" if said in heard.to("eu").buttons else f"eu> {said}")
    return heard


def reminded(heard: Heard, who: str = "italy") -> list[str]:
    found = heard.of("meeting.reminder").to(who).events
    return [f"{datetime.fromisoformat(event['at']).astimezone(BEIJING):%m-%d %H:%M}" for event in found]


def test_each_date_is_reminded_of_once_and_as_it_is_held(talk: Talk) -> None:
    ref = call(talk)
    change(talk, ref, "Move one", "Mon 14 Dec 09:00 Beijing", "14:00", "Move it")
    change(talk, ref, "Cancel one", "Mon 21 Dec 09:00 Beijing", "Cancel this one")
    heard = talk("@ 2027-01-05T00:00:00+08:00")
    assert reminded(heard) == [
        "12-06 09:00", "12-07 08:00", "12-13 14:00", "12-14 13:00", "12-27 09:00", "12-28 08:00",
        "01-03 09:00", "01-04 08:00",
    ]  # fmt: skip
    with talk.work() as work:
        owed = work.all(select(NoticeDelivery.remind_at))
    assert owed == [datetime(2027, 1, 10, 1, tzinfo=UTC)] * 2, "nothing is made ahead but the next one"


def test_every_day_it_rings_an_hour_ahead_only(talk: Talk) -> None:
    call(talk, "/notice meeting Italy every weekday 9:00 15 minutes Stand-up")
    heard = reminded(talk("@ +7d"))
    assert heard == ["12-02 08:00", "12-03 08:00", "12-04 08:00", "12-06 09:00", "12-07 08:00", "12-08 08:00"]


def test_what_rang_nobody_while_all_was_down_rings_for_no_date_that_has_begun(talk: Talk) -> None:
    """Of three dates that passed meanwhile none is announced."""
    call(talk)
    with talk.work() as work:
        for delivery in work.all(select(NoticeDelivery)):
            delivery.remind_at = talk.clock.now() + timedelta(days=20)
            work.add(delivery)
    assert reminded(talk("@ +21d")) == []
    assert reminded(talk("@ +6d")) == ["12-27 09:00", "12-28 08:00"]


def test_a_date_that_was_moved_is_asked_about_anew_and_minds_may_change(talk: Talk) -> None:
    ref = call(talk)
    talk("italy! I will come", "mps! 参加")
    told = change(talk, ref, "Move one", "Mon 7 Dec 09:00 Beijing", "Tuesday 8 December", "Move it")
    assert "Tue 8 Dec 02:00 Rome" in told.of("series.changed").to("italy").text
    assert "0 come · 0 cannot · 2 have not said" in talk(f"eu> /notices {ref}").text
    talk("italy! I cannot come", "italy! Maybe")
    seen = talk(f"eu> /notices {ref}")
    assert "0 come · 0 cannot · 1 may come · 1 has not said" in seen.text
    assert seen.kinds == ["notice.status"], "and no answer rang"
    talk("@ +8d")
    assert "2 come · 0 cannot · 0 have not said" in talk(f"eu> /notices {ref}").text, (
        "of the others it counts"
    )


def test_to_which_date_somebody_cannot_come_is_said_ahead(talk: Talk) -> None:
    ref = call(talk)
    talk("italy! I will come")
    assert talk(f"italy> /notices {ref}").buttons[3:] == [
        "Not Mon 7 Dec 02:00 Rome",
        "Not Mon 14 Dec 02:00 Rome",
        "Not Mon 21 Dec 02:00 Rome",
    ]
    talk("italy! 4")
    heard = talk("@ +14d")
    assert reminded(heard) == ["12-13 09:00", "12-14 08:00"]


@pytest.mark.parametrize(
    ("typed", "sees"),
    [
        ("Tuesday", ["Tue 8 Dec 09:00 Beijing", "Tue 22 Dec 09:00 Beijing"]),
        ("14:00", "Mon 21 Dec 14:00 Beijing"),
        ("at 3", "Mon 21 Dec 15:00 Beijing"),
        ("23 December", "Wed 23 Dec 09:00 Beijing"),
        ("明天10:00", ["Wed 2 Dec 10:00 Beijing", "Tue 22 Dec 10:00 Beijing"]),
        ("yesterday 9:00", "That moment has passed"),
    ],
)
def test_the_new_time_is_that_of_the_same_day_or_asked_about(
    talk: Talk, typed: str, sees: str | list[str]
) -> None:
    ref = call(talk)
    heard = change(talk, ref, "Move one", "Mon 21 Dec 09:00 Beijing", typed)
    assert sees == heard.buttons[:2] if isinstance(sees, list) else sees in heard.text


def test_a_series_ends_now_or_with_a_date(talk: Talk) -> None:
    ref = call(talk)
    told = change(talk, ref, "End the series", "Mon 14 Dec 09:00 Beijing", "End it")
    assert "The last one is on Mon 14 Dec." in told.of("series.changed").to("italy").text
    assert reminded(talk("@ +30d")) == ["12-06 09:00", "12-07 08:00", "12-13 09:00", "12-14 08:00"]
    assert "There are no notices for you." in talk("italy> /notices").text
    assert "Move one" not in talk(f"eu> /notices {ref}").buttons
    ref = call(talk)
    change(talk, ref, "End the series", "No more meetings", "End it")
    with meeting(talk) as (voice, notice):
        assert b"METHOD:CANCEL" in calendar_entry(voice, notice).data
    assert not talk("@ +30d").of("meeting.reminder")


def test_a_recalled_series_says_so_once_and_is_taken_out_of_calendars(talk: Talk) -> None:
    ref = call(talk)
    heard = talk(f"eu> /notice recall {ref}", "eu! Recall it").of("meeting.cancelled")
    assert {event["to"] for event in heard.events} == {"italy", "mps"}
    with meeting(talk) as (voice, notice):
        assert b"METHOD:CANCEL" in calendar_entry(voice, notice).data
    assert not talk("@ +30d").events[1:]


@pytest.mark.parametrize(
    ("line", "rhythm"),
    [
        ("eu> every Monday 9:00 weekly meeting with Spain and Italy, 45 minutes, until 18 December",
         "Repeats every Mon at 09:00 · 45 minutes · until Fri 18 Dec"),
        ("eu> we meet every first Monday of the month at 10:00 with Spain, topic: new cases",
         "Repeats every month on the first Monday at 10:00 · 1 hour"),
        ("eu> /notice meeting Spain every Monday 9:00-10:30 until 31 December Weekly call",
         "Repeats every Mon at 09:00 · 1 hour 30 minutes · until Thu 31 Dec"),
        ("eu> /notice meeting every second Tuesday 14:00 with Spain for 10 weeks: Cases",
         "Repeats every second Tuesday at 14:00 · 1 hour · until Tue 9 Feb 2027"),
        ("iom> 每周一9点和西班牙开例会，1小时30分钟，到12月18日",
         "Repeats every Mon at 09:00 · 1 hour 30 minutes · until Fri 18 Dec"),
        ("iom> 通知 会议 西班牙 每月第一个周一上午10点 共6次 例会",
         "Repeats every month on the first Monday at 10:00 · 1 hour · until Mon 3 May 2027"),
    ],
)  # fmt: skip
def test_a_series_in_ones_own_words(talk: Talk, line: str, rhythm: str) -> None:
    shown = talk(line)
    assert shown.kinds == ["notice.preview"], shown.text
    said = shown.text.splitlines()
    assert rhythm in said
    assert len([row for row in said if row.startswith("• ")]) >= 2


def test_what_a_line_does_not_say_is_asked(talk: Talk) -> None:
    asked = talk("iom> 每周一9点例会30分钟")
    assert asked.kinds == ["form.ask"]
    assert "> 例会" in talk("iom> Italy").text
    assert "What is the meeting about?" in talk("eu> /notice meeting Italy every Monday 9:00").text
    assert "Repeats every Mon at 09:00" in talk("eu> Weekly call").text
    assert talk("spain> every Monday 9:00 weekly meeting with the team").kinds == ["words.loose"]


def test_another_hour_is_one_press_away(talk: Talk) -> None:
    shown = talk("eu> /notice meeting Italy every Monday at 9 Weekly call")
    assert "every Mon at 09:00" in shown.text
    assert "every Mon at 21:00" in talk("eu! Mon 7 Dec 21:00 Beijing instead").text
    assert "every Mon at 09:00" in talk("eu! Mon 7 Dec 09:00 Beijing instead").text


def test_a_series_keeps_its_rhythm(talk: Talk) -> None:
    ref = call(talk)
    assert talk(f"eu> /notice move {ref} every Tuesday 10:00").kinds == ["series.new_rule"]


def test_who_joins_later_is_told_of_a_series_that_goes_on(tmp_path: Path) -> None:
    talk = talk_at(f"sqlite:///{tmp_path / 'liaison.db'}", tmp_path, DEFAULTS)
    call(talk)
    talk("@ +20d")
    with talk.work() as work:
        joined = officer_named(work, "spain")
        assert joined is not None
        notice = work.first(select(Notice))
        notice.audience = {"all": True}
        work.add(notice)
        assert sending.catch_up(work, DEFAULTS, joined) == 1
    talk.home.database.close()


def test_a_series_is_kept_while_it_goes_on(talk: Talk) -> None:
    call(talk)
    later = talk.clock.now() + timedelta(days=1000)
    for ends, kept in ((None, True), (later - timedelta(days=300), False)):
        with talk.work() as work:
            notice = work.first(select(Notice))
            notice.ends_at = ends
            work.add(notice)
            retention.erase_notices(work, later - timedelta(days=180))
            work.session.flush()
            assert ("Weekly call" in notice.texts["en"]) is kept
