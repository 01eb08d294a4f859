"""One stops everything; two of two agencies let it go on."""

import pytest

from handlers.core import registry
from tests.talk import Talk, said


def test_what_is_filed_meanwhile_is_held_and_then_goes_out(talk_anywhere: Talk) -> None:
    talk = talk_anywhere
    talk("eu> /lockdown")
    heard = talk("eu! Stop all content now")
    assert heard.to("spain").kinds == ["network.paused"]
    assert heard.to("iom").kinds == ["lockdown.on"]
    heard = talk("spain> /clue China Three women", "@ +3d")
    assert said(heard.events) == [("spain", "clue.filed")]
    heard = talk("iom! Release", "@ +1h")
    assert heard.to("iom").kinds == ["vouch.one_more"]
    assert not heard.to("mps")
    heard = talk("eu! Release")
    assert heard.to("mps").kinds == ["network.resumed", "clue.referred", "reminder"]


@pytest.mark.parametrize("line", ["/clue China Three women", "/request China Is it known?"])
def test_what_is_held_is_not_said_to_be_there(talk_anywhere: Talk, line: str) -> None:
    talk, held = talk_anywhere, "The others get this when it goes on."
    assert held not in talk(f"spain> {line}").to("spain").text
    talk("eu> /lockdown", "eu! Stop all content now")
    assert held in talk(f"spain> {line} now").to("spain").text
    assert "恢复后对方才会收到" in talk("mps> /线索 西班牙 三名女子").to("mps").text
    assert held not in talk("spain> /remind tomorrow 9:00 call").text
    talk("eu! Release", "iom! Release")
    assert held not in talk(f"spain> {line} again").to("spain").text


@pytest.mark.parametrize(("who", "words"), [("spain", "The answer is kept"), ("mps", "答复已保留")])
def test_who_asks_meanwhile_is_told_that_the_answer_waits(talk_anywhere: Talk, who: str, words: str) -> None:
    talk = talk_anywhere
    talk("eu> /lockdown", "eu! Stop all content now")
    heard = talk(f"{who}> /contacts Italy")
    assert heard.kinds == ["network.holds"]
    assert words in heard.text
    talk("eu! Release")
    assert "+39" in talk("iom! Release").to(who).text


def test_nobody_else_can_press_it(talk: Talk) -> None:
    assert talk("spain> /lockdown").kinds == ["command.unknown"]


def test_it_asks_first_and_says_when_it_is_on(talk: Talk) -> None:
    assert talk("eu> /lockdown").kinds == ["lockdown.ask"]
    talk("eu! 1")
    assert talk("iom> ！封锁").kinds == ["lockdown.on"]
    assert talk("eu! Stop all content now").kinds == ["button.used"]


def test_words_for_one_lockdown_are_none_for_the_next(talk: Talk) -> None:
    talk("eu> /lockdown", "eu! 1", "iom! Release", "eu! Release")
    talk("eu> /lockdown", "eu! Stop all content now")
    assert talk("eu! Release").to("eu").kinds == ["vouch.one_more"]
    assert talk("spain> /clue China Three women").to("mps").kinds == []


def test_no_command_quotes_what_anybody_filed_while_it_is_on(talk: Talk) -> None:
    talk(
        "italy> /clue Spain TLP:GREEN Ledger of the amber lantern",
        "eu> /notice Spain TLP:GREEN amber lantern",
    )
    talk("eu! Send to 1", "spain> /request Italy TLP:GREEN urgent (b) Whose is the amber lantern?")
    talk("eu> /notice meeting Spain every Monday 9:00 30 minutes until 18 December amber lantern", "eu! 1")
    refs = sorted({ref for event in talk.everything.events for ref in event["refs"]})
    assert len(refs) == 4
    assert "amber lantern" in talk("spain> /status").text
    talk("iom> /lockdown", "iom! Stop all content now")
    asked = [f"/{one.name}" for one in registry.commands() if one.name not in ("lockdown", "language")]
    asked += ["/clue list all", *(f"/status {ref}" for ref in refs)]
    before = len(talk.everything.events)
    for who in ("spain", "eu"):
        for one in asked:
            talk(f"{who}> {one}", f"{who}> /cancel")
    talk("@ +8d")
    heard = talk.everything.events[before:]
    assert len(heard) > 60
    assert [event for event in heard if "amber lantern" in event["text"] or event["files"]] == []
