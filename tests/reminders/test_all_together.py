"""However many are due, and whatever is wrong with one: everybody is told, once, all in one message."""

from datetime import timedelta

import pytest
from sqlmodel import select

from handlers.reminders import matter, telling
from handlers.reminders import planning as reminders
from handlers.reminders.matter import Matter
from storage import people
from storage.reminders import Reminder, Ring
from storage.work import Work
from tests.talk import Talk

ASKED = [f"spain> /request China Question {number}?" for number in range(7)]


def test_more_than_one_batch_is_one_message(talk_anywhere: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reminders, "_BATCH", 2)
    talk = talk_anywhere
    talk(*ASKED, "mps! 受理")
    heard = talk("@ 2026-12-08T09:00:00+08:00").to("mps")  # the deadline of all of them
    at_nine = [event["kind"] for event in heard.events if event["at"] == "2026-12-08T01:00:00Z"]
    assert at_nine == ["reminder.digest"]
    assert all(str(ref) in heard.text for ref in heard.events[-1]["refs"])


def test_one_that_fails_keeps_no_other_back_and_is_tried_again(
    talk_anywhere: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk, real = talk_anywhere, matter._matters["addressee"]
    first = talk(*ASKED[:3]).ref
    with talk.work() as work:
        broken = work.all(select(Reminder).order_by(Reminder.id))[0].item  # type: ignore[arg-type]
    is_broken = [True]
    monkeypatch.setattr(reminders, "_AGAIN", timedelta(days=1))

    def load(work: Work, row_id: int) -> Matter | None:
        if is_broken[0] and f"addressee:{row_id}" == broken:
            raise ValueError("nobody thought of this")
        return real(work, row_id)

    monkeypatch.setitem(matter._matters, "addressee", load)
    heard = talk("@ +9d").to("mps")
    assert heard.kinds
    assert first not in heard.text
    is_broken[:] = [False]
    assert first in talk("@ +1d").to("mps").text


def test_a_person_who_cannot_be_told_keeps_nobody_else_from_it(
    talk_anywhere: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk, real = talk_anywhere, telling._still_owed
    talk(ASKED[0], "spain> /request France Question?")
    is_broken = [True]
    monkeypatch.setattr(reminders, "_AGAIN", timedelta(days=1))

    def fails(work: Work, officer: people.Officer, ring: Ring) -> Matter | None:
        if is_broken[0] and officer.handle == "mps":
            raise ValueError("nobody thought of this")
        return real(work, officer, ring)

    monkeypatch.setattr(telling, "_still_owed", fails)
    heard = talk("@ +9d")
    assert heard.to("france").of("reminder")
    assert not heard.to("mps")
    is_broken[:] = [False]
    assert talk("@ +1d").to("mps").kinds


def test_ones_own_reminders_of_a_suspension_ring_late_and_go_on(talk_anywhere: Talk) -> None:
    talk = talk_anywhere
    talk("spain> /remind every day 9:00 Look at the list", "spain> /remind 2026-12-03 11:00 Call Beijing")
    talk("eu> /suspend spain lost phone")
    assert not talk("@ +5d").to("spain")
    heard = talk("eu> /reinstate spain", "iom! Reinstate").to("spain").of("remind.now")
    assert len(heard.events) == 2
    assert all("late" in event["text"] for event in heard.events)
    assert [event["at"][11:16] for event in talk("@ +3d").to("spain").of("remind.now").events] == [
        "08:00"
    ] * 3


def test_a_vetting_renewed_brings_ones_own_reminders_back(talk: Talk) -> None:
    talk("spain> /remind every Monday 9:00 Weekly report")
    with talk.work() as work:
        officer = people.officer_named(work, "spain")
        assert officer is not None
        officer.vetted_until = officer.vetting_due_at = work.now
    talk("@ +15d", "eu! Renew vetting", "iom! Renew vetting")
    assert talk("@ +7d").to("spain").of("remind.now")
