""" "no", "forget it" and 别发 where no form is open."""

import pytest

from tests.talk import Talk


@pytest.mark.parametrize(
    ("who", "said", "told"),
    [
        ("spain", "no", "Nothing is open."),
        ("spain", "stop", "Nothing is open."),
        ("spain", "Forget it.", "Nothing is open."),
        ("mps", "算了", "当前没有正在填写的表单。"),
        ("mps", "别发！", "当前没有正在填写的表单。"),
    ],
)
def test_with_nothing_open_it_is_said_so(talk: Talk, who: str, said: str, told: str) -> None:
    heard = talk(f"{who}> {said}")
    assert (heard.kinds, heard.text) == (["cancel.nothing"], told)


@pytest.mark.parametrize(
    ("who", "sends", "said", "label"),
    [
        ("spain", "/clue China A van was seen", "forget it", "Withdraw – {ref}"),
        ("mps", "/线索 西班牙 见到一辆面包车", "别发", "撤回 – {ref}"),
    ],
)
def test_right_after_something_was_sent_its_withdrawal_is_offered(
    talk: Talk, who: str, sends: str, said: str, label: str
) -> None:
    ref = talk(f"{who}> {sends}").to(who).ref
    assert talk(f"{who}> {said}").buttons[0] == label.format(ref=ref)
    assert talk(f"{who}> 1").kinds == ["clue.withdraw.ask"]


def test_later_it_is_not(talk: Talk) -> None:
    talk("spain> /clue China A van was seen", "spain> what do I owe?")
    assert talk("spain> forget it").kinds == ["cancel.nothing"]


def test_a_clue_that_is_urgent_without_a_ground_says_so_once(talk: Talk) -> None:
    heard = talk("spain> /clue China urgent A van was seen").to("mps")
    assert "紧急，理由后补" in heard.text
    assert "紧急：" not in heard.text
