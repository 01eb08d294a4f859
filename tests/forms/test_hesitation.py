"""Who hesitates in a form has answered nothing: what was asked is asked again."""

import pytest

from tests.talk import Talk

WAITS = [
    "not now",
    "Hold on, thanks",
    "one moment please",
    "wait a sec",
    "稍等",
    "先别",
    "等会儿，谢谢",
    "我再想想",
]


@pytest.mark.parametrize("said", WAITS)
def test_it_is_no_text_of_a_request(talk: Talk, said: str) -> None:
    talk("spain> /ask Italy")
    assert "What do you need to know?" in talk(f"spain> {said}").of("form.ask").text


@pytest.mark.parametrize("said", WAITS)
def test_a_summary_stays_and_nothing_goes(talk: Talk, said: str) -> None:
    talk("spain> /clue", "spain> Italy", "spain> A woman in room 12")
    heard = talk(f"spain> {said}")
    assert "room 12" in heard.of("form.summary").text
    assert {event["to"] for event in heard.events} == {"spain"}
    assert "room 12" in talk("spain! File it").to("italy").text


@pytest.mark.parametrize("said", ["nah leave it", "还是算了", "不想发了"])
def test_who_gives_it_up_has_given_it_up(talk: Talk, said: str) -> None:
    talk("spain> /ask Italy")
    assert "What do you need to know?" not in talk(f"spain> {said}").text


@pytest.mark.parametrize("said", ["wait for the van at 9, is it hers?", "等等党是什么意思"])
def test_a_sentence_that_begins_so_is_the_text(talk: Talk, said: str) -> None:
    talk("spain> /ask Italy", f"spain> {said}")
    assert said in talk("spain! It is not urgent").text
