"""An answer can be put right by who gave it, and what is closed can go on."""

import pytest
from sqlmodel import select

from storage.item import Item
from storage.items import history_of
from storage.requests import Addressee
from tests.talk import Talk


def asked(talk: Talk) -> str:
    return talk("spain> /request China Is this company known?").ref


def test_a_further_answer_corrects_the_first_and_both_stay_in_the_history(talk_anywhere: Talk) -> None:
    talk = talk_anywhere
    ref = asked(talk)
    talk(f"mps> /answer {ref} It is known.")
    heard = talk(f"mps> /answer {ref} Correction: not known")
    assert heard.kinds == ["request.done", "request.moved"]
    told = heard.to("spain").text
    assert "has corrected its answer" in told
    assert "Correction: not known" in told
    shown = talk(f"spain> /status {ref}").text
    assert "It is known." in shown
    assert "Correction: not known" in shown


def test_an_edit_of_the_answer_corrects_it(talk_anywhere: Talk) -> None:
    ref = asked(talk_anywhere)
    talk_anywhere(f"mps> /answer {ref} It is known.")
    heard = talk_anywhere(f"mps~ /answer {ref} It is NOT known.")
    assert "It is NOT known." in heard.to("spain").text
    assert talk_anywhere(f"mps~ /answer {ref} It is NOT known.").kinds == ["request.unchanged"]
    assert "It is known." in talk_anywhere(f"mps~ /answer {ref} It is known.").to("spain").text


def test_a_deleted_answer_stands_until_it_is_taken_back(talk: Talk) -> None:
    ref = asked(talk)
    talk(f"mps> /answer {ref} It is known.")
    assert talk("mps-").kinds == ["answer.deleted"]
    heard = talk("mps! 撤回答复", "mps> 弄错了公司", "mps! 发送")
    assert "has taken back its answer" in heard.to("spain").text
    assert ref in talk("mps> /待办").text


def test_nothing_held_is_not_the_last_word(talk: Talk) -> None:
    ref = asked(talk)
    talk(f"mps> /answer {ref} nothing")
    heard = talk(f"mps> /answer {ref} We found something after all")
    assert "We found something after all" in heard.to("spain").text


def test_what_is_closed_is_opened_by_asking_back_or_by_a_correction(talk_anywhere: Talk) -> None:
    talk = talk_anywhere
    ref = asked(talk)
    talk(f"mps> /answer {ref} It is known.", "spain! Confirm")
    heard = talk(
        f"spain> /status {ref}", "spain! Ask for more", "spain> Was that the right company?", "spain! Send"
    )
    assert "Was that the right company?" in heard.to("mps").text
    assert ref in talk("mps> /待办").text
    talk(f"mps> /answer {ref} Yes, it was.", "spain! Confirm")
    assert "No, another" in talk(f"mps> /answer {ref} No, another").to("spain").text


@pytest.mark.parametrize("who", ["italy", "spain"])
def test_nobody_else_corrects_it(talk: Talk, who: str) -> None:
    ref = asked(talk)
    talk(f"mps> /answer {ref} It is known.")
    heard = talk(f"{who}> /answer {ref} It is not")
    assert "request.moved" not in heard.kinds
    with talk.work() as work:
        (addressee,) = work.all(select(Addressee))
        acts = [one.act for one in history_of(work, Item("request", addressee.request_id))]
    assert "correct" not in acts


def test_a_correction_is_looked_at_before_it_crosses_a_corridor(talk: Talk) -> None:
    ref = asked(talk)
    talk(f"mps> /answer {ref} It is known.")
    heard = talk(f"mps> /answer {ref} It belongs to Li Ming, passport E12345678")
    assert heard.kinds == ["screening.ask"]
    assert "E12345678" not in talk("mps! 隐去后发送").to("spain").text
