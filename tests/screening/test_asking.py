"""What a sender is asked before something crosses a pointer corridor, and what a closed one says."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import select

from handlers.core.rules import DEFAULTS, Rules
from handlers.law.corridors import SHIPPED, Corridor, Rule
from storage.audit import AuditEntry, Tag
from tests.talk import Talk, talk_at

SAID = "Lena Ejemplar has passport PAA123456, SIENA 2026-0001"
CLUE = f"spain> /clue China {SAID}"


@pytest.fixture
def talk_with(tmp_path: Path) -> Callable[[Rules], Talk]:
    return lambda rules: talk_at(f"sqlite:///{tmp_path / 'liaison.db'}", tmp_path, rules)


def trail(talk: Talk) -> list[Tag]:
    with talk.work() as work:
        return [entry.tag for entry in work.all(select(AuditEntry))]


def test_a_plain_clue_costs_no_tap_more(talk: Talk) -> None:
    assert talk("spain> /clue China Three women held at a restaurant").to("mps").kinds == ["clue.referred"]


def test_nothing_goes_before_its_sender_has_read_it(talk: Talk) -> None:
    heard = talk(CLUE)
    assert heard.to("spain").kinds == ["screening.ask"]
    assert not heard.to("mps")
    assert "[name] has passport [passport number], SIENA 2026-0001" in heard.text
    assert "1. name: “Lena Ejemplar”" in heard.text


def test_a_false_alarm_takes_one_tap_and_stands_in_the_trail(talk: Talk) -> None:
    heard = talk(CLUE, "spain! 1 is nobody's", "spain! Mask and send")
    assert "Lena Ejemplar" in heard.to("mps").text
    assert "PAA123456" not in heard.to("mps").text
    assert {Tag.FALSE_ALARM, Tag.SCREENED} <= {*trail(talk)}
    heard = talk(CLUE, "spain! Not personal: send it")
    assert "PAA123456" in heard.to("mps").text


def test_the_official_reference_can_go_alone(talk: Talk) -> None:
    heard = talk(CLUE, "spain! Only the official reference").to("mps")
    assert "SIENA 2026-0001" in heard.text
    assert "passport" not in heard.text
    assert "[未提供]" in heard.text


def test_what_is_cancelled_or_to_be_changed_goes_nowhere(talk: Talk) -> None:
    assert talk(CLUE, "spain! Cancel").to("mps").kinds == []
    heard = talk(CLUE, "spain! Change")
    assert heard.to("mps").kinds == []
    assert SAID in heard.to("spain").text


def test_a_summary_is_where_it_is_read(talk: Talk) -> None:
    heard = talk("spain> /request China by Friday 17:00 Who is Lena Ejemplar?")
    assert "This looks like some" in heard.text
    assert "Mask and send" in heard.buttons
    assert "Lena" not in talk("spain! Mask and send").to("mps").text


@pytest.mark.parametrize(
    "words",
    ["He is called lee by the others, Quixada", "the code 48151623 was on the door", "她们都叫她王姨"],
)
def test_what_could_be_personal_is_read_once_more(talk: Talk, words: str) -> None:
    assert talk(f"spain> /clue China {words}").to("spain").kinds == ["screening.ask"]


def test_all_is_read_once_more_where_the_network_wants_it(talk_with: Callable[[Rules], Talk]) -> None:
    talk = talk_with(replace(DEFAULTS, reads_back_all=True))
    heard = talk("spain> /clue China Three women held at a restaurant")
    assert "nothing personal" in heard.text
    assert talk("spain! Send").to("mps").kinds == ["clue.referred"]


CLOSED = Corridor(
    "ES", "CN", Rule.DENY, "Art. 1", {"en": "Ask through INTERPOL.", "zh": "请通过国际刑警组织。"}
)


def test_a_closed_corridor_leads_nowhere_and_says_why(talk_with: Callable[[Rules], Talk]) -> None:
    talk = talk_with(replace(DEFAULTS, corridors=(*SHIPPED, CLOSED)))
    heard = talk("spain> /clue China, Italy Three women held at a restaurant")
    assert heard.to("italy").kinds == ["clue.referred"]
    assert not heard.to("mps")
    assert "Nothing may go from here to Ministry of Public Security" in heard.to("spain").text
    assert "Ask through INTERPOL." in heard.to("spain").text
    ref = heard.ref
    assert "没有" in talk(f"mps> /status {ref}").text
    assert not talk("spain> /request China Who rents the flat?").to("mps")
    assert "Nothing may go from here" in talk("spain> /request China Who rents the flat?").to("spain").text


def test_what_is_answered_through_a_closed_one_is_held_back(talk_with: Callable[[Rules], Talk]) -> None:
    talk = talk_with(replace(DEFAULTS, corridors=(*SHIPPED, CLOSED)))
    talk("mps> /clue Spain 三名妇女被关在一家餐馆", "spain! Accept clue", "spain! Report the outcome")
    assert "freed" not in talk("spain> They were freed").to("mps").text
