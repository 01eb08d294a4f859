"""The life of a request: asked in one line, answered in part, in full or not at all, confirmed and closed."""

from datetime import UTC, datetime

import pytest
from sqlmodel import select

from handlers.items.life import By
from handlers.requests.life import LIFE
from storage.requests import Addressee, AddresseeState, Request
from tests.talk import Heard, Talk, said

REQUEST = "spain> /request China Who owns the phone shop?"


def ref_of(heard: Heard) -> str:
    return heard.to("spain").ref


def test_a_request_reaches_who_covers_the_country_with_its_deadline(talk_anywhere: Talk) -> None:
    heard = talk_anywhere(REQUEST)
    assert said(heard.events) == [("spain", "request.filed"), ("mps", "request.received")]
    assert "Tue 8 Dec 02:00 Madrid · 09:00 Beijing" in heard.to("spain").text
    assert "Who owns the phone shop?" in heard.to("mps").text
    assert heard.to("mps").ref == ref_of(heard)


def test_an_answer_in_one_line_reaches_who_asked(talk_anywhere: Talk) -> None:
    ref = ref_of(talk_anywhere(REQUEST))
    heard = talk_anywhere(f"mps> /answer {ref} It belongs to nobody we know.")
    assert sorted(said(heard.events)) == [("mps", "request.done"), ("spain", "request.moved")]
    assert "It belongs to nobody we know." in heard.to("spain").text
    assert heard.to("spain").buttons == ["Confirm", "Ask for more"]


def test_nothing_is_said_about_it_once_it_is_answered(talk: Talk) -> None:
    ref = ref_of(talk(REQUEST))
    talk("@ +9d", f"mps> /answer {ref} Here it is.")
    talk("spain! Confirm")
    assert not talk("@ +60d")


@pytest.mark.parametrize(
    ("typed", "state", "shown"),
    [
        ("nothing", AddresseeState.NOTHING_HELD, "found no information"),
        ("partly: only the name", AddresseeState.PARTLY, "in part"),
        ("refuse f the case is open", AddresseeState.REFUSED, "Ground f"),
        ("nothing known of her, but her sister lives here", AddresseeState.ANSWERED, "nothing known of her"),
        ("拒绝 h：来源国未同意", AddresseeState.REFUSED, "Ground h"),
        ("部分答复：仅有姓名", AddresseeState.PARTLY, "in part"),
    ],
)
def test_every_answer_has_its_short_form(talk: Talk, typed: str, state: AddresseeState, shown: str) -> None:
    ref = ref_of(talk(REQUEST))
    heard = talk(f"mps> /answer {ref} {typed}")
    assert shown in heard.to("spain").text
    with talk.work() as work:
        assert work.first(select(Addressee.state)) == state


def test_a_question_stops_the_clock_until_it_is_answered(talk: Talk) -> None:
    ref = ref_of(talk(REQUEST))
    heard = talk("@ +1d", f"mps> /answer {ref} question: which street?")
    assert "which street?" in heard.to("spain").text
    heard = talk("@ +2d", f"spain> /answer {ref} Example Street 5")
    assert "Example Street 5" in heard.to("mps").text
    assert "Thu 10 Dec 02:00 Madrid" in heard.to("spain").text


def test_who_was_not_asked_does_not_know_the_request(talk: Talk) -> None:
    ref = ref_of(talk(REQUEST))
    heard = talk(f"italy> /answer {ref} x", f"italy> /status {ref}", "italy> /answer R-2222222 x")
    assert heard.kinds == ["reference.unknown"] * 3


def test_a_date_is_read_back_on_both_clocks_before_anything_is_sent(talk: Talk) -> None:
    heard = talk("spain> /request China urgent by Friday 17:00 Who rents the flat?")
    assert said(heard.events) == [("spain", "form.summary")]
    assert "Fri 4 Dec 17:00 Madrid · 24:00 Beijing" in heard.text
    assert "request.received" in talk("spain! Send").kinds


def test_why_it_is_urgent_is_asked_before_it_goes(talk: Talk) -> None:
    heard = talk("spain> /request China urgent Who rents the flat?")
    assert said(heard.events) == [("spain", "form.summary")]
    heard = talk("spain! Say why it is urgent", "spain! The information is about to lose its value")
    assert heard.kinds[-1] == "form.summary"
    assert "Say why it is urgent" not in heard.buttons
    assert "request.received" in talk("spain! Send").kinds


def test_why_it_is_urgent_is_read_from_the_words(talk: Talk) -> None:
    heard = talk("spain> /request China urgent Who rents the flat? Life at risk")
    assert "Imminent danger to a person's life" in heard.text


def test_a_bare_yes_without_the_mark_is_read_back(talk: Talk) -> None:
    ref = ref_of(talk(REQUEST))
    assert talk(f"mps> 答复 {ref} 是").kinds == ["form.summary"]


def test_working_days_are_those_of_both_sides(talk: Talk) -> None:
    """8 December is free in Madrid, and not in Berlin."""
    assert "Thu 10 Dec 24:00 Madrid" in talk("spain> /request Germany in 6 working days Who rents it?").text


@pytest.mark.parametrize("typed", ["by yesterday 17:00", "by 04/12/2026"])
def test_a_date_in_doubt_is_asked_again(talk: Talk, typed: str) -> None:
    heard = talk(f"spain> /request China {typed} Who rents the flat?")
    assert heard.kinds == ["form.ask"]
    assert "request.received" in talk("spain> 2026-12-04 17:00", "spain! Send").kinds


def test_several_addressees_have_a_life_of_their_own(talk: Talk) -> None:
    ref = ref_of(talk("mps> /request Spain, Italy Who sent the money?"))
    talk(f"spain> /answer {ref} nothing", "mps! 确认")
    heard = talk("italy> /outstanding", "spain> /outstanding")
    assert ref in heard.to("italy").text
    assert ref not in heard.to("spain").text


def test_a_country_that_nobody_covers_goes_to_the_coordinators(talk: Talk) -> None:
    heard = talk("spain> /request Latvia Who owns the van?")
    assert "Nobody else in the network covers Latvia" in heard.text
    assert "request.received" in talk("spain! Send it to the coordinators", "spain! Send").to("eu").kinds


def test_every_move_leads_somewhere_and_every_open_state_has_a_way_out() -> None:
    now = datetime(2026, 12, 1, tzinfo=UTC)
    request = Request(text="x", urgency="a", made_at=now)
    for state in AddresseeState:
        addressee = Addressee(state=state, direct=True, received_at=now, changed_at=now)
        moves = [m for side in By for m in LIFE.possible(addressee, side, request)]
        assert bool(moves) == (state is not AddresseeState.WITHDRAWN)
    assert len({move.act for move in LIFE.moves}) == len(LIFE.moves)


def test_a_refusal_without_its_ground_keeps_its_words(talk: Talk) -> None:
    ref = talk("spain> /request China Who owns the van?").ref
    assert talk(f"mps> /answer {ref} refuse: the case is open").kinds == ["form.ask"]
    talk("mps! 1")
    assert "the case is open" in talk("mps! 发送").to("spain").text


def test_words_for_the_only_request_that_waits_are_read_back(talk: Talk) -> None:
    talk("spain> /request China Who owns the van?")
    assert talk("mps> 答复：一名本地商人").kinds == ["form.summary"]
    assert "一名本地商人" in talk("mps> 好").to("spain").text


def test_an_answer_without_a_reference_is_kept_until_it_is_chosen(talk: Talk) -> None:
    ref = talk("spain> /request China Who owns the van?").ref
    other = talk("italy> /request China Who owns the shop?").ref
    asked = talk("mps> /答复 一名本地商人")
    assert (asked.buttons, asked.kinds) == ([ref, other], ["answer.which"])
    assert "一名本地商人" in talk(f"mps! {ref}").to("spain").text


def test_a_list_of_what_is_owed_says_how_many_it_leaves_out(talk: Talk) -> None:
    talk(*(f"spain> /request China Who owns van {number}?" for number in range(9)))
    asked = talk("mps> /回复 一名本地商人")
    assert len(asked.buttons) == 8
    assert "另有 1 项：发送“/待办”可查看全部。" in asked.text
