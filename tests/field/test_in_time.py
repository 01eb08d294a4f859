"""Reports from the field: in time, once, what is so, and second thoughts, on both databases."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.pipeline.test_edited_pictures import ALBUM, Telegram, edit, take, text_of
from tests.talk import Heard, Talk

ASK = "spain> /request China Is this company known?"
OVER = datetime(2026, 12, 5, 9, tzinfo=UTC)


def at(heard: Heard) -> list[str]:
    return [event["at"] for event in heard.events]


def test_r53_an_answer_is_put_right_by_an_edit_and_nothing_held_is_not_final(talk_anywhere: Talk) -> None:
    talk = talk_anywhere
    ref = talk(ASK).ref
    talk(f"mps> /answer {ref} It is known.")
    assert "It is NOT known." in talk(f"mps~ /answer {ref} It is NOT known.").to("spain").text
    second = talk("spain> /request China Who owns the phone shop?").ref
    talk(f"mps> /answer {second} nothing")
    assert "Found after all" in talk(f"mps> /answer {second} Found after all").to("spain").text


def test_r55_the_warning_comes_before_a_weekend_that_would_hold_it(talk_anywhere: Talk) -> None:
    talk = talk_anywhere
    talk("spain> /request China by 2026-12-06 18:00 Is this company known?", "spain! Send", "mps! 受理")
    heard = talk("@ 2026-12-07T12:00:00+08:00").to("mps").of("reminder")
    assert at(heard) == ["2026-12-04T08:00:00Z", "2026-12-07T00:00:00Z"]


def test_r59_what_is_over_when_it_is_approved_is_not_sent(talk_anywhere: Talk) -> None:
    talk = talk_anywhere
    talk("eu> /notice all urgent at 2026-12-02 9:00 until 2026-12-03 Road closed", "eu! 1")
    heard = talk("@ 2026-12-05T09:00:00+01:00", "iom! Approve")
    assert set(heard.kinds) == {"notice.over"}
    assert "was not sent: its time had passed" in heard.to("eu").text
    assert heard.to("iom")
    assert "notice.new" not in talk("@ +3d").kinds


def test_r59_a_meeting_that_has_begun_invites_nobody(talk_anywhere: Talk) -> None:
    talk = talk_anywhere
    talk("eu> /notice meeting all 2026-12-03 10:00 45 minutes Monthly call")
    talk("eu! Mark as urgent", "eu! Ask for approval")
    heard = talk("@ 2026-12-04T09:00:00+01:00", "iom! Approve")
    assert set(heard.kinds) == {"notice.over"}
    assert "meeting.invited" not in talk("@ +3d").kinds


def test_r59_what_was_planned_for_an_outage_is_not_sent_after_its_end(talk_anywhere: Talk) -> None:
    talk = talk_anywhere
    talk("eu> /notice Spain at 2026-12-02 9:00 until 2026-12-03 Road closed", "eu! 1")
    talk.clock.move_to(OVER)
    heard = talk("@ +1s")
    assert heard.kinds == ["notice.over"]
    assert heard.to("eu")


def test_r60_nobody_there_is_said_before_and_an_answer_goes_to_a_coordinator(talk_anywhere: Talk) -> None:
    talk = talk_anywhere
    ref = talk(ASK).ref
    talk("eu> /suspend spain phone lost")
    assert talk("mps> /clue Spain Two women are held").kinds == ["absent.asks"]
    talk("mps! 取消")
    heard = talk(f"mps> /answer {ref} Registered since 2019.")
    assert heard.to("eu").events or heard.to("iom").events
    assert not heard.to("spain")


@pytest.mark.parametrize("number", [0, 1])
def test_r64_an_edit_of_one_picture_leaves_the_others(
    talk_anywhere: Talk, tmp_path: Path, number: int
) -> None:
    talk, way = talk_anywhere, Telegram(tmp_path)
    take(talk, way.sent(talk, ALBUM))
    heard = edit(talk, way, number, ALBUM, ("/clue China front door", "plate A 124")[number])
    assert heard.to("mps").of("clue.corrected")
    assert text_of(talk) == ("front door\nplate A 123", "front\nplate A 124")[number]


def test_r64_an_answer_of_a_form_changes_by_an_edit(talk_anywhere: Talk) -> None:
    talk = talk_anywhere
    talk("spain> /clue", "spain> China", "spain> A woman in room 12", "spain~ A woman in room 21")
    assert "room 21" in talk("spain! File it").to("mps").text


def test_r74_it_ends_in_the_morning_list_and_says_only_what_is_so(talk_anywhere: Talk) -> None:
    talk = talk_anywhere
    talk("spain> /request Italy urgent (b) Is this woman safe?")
    first = talk("@ +2d").of("reminder")
    assert len(first.to("italy").events) <= 8
    assert len(first.to("eu").events) <= 4
    said = first.text
    assert not re.search(r"deput|colleague|whole agency|above", said), "there are none"
    later = talk("@ +28d")
    assert len(later.to("italy").events) <= 4
    assert all(when[11:16] in {"01:00", "08:00"} for when in at(later.to("eu")))
