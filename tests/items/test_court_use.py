"""H1: not in court without permission, which is asked for and given in the chat."""

from storage.audit import Tag
from tests.screening.test_asking import trail
from tests.talk import Talk

CLUE = "spain> /clue Italy H1 Two women were seen at the harbour"


def ref_of(talk: Talk, step: str) -> str:
    return str(talk(step).events[0]["refs"][0])


def test_whoever_reads_it_is_told_what_binds(talk: Talk) -> None:
    heard = talk(CLUE).to("italy")
    assert "Not in court without permission." in heard.text


def test_permission_is_asked_for_and_given(talk: Talk) -> None:
    ref = ref_of(talk, CLUE)
    talk(f"italy> /status {ref}")
    asked = talk("italy! Ask: use in court")
    assert asked.to("italy").kinds == ["court.asked.done"]
    assert asked.to("spain").buttons == ["Allow it", "Do not allow it"]
    heard = talk("spain! Allow it")
    assert "allows the use of" in heard.to("italy").text
    assert "may use" in heard.to("spain").text
    assert "allowed its use in court" in talk(f"spain> /status {ref}", "spain! History").text
    assert "Ask: use in court" not in talk(f"italy> /status {ref}").buttons
    assert {Tag.COURT_ASKED, Tag.COURT_GIVEN} <= {*trail(talk)}


def test_the_second_word_changes_nothing(talk: Talk) -> None:
    talk(f"italy> /status {ref_of(talk, CLUE)}", "italy! Ask: use in court", "spain! Do not allow it")
    again = talk("spain! Allow it")
    assert again.kinds == ["button.used"]


def test_an_answer_that_rests_on_h1_can_be_asked_about_too(talk: Talk) -> None:
    ref = ref_of(talk, "spain> /request Italy Who owns the shop?")
    heard = talk(f"italy> /answer {ref} H1 A company in Rome").to("spain")
    assert "Not in court without permission." in heard.text
    talk(f"spain> /status {ref}")
    assert talk("spain! Ask: use in court").to("italy").kinds == ["court.asked"]
    assert "允许" not in talk("italy! Allow it").to("spain").text


def test_nobody_asks_who_is_not_bound(talk: Talk) -> None:
    ref = ref_of(talk, CLUE)
    assert "Ask: use in court" not in talk(f"spain> /status {ref}").buttons
    ref = ref_of(talk, "spain> /clue Italy Two women were seen")
    assert "Ask: use in court" not in talk(f"italy> /status {ref}").buttons
