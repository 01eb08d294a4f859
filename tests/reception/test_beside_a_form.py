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
