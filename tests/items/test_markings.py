"""How far each marking reaches: a row for each marking, a column for each kind of person.

mps sends to spain. `then` was in the Spanish office when it came, `later` and `inside` joined afterwards;
`inside` stands in for Marta of the same office, `outside` is of the Italian one and stands in for `then`.
docs/decisions/markings.md shows the same table.
"""

from pathlib import Path

import pytest
from sqlmodel import select

from storage.requests import Request
from tests.people.steps import enrol
from tests.talk import Heard, Talk

SECRET = "the witness is kept in Example Street"
PEOPLE = {
    "spain": "spain",
    "then": "then",
    "later": "later",
    "inside": "inside",
    "outside": "italy",
    "coordinator": "eu",
    "stranger to it": "germany",
}
NAMES = {"then": "Berta Vorher", "later": "Clara Nachher", "inside": "Doris Drinnen"}
EVERYBODY_THERE = {"spain", "then", "later", "inside", "outside"}
TABLE = {  # who sees it without the originator's consent
    "TLP:CLEAR": EVERYBODY_THERE,
    "TLP:GREEN": EVERYBODY_THERE,
    "TLP:AMBER": EVERYBODY_THERE,
    "TLP:GREEN H2": {"spain", "then", "inside"},
    "TLP:AMBER H2": {"spain", "then", "inside"},
    "TLP:AMBER+STRICT": {"spain", "then", "inside"},
    "TLP:RED": {"spain", "then"},
    "TLP:RED H2": {"spain", "then"},
}


def let_in(talk: Talk, who: str) -> None:
    enrol(talk, who, "spain officer", NAMES[who])
    talk("eu! Approve", "iom! Approve")


def stand_in(talk: Talk, whose: str, who: str, handle: str) -> Heard:
    return talk(f"{whose}> /me deputy {handle} until 31 December", f"{who}! Accept")


def sees(talk: Talk, ref: str, who: str) -> bool:
    """By every way in; all of it or nothing: not its words, not its reference, no button of its own."""
    asked = ("/clue list all", "/clue list received", "/status", "/outstanding", "hello there, what is new")
    heard = talk(*(f"{who}> {line}" for line in asked)).to(who).events
    told = " ".join([*(one["text"] for one in heard), *(label for one in heard for label in one["buttons"])])
    opened = talk(f"{who}> /status {ref}").to(who)
    unknown = talk(f"{who}> /status C-AAAAAA").to(who)
    if SECRET in opened.text:
        assert ref in told, "what may be seen is listed"
        return True
    assert ref not in told
    assert opened.text.replace(ref, "C-AAAAAA") == unknown.text, "as if it had never been issued"
    return False


def sent(talk: Talk, marking: str, folder: Path) -> str:
    """One sender, one recipient, and everybody else of the table."""
    let_in(talk, "then")
    (folder / "van.jpg").write_bytes(b"a van")
    ref = talk(f"mps+ {folder / 'van.jpg'} /clue Spain {marking} {SECRET}").of("clue.filed").ref
    talk("@ +1m")
    for who in ("later", "inside"):
        let_in(talk, who)
    stand_in(talk, "spain", "inside", "spain-4")
    stand_in(talk, "then", "italy", "italy")
    return ref


@pytest.mark.parametrize("marking", TABLE)
def test_each_cell(talk: Talk, tmp_path: Path, marking: str) -> None:
    ref = sent(talk, marking, tmp_path)
    assert {who for who, name in PEOPLE.items() if sees(talk, ref, name)} == TABLE[marking]


def test_consent_opens_it_for_one_person_and_one_time(talk_anywhere: Talk) -> None:
    talk = talk_anywhere
    ref = talk(f"mps> /clue Spain TLP:AMBER H2 {SECRET}").of("clue.filed").ref
    heard = stand_in(talk, "spain", "italy", "italy")
    assert heard.to("mps").of("share.asked")
    assert "Paolo Esempio（意大利驻华联络处）" in heard.to("mps").text
    assert not sees(talk, ref, "italy")
    assert talk("mps! 同意查看").to("italy").kinds == ["share.yours"]
    assert sees(talk, ref, "italy")
    assert not sees(talk, ref, "germany")
    talk("spain> /me deputy off")
    assert not sees(talk, ref, "italy")
    assert stand_in(talk, "spain", "italy", "italy").to("mps").of("share.asked"), "asked anew for a new time"
    assert not sees(talk, ref, "italy")


def test_a_refusal_is_kept(talk: Talk) -> None:
    ref = talk(f"mps> /clue Spain TLP:RED {SECRET}").of("clue.filed").ref
    stand_in(talk, "spain", "italy", "italy")
    assert not talk("mps! 不同意查看").to("italy")
    assert not sees(talk, ref, "italy")


def test_what_comes_while_somebody_stands_in_is_asked_about_at_once(talk_anywhere: Talk) -> None:
    talk = talk_anywhere
    stand_in(talk, "spain", "italy", "italy")
    heard = talk(f"mps> /clue Spain TLP:AMBER+STRICT {SECRET}")
    assert not heard.to("italy")
    assert "share.asked" in heard.to("mps").kinds
    assert SECRET in heard.to("spain").text
    assert SECRET in talk(f"mps> /clue Spain {SECRET}").to("italy").text, "AMBER goes to who stands in"


@pytest.mark.parametrize("kind", ["clue", "request"])
def test_what_is_not_to_be_passed_on_needs_consent_whatever_it_is(talk: Talk, kind: str) -> None:
    stand_in(talk, "spain", "italy", "italy")
    heard = talk(f"mps> /{kind} Spain H2 TLP:AMBER {SECRET}")
    assert SECRET in heard.to("spain").text
    assert not heard.to("italy")
    assert "share.asked" in heard.to("mps").kinds


def test_nothing_is_said_of_it_to_whom_it_does_not_exist(talk: Talk) -> None:
    """Added to, corrected, taken up, withdrawn, and reminded of."""
    ref = talk(f"mps> /clue Spain TLP:RED {SECRET}").of("clue.filed").ref
    stand_in(talk, "spain", "italy", "italy")
    heard = talk(f"mps> /clue {ref} more of it", "spain! Accept clue", f"mps> /clue {ref} withdraw", "@ +9d")
    assert ref in heard.to("spain").text
    assert ref not in heard.to("italy").text
    assert ref not in " ".join(label for event in heard.to("italy").events for label in event["buttons"])


@pytest.mark.parametrize("marking", ["TLP:RED", "TLP:AMBER+STRICT", "TLP:AMBER"])
def test_a_request_and_its_answer_reach_as_far(talk_anywhere: Talk, marking: str) -> None:
    talk = talk_anywhere
    ref = talk("mps> /request Spain Is this company known?").of("request.filed").ref
    with talk.work() as work:
        request = work.first(select(Request))
        request.tlp = marking.removeprefix("TLP:")
        work.add(request)
    stand_in(talk, "spain", "italy", "italy")
    told = talk(f"italy> /status {ref}", "italy> /outstanding", "italy> /answer").to("italy")
    buttons = [label for event in told.events for label in event["buttons"]]
    assert (ref in buttons) is (marking == "TLP:AMBER")
    assert ("Is this company known" in told.text) is (marking == "TLP:AMBER")
    answered = talk(f"italy> /answer {ref} It is not")
    assert bool(answered.to("mps").of("request.moved")) is (marking == "TLP:AMBER")
