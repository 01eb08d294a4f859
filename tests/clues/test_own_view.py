"""What an author makes of the facts is kept, and shown, apart from them."""

import pytest
from sqlmodel import select

from storage.clues import Clue
from tests.talk import Talk

FACTS, VIEW = "Three women held at a restaurant.", "the same group as in May"


@pytest.mark.parametrize("key", ["Assessment:", "My assessment:", "my view:", "研判意见：", "评估："])
def test_a_view_that_is_typed_in_one_go_stands_apart(talk: Talk, key: str) -> None:
    heard = talk(f"spain> /clue Italy {FACTS} {key} {VIEW}")
    assert f"> {FACTS}\n\nThe sender's own view, not a fact:\n> {VIEW}" in heard.to("italy").text
    with talk.work() as work:
        clue = work.first(select(Clue))
        assert (clue.text, clue.details["assessment"]) == (FACTS, VIEW)


@pytest.mark.parametrize(
    "words",
    [
        "The risk assessment: done by the bank in May",
        "Three women held, in my view: unlawfully",
        "Assessment: nothing but this",
        "Three women held. Assessment:",
    ],
)
def test_what_is_part_of_the_facts_stays_there(talk: Talk, words: str) -> None:
    heard = talk(f"spain> /clue Italy {words}")
    assert f"> {words}" in heard.to("italy").text
    assert "own view" not in heard.text


def test_it_is_put_right_by_an_edit_and_may_say_how_long_it_holds(talk: Talk) -> None:
    heard = talk(f"spain> /clue Italy {FACTS} Assessment: {VIEW}. Use until 10 December.")
    assert f"> {VIEW}." in heard.to("italy").text
    assert "May be used until Thu 10 Dec" in heard.to("italy").text
    heard = talk(f"spain~ /clue Italy {FACTS} Assessment: another group. Use until 12 December.")
    assert "another group" in heard.to("italy").text
    assert VIEW not in heard.to("italy").text
    assert "May be used until Sat 12 Dec" in heard.to("italy").text
    assert talk(f"spain~ /clue Italy {FACTS} Assessment: another group. Use until 12 December.").kinds == [
        "clue.unchanged"
    ]


def test_it_does_not_go_through_a_pointer_corridor_unseen(talk: Talk) -> None:
    heard = talk(f"spain> /clue China {FACTS} Assessment: it is Ms Erika Mustermann, phone +49 30 5550 0100")
    assert not heard.to("mps")
    assert "Mustermann" in heard.to("spain").text


def test_witnesses_and_contacts_are_counted_apart_from_suspects_and_victims(talk: Talk) -> None:
    ref = talk(f"spain> /clue Italy {FACTS}").ref
    talk("spain! Add details", "spain! People", "spain! Witnesses", "spain> 2", "spain! “2” is my answer")
    heard = talk("spain! Save")
    assert "Witnesses: 2" in heard.to("italy").text
    assert "Witnesses: 2" in talk(f"italy> /status {ref}").text
