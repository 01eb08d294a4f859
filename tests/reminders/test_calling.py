"""What nobody answers goes to one coordinator, who takes it to call; then the next; at last into a list."""

import pytest

from storage import duty
from storage.item import Item
from tests.talk import Heard, Talk

URGENT = "spain> /request Liaoning urgent (b) Where is she held?"
REQUEST = "spain> /request Liaoning Who owns the phone shop?"
CLUE = "spain> /clue Liaoning Two women were moved to another flat"
ON_DUTY = "eu> /duty iom until 2026-12-31"
COORDINATORS = ("eu", "iom")


def asked(heard: Heard) -> list[str]:
    """The coordinators who were rung, in order."""
    return [one["to"] for one in heard.of("reminder").events if one["to"] in COORDINATORS]


def test_who_is_on_duty_is_asked_alone_and_the_next_where_that_one_does_not_take_it(
    talk_anywhere: Talk,
) -> None:
    talk = talk_anywhere
    talk(ON_DUTY, URGENT)
    heard = talk("@ +2h")
    assert asked(heard) == ["iom"]
    assert "You are the only coordinator who is asked." in heard.to("iom").text
    assert "Not taken, it goes on Tue 1 Dec 12:45 Beijing." in heard.to("iom").text
    assert heard.to("iom").buttons == ["I will call Liaoning", "Pass to the next", "Remind me later"]
    assert asked(talk("@ +2h")) == ["eu"]


def test_who_takes_it_ends_the_ringing_of_the_others_and_the_requester_hears_it_once(
    talk_anywhere: Talk,
) -> None:
    talk = talk_anywhere
    ref = talk(ON_DUTY, URGENT).to("spain").ref
    talk("@ +2h")
    taken = talk("iom! I will call Liaoning")
    assert taken.to("spain").kinds == ["call.begun"]
    assert "Sam Specimen, coordinator, is calling Liaoning" in taken.to("spain").text
    assert not taken.to("eu")
    later = talk("@ +12h")
    assert "eu" not in asked(later)
    assert "call.begun" not in later.kinds
    assert "You took it to call" in later.to("iom").text, "the one who calls hears that it is late"
    assert "a coordinator is calling" in talk(f"spain> /status {ref}").text


def test_two_presses_make_one_caller(talk: Talk) -> None:
    talk(ON_DUTY, URGENT, "@ +4h")
    talk("iom! I will call Liaoning")
    assert "Sam Specimen is calling already." in talk("eu! I will call Liaoning").text


def test_it_is_passed_on_by_a_tap_and_ends_in_the_list(talk: Talk) -> None:
    talk(ON_DUTY, URGENT, "@ +2h")
    assert asked(talk("iom! Pass to the next")) == ["eu"]
    last = talk("eu! Pass to the next")
    assert "it is in the morning list" in last.text
    assert asked(last) == []
    assert "Nobody calls yet." in talk("eu> /duty", "eu! Open escalations").text


def test_after_the_coordinators_it_stands_in_the_morning_list_and_is_taken_there(talk: Talk) -> None:
    ref = talk(ON_DUTY, REQUEST).to("spain").ref
    talk("liaoning! 受理")
    heard = talk("@ +21d")
    assert sorted(asked(heard)) == ["eu", "iom"], "each once in three weeks"
    morning = heard.of("reminder.digest").to("iom")
    assert all(one["at"][11:16] == "01:00" for one in morning.events), "at nine in Beijing"
    assert "1 open escalation" in morning.text
    assert morning.buttons == [f"I call: {ref}"]
    taken = talk(f"iom! I call: {ref}")
    assert taken.to("spain").kinds == ["call.begun"]
    assert "Sam Specimen has been calling since" in talk("eu> /duty", "eu! Open escalations").text


@pytest.mark.parametrize("line", [URGENT, CLUE], ids=["request", "clue"])
def test_seen_counts(talk: Talk, line: str) -> None:
    """Somebody there has opened it: no coordinator is rung that nobody has accepted or acknowledged it."""
    ref = talk(ON_DUTY, line).to("spain").ref
    talk(f"liaoning> /状态 {ref}")
    assert asked(talk("@ +7h" if line == URGENT else "@ +10d")) == []


def test_opened_after_it_was_due_is_seen_too(talk: Talk) -> None:
    ref = talk(ON_DUTY, REQUEST).to("spain").ref
    talk("liaoning! 受理", "@ 2026-12-08T10:00:00+08:00", f"liaoning> /状态 {ref}")
    heard = talk("@ +5d")
    assert asked(heard) == []
    assert "request.escalated" not in heard.to("spain").kinds


def test_a_clue_goes_on_to_the_next_as_a_request_does(talk: Talk) -> None:
    talk(ON_DUTY, CLUE)
    heard = talk("@ +12d")
    assert asked(heard)[:2] == ["iom", "eu"]
    assert "Nobody has acknowledged" in heard.of("reminder").to("iom").text
    assert talk("iom! I will call Liaoning").to("spain").kinds == ["call.begun"]


def test_what_is_answered_is_nobodys_to_call(talk_anywhere: Talk) -> None:
    talk = talk_anywhere
    ref = talk(ON_DUTY, URGENT).to("spain").ref
    talk("@ +2h", f"liaoning> /答复 {ref} She is safe.")
    assert talk("iom! I will call Liaoning").kinds == ["reminder.settled"]
    with talk.work() as work:
        assert duty.open_items(work) == []


def test_a_snooze_of_the_one_who_is_asked_works(talk: Talk) -> None:
    """Its button is about what a coordinator may not see; it did nothing."""
    talk(ON_DUTY, URGENT, "@ +2h")
    assert talk("iom! Remind me later").kinds == ["reminder.later"]


def test_the_content_is_not_said(talk: Talk) -> None:
    talk(ON_DUTY, URGENT)
    heard = talk("@ +2d", "eu> /duty")
    assert all("Where is she held" not in heard.to(who).text for who in COORDINATORS)


def test_calls_are_kept_by_item(talk: Talk) -> None:
    talk(ON_DUTY, URGENT, "@ +2h")
    with talk.work() as work:
        (item,) = duty.open_items(work)
        assert Item.kept(item).kind == "addressee"
        assert [one.step for one in duty.calls_about(work, item)] == ["ring"]


def test_what_rings_now_stands_first_in_the_list(talk: Talk) -> None:
    talk(*[f"spain> /clue Liaoning Women were moved to flat {number}" for number in range(6)], "@ +4d")
    ref = talk(REQUEST).ref
    told = [one for one in talk("@ +12d").of("reminder.digest").events if ref in one["text"]]
    first = next(one for one in told if one["to"] in COORDINATORS)
    assert first["text"].split("\n")[2].startswith(ref)


def test_what_is_late_again_after_it_was_taken_up_stands_in_the_list(talk: Talk) -> None:
    ref = talk("spain> /request Italy Who owns the phone shop?").ref
    talk("@ +12d", f"italy> accept {ref}")
    told = [one for one in talk("@ +21d").of("reminder.digest").events if one["to"] in COORDINATORS]
    assert told
    assert all(ref in one["text"] for one in told)
