"""Second thoughts about a form: an edit says what it says now, what is left unsent is mentioned once."""

import pytest

from tests.talk import Talk


def test_an_edited_answer_is_the_answer(talk_anywhere: Talk) -> None:
    talk = talk_anywhere
    talk("spain> /clue", "spain> Italy", "spain> A woman in room 12")
    assert "room 21" in talk("spain~ A woman in room 21").of("form.summary").text
    filed = talk("spain! File it")
    assert "room 21" in filed.to("italy").text
    assert "room 12" not in filed.to("italy").text
    again = talk("spain~ A woman in room 22")
    assert "room 22" in again.to("italy").of("clue.corrected").text


def test_an_edit_of_an_earlier_answer_leaves_the_question_open(talk: Talk) -> None:
    talk("spain> /request", "spain> Italy")
    asked = talk("spain~ China").of("form.ask")
    assert "“To” is changed." in asked.text
    assert "What do you need to know?" in asked.text
    said = talk("spain> Is this company known?", "spain! It is not urgent")
    assert "Ministry of Public Security" in said.text
    sent = talk("spain! Send")
    assert sent.to("mps").of("request.received")
    assert talk("spain~ Is that company known?").to("mps").of("request.corrected")


def test_what_cannot_be_read_is_asked_again(talk: Talk) -> None:
    talk("spain> /clue", "spain> Italy")
    said = talk("spain~ Atlantis").of("form.ask").text
    assert "Which country" in said


@pytest.mark.parametrize(
    ("opened", "edited"),
    [
        ("/clue A woman is held there", "/clue Italy A woman is held there"),
        ("/clue", "/clue Italy A woman is held there"),
        ("/线索 有一名妇女被关", "/clue Italy A woman is held there"),
    ],
)
def test_the_line_that_opened_a_form_changes_it(talk_anywhere: Talk, opened: str, edited: str) -> None:
    talk = talk_anywhere
    talk(f"spain> {opened}")
    heard = talk(f"spain~ {edited}")
    assert heard.kinds == ["form.summary"], "and nothing goes out by an edit"
    assert "A woman is held there" in heard.text
    assert "Italy" in heard.text
    assert talk("spain! File it").to("italy").of("clue.referred")


def test_what_was_answered_since_stays(talk: Talk) -> None:
    talk("spain> /request Is this company known?", "spain! Italy")
    heard = talk("spain~ /request Is that firm known?")
    assert "Italian liaison office" in heard.text
    assert "Is that firm known?" in heard.text


def test_an_edit_to_another_command_is_refused_in_words(talk: Talk) -> None:
    talk("spain> /clue A woman is held there")
    assert talk("spain~ /request Italy Who?").kinds == ["edit.no_command"]


UNSENT = "spain> /request China by Friday 17:00 Is this woman safe?"


def test_an_unsent_form_is_mentioned_once(talk_anywhere: Talk) -> None:
    talk = talk_anywhere
    talk(UNSENT)
    assert not talk("@ +9m").of("form.unsent")
    told = talk("@ +2m").of("form.unsent")
    assert told.to("spain")
    assert "woman" not in told.text
    assert "Is this woman safe?" in talk("spain! Show it").text
    assert not talk("@ +30m").of("form.unsent")
    talk("spain! Change something", "spain! By", "spain> Saturday 12:00")
    assert not talk("@ +30m").of("form.unsent"), "once"


@pytest.mark.parametrize("lines", [["/clue"], ["/clue", "Italy"], ["/clue A woman is held"]])
def test_half_a_form_is_not_mentioned(talk: Talk, lines: list[str]) -> None:
    talk(*(f"spain> {line}" for line in lines))
    assert not talk("@ +30m").of("form.unsent")


def test_what_was_sent_is_not_mentioned(talk: Talk) -> None:
    talk(UNSENT, "spain! Send", "spain> /clue Italy Two women")
    assert not talk("@ +30m").of("form.unsent")


def test_each_of_several_is_mentioned(talk: Talk) -> None:
    talk(UNSENT, "@ +4m", UNSENT.replace("spain", "italy"))
    told = talk("@ +12m").of("form.unsent")
    assert {event["to"] for event in told.events} == {"spain", "italy"}


def test_words_for_what_was_withdrawn_meanwhile_are_kept(talk_anywhere: Talk) -> None:
    talk = talk_anywhere
    talk("spain> /request China Is this company known?", "mps! 答复", "mps> 公司在示例市登记")
    talk("spain! Withdraw", "spain! Withdraw it")
    heard = talk("mps! 发送")
    assert "公司在示例市登记" in heard.of("form.too_late").text
    assert not heard.to("spain")
    assert "公司在示例市登记" in talk("mps! 作为线索提交", "mps> 意大利").text
