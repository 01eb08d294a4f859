"""While a form is open: what a short answer means."""

import pytest

from tests.talk import Talk


@pytest.mark.parametrize(
    ("who", "country", "said"),
    [
        ("spain", "China", "no"),
        ("spain", "China", "No."),
        ("mps", "西班牙", "不"),
        ("mps", "西班牙", "不是"),
    ],
)
def test_no_is_an_answer_to_whether_it_is_urgent(talk: Talk, who: str, country: str, said: str) -> None:
    heard = talk(f"{who}> /request", f"{who}> {country}", f"{who}> Who owns the shop?", f"{who}> {said}")
    assert heard.kinds[-1] == "form.summary"


def test_a_number_is_for_the_message_that_came_last_and_not_for_the_form(talk: Talk) -> None:
    talk("spain> /request China is it known? by 03/04/2027")
    asked = talk("spain> /clue China Lena Ejemplar has passport PAA123456")
    place = asked.buttons.index("Change") + 1
    assert talk(f"spain> {place}").kinds == ["screening.change"]


def test_a_number_after_the_question_of_a_form_is_for_the_form(talk: Talk) -> None:
    talk("spain> /clue China Lena Ejemplar has passport PAA123456")
    asked = talk("spain> /request China is it known? by 03/04/2027")
    assert asked.buttons[:2] == ["Thu 4 Mar 2027 24:00 Madrid", "Sat 3 Apr 2027 24:00 Madrid"]
    assert "Sat 3 Apr 2027" in talk("spain> 2").text


_IN_SUMMARY = "spain> /request Italy is it known? by 2026-12-11 17:00"


@pytest.mark.parametrize(
    ("who", "opens", "said", "done", "asked"),
    [
        ("spain", _IN_SUMMARY, "what do I owe?", "outstanding", "form.summary"),
        ("spain", _IN_SUMMARY, "what time is it in Beijing?", "contacts.of", "form.summary"),
        ("spain", _IN_SUMMARY, "pls remind me tomorrow at 9 to call Beijing", "remind.kept", "form.summary"),
        ("mps", "mps> /协查 西班牙 周五前 是否已知？", "北京现在几点", "contacts.of", "form.ask"),
        (
            "mps",
            "mps> /协查 西班牙 周五前 是否已知？",
            "明天早上9点提醒我给北京打电话",
            "remind.kept",
            "form.ask",
        ),
    ],
)
def test_what_is_looked_up_in_a_form_is_answered_and_the_form_is_asked_on(
    talk: Talk, who: str, opens: str, said: str, done: str, asked: str
) -> None:
    before = talk(opens).kinds[-1]
    heard = talk(f"{who}> {said}").to(who)
    assert before == asked
    assert heard.kinds == [done, before]
    assert said not in heard.text


@pytest.mark.parametrize("said", ["thanks", "hello", "谢谢"])
def test_a_kind_word_in_a_form_is_no_wrong_answer(talk: Talk, said: str) -> None:
    shown = talk(_IN_SUMMARY)
    heard = talk(f"spain> {said}")
    assert (heard.kinds, heard.text) == (["form.summary"], shown.text)


def test_what_an_answer_may_have_meant_is_offered_until_one_is_chosen(talk: Talk) -> None:
    asked = talk("spain> /request China is it known? by 03/04/2027")
    for said in ("ok then", "hm", "what do I owe?"):
        heard = talk(f"spain> {said}")
        assert heard.buttons[: len(asked.buttons)] == asked.buttons
    assert "Sat 3 Apr 2027" in talk("spain> 2").text
    assert "Mon 7 Dec" in talk("spain> change something", "spain> until when", "spain> 7 December").text


def test_what_a_new_answer_may_mean_takes_the_place_of_that(talk: Talk) -> None:
    talk("spain> /request China is it known? by 03/04/2027")
    both = ["Thu 6 May 2027 24:00 Madrid", "Sat 5 Jun 2027 24:00 Madrid"]
    assert talk("spain> 05/06/2027").buttons[:2] == both
