"""The second factor: set up, asked for, refused, used once; what it holds up goes on by itself."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyotp
import pytest
from sqlmodel import select

from bot.channels import console
from bot.home.network import open_home
from handlers.core.rules import Demand, Rules, StepUp
from handlers.people import standing
from handlers.second_factor import digits as six_digits
from storage import stepup
from storage.audit import AuditEntry
from storage.people import State, officer_named
from tests.talk import Talk, talk_at

KEY = re.compile(r"\b[A-Z2-7]{32}\b")


def code_of(talk: Talk, key: str, steps: int = 0) -> str:
    return pyotp.TOTP(key).at(talk.clock.now() + timedelta(seconds=30 * steps))


def set_up(talk: Talk, who: str) -> str:
    """The key; what was confirmed has run out again."""
    found = KEY.search(talk(f"{who}> /me totp").text)
    assert found is not None
    assert "totp.on" in talk(f"{who}> {code_of(talk, found.group())}").kinds
    talk("@ +1h")
    return found.group()


def test_content_waits_for_the_digits_and_then_comes_by_itself(talk_anywhere: Talk) -> None:
    talk = talk_anywhere
    key = set_up(talk, "spain")
    ref = talk("italy> /clue Spain Three women held at a restaurant").ref
    told = talk.everything.to("spain").events[-1]
    assert (told["buttons"], told["refs"]) == (["Show"], [ref])
    assert "restaurant" not in talk.everything.to("spain").text
    assert talk("spain! Show").kinds == ["stepup.ask"]
    heard = talk(f"spain> {code_of(talk, key)}").to("spain")
    assert sorted(heard.kinds) == ["clue.referred", "stepup.passed"]
    assert "restaurant" in heard.text
    assert "restaurant" in talk(f"spain> /status {ref}").text, "right digits hold for a while"
    talk("@ +15m")
    assert "restaurant" not in talk(f"spain> /status {ref}").text
    assert "restaurant" in talk(f"spain> {code_of(talk, key)}").text, "an answer needs no tap"


def test_a_number_chooses_nothing_that_is_not_shown(talk: Talk) -> None:
    key = set_up(talk, "spain")
    talk("italy> /clue Spain Three women held at a restaurant")
    assert talk("spain> 1").kinds == ["stepup.ask"], "the only button is Show"
    assert "clue.referred" in talk(f"spain> {code_of(talk, key)}").kinds


def test_a_coordinators_act_waits_for_the_digits(talk_anywhere: Talk) -> None:
    talk = talk_anywhere
    key = set_up(talk, "eu")
    assert talk("eu> /suspend france lost phone").kinds == ["stepup.ask"]
    assert "suspend.done" in talk(f"eu> {code_of(talk, key)}").to("eu").kinds
    talk("@ +1h")
    assert talk("eu> /lockdown").kinds == ["stepup.ask"]
    talk(f"eu> {code_of(talk, key)}", "@ +1h")
    assert talk("eu! Stop all content now").kinds == ["stepup.ask"]
    assert "lockdown.on" in talk(f"eu> {code_of(talk, key)}").to("eu").kinds


def test_a_form_begun_long_ago_lets_nobody_in(talk: Talk) -> None:
    key = set_up(talk, "eu")
    talk("eu> /invite spain", f"eu> {code_of(talk, key)}", "eu! officer", "@ +1h")
    said = talk("eu! Make the code")
    assert "invite.made" not in said.kinds, said.text
    talk(f"eu> {code_of(talk, key)}")
    said = talk("eu! Make the code") if "invite.made" not in talk.everything.kinds else talk.everything
    assert "invite.made" in said.kinds


@pytest.mark.parametrize(("steps", "is_taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_off_by_one_step(talk: Talk, steps: int, is_taken: bool) -> None:
    key = set_up(talk, "eu")
    talk("eu> /stats")
    assert ("stepup.passed" in talk(f"eu> {code_of(talk, key, steps)}").kinds) is is_taken


def test_digits_are_taken_once(talk: Talk) -> None:
    key = set_up(talk, "eu")
    digits = code_of(talk, key)
    talk("eu> /stats", f"eu> {digits}")
    assert talk(f"eu> {digits}").kinds == ["stepup.used"]
    assert talk(f"eu> {code_of(talk, key, -1)}").kinds == ["stepup.used"], "nor those before them"


def test_a_step_is_used_by_whoever_comes_first(talk_anywhere: Talk) -> None:
    set_up(talk_anywhere, "eu")
    with talk_anywhere.work() as work:
        officer = officer_named(work, "eu")
        found = stepup.authenticator_of(work, officer.id) if officer else None
        assert found is not None
        later = found.last_step + 1
        assert stepup.use_step(work, found, later)
        assert not stepup.use_step(work, found, later)


def test_five_wrong_ones_close_it_for_longer_each_time(talk: Talk) -> None:
    key = set_up(talk, "spain")
    wrong = f"spain> {(int(code_of(talk, key)) + 7) % 1000000:06}"
    heard = talk(*[wrong] * 5)
    assert heard.to("spain").kinds[-1] == "stepup.closed"
    assert heard.to("eu").kinds == heard.to("iom").kinds == ["stepup.guessed"]
    assert talk(f"spain> {code_of(talk, key)}").kinds == ["stepup.closed"], "the right ones, too"
    talk("@ +5m", *[wrong] * 5, "@ +5m")
    assert talk(f"spain> {code_of(talk, key)}").kinds == ["stepup.closed"], "ten minutes now"
    talk("@ +5m")
    assert talk(f"spain> {code_of(talk, key)}").kinds == ["stepup.passed"]


def test_digits_and_key_are_in_no_entry(talk: Talk) -> None:
    key = set_up(talk, "eu")
    digits = code_of(talk, key)
    talk("eu> /stats", f"eu> {digits}")
    with talk.work() as work:
        said = "".join(f"{one.item} {one.detail}" for one in work.all(select(AuditEntry)))
    assert digits not in said
    assert key not in said


def test_a_restart_neither_forgets_nor_prolongs(talk: Talk, tmp_path: Path) -> None:
    key = set_up(talk, "eu")
    talk("eu> /stats")
    digits = code_of(talk, key)
    talk.home.close()
    url = f"sqlite:///{tmp_path / 'liaison.db'}"
    talk = Talk(open_home(url, tmp_path / "data.key", tmp_path / "files"), talk.clock.now())
    assert "stats" in talk(f"eu> {digits}").kinds, "what waited goes on"
    talk("@ +14m")
    assert "stepup.ask" not in talk("eu> /stats").kinds
    talk("@ +2m")
    assert "stepup.ask" in talk("eu> /stats").kinds
    talk.home.close()


def test_killed_between_the_digits_and_the_act(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of it or nothing: what is handled anew takes the same digits, although time has passed."""
    key = set_up(talk, "eu")
    talk("eu> /suspend france lost phone")

    suspend = standing._suspend

    def die_once(*given: Any) -> None:
        if talk.clock.now() == begun:
            talk.clock.move_to(begun + timedelta(minutes=5))
            raise SystemExit
        suspend(*given)

    monkeypatch.setattr(standing, "_suspend", die_once)
    begun = talk.clock.now()
    talk(f"eu> {code_of(talk, key)}")
    assert talk.clock.now() == begun + timedelta(minutes=5)
    with talk.work() as work:
        france = officer_named(work, "france")
        assert france is not None
        assert france.state is State.SUSPENDED


def test_old_digits_grow_no_younger_by_what_the_network_says(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = set_up(talk, "eu")
    digits, then = code_of(talk, key), talk.clock.now()
    talk("@ +10m", "eu> /stats")
    typed = console.typed
    monkeypatch.setattr(console, "typed", lambda *given: replace(typed(*given), at=then))
    assert talk(f"eu> {digits}").kinds == ["stepup.wrong"]
    assert "stepup.passed" in talk(f"eu> {code_of(talk, key)}").kinds, "nor do new ones grow old"


def test_who_is_suspended_opens_nothing(talk: Talk) -> None:
    key = set_up(talk, "spain")
    talk(
        "italy> /clue Spain Three women held at a restaurant", "spain! Show", "eu> /suspend spain lost phone"
    )
    assert talk(f"spain> {code_of(talk, key)}").kinds == ["stranger"]
    assert "restaurant" not in talk.everything.to("spain").text


def test_a_deputy_needs_digits_of_his_own(talk: Talk) -> None:
    key = set_up(talk, "italy")
    talk("spain> /me deputy italy until 31 December", "italy! Accept")
    talk("germany> /clue Spain Three women held at a restaurant")
    assert "restaurant" not in talk.everything.to("italy").text
    talk("italy! Show", f"italy> {code_of(talk, key)}")
    assert "restaurant" in talk.everything.to("italy").text


def test_it_is_taken_away_by_its_digits_and_coordinators_hear_of_it(talk: Talk) -> None:
    key = set_up(talk, "spain")
    assert talk("spain> /me totp off").kinds == ["stepup.ask"]
    heard = talk(f"spain> {code_of(talk, key)}")
    assert heard.to("spain").kinds == ["stepup.passed", "totp.off"]
    assert heard.to("eu").kinds == ["totp.told_off"]
    assert "restaurant" in talk("italy> /clue Spain Three women held at a restaurant").to("spain").text


def test_a_coordinator_resets_it_and_others_hear_of_it(talk: Talk) -> None:
    set_up(talk, "mps")
    heard = talk("eu> /reset mps")
    assert (heard.to("mps").kinds, heard.to("iom").kinds) == (["totp.reset"], ["totp.was_reset"])
    assert "验证器" in heard.to("mps").text
    assert "restaurant" in talk("italy> /clue China Three women held at a restaurant").to("mps").text


def test_a_key_that_nobody_confirms_is_void(talk: Talk) -> None:
    found = KEY.search(talk("spain> /me totp").text)
    assert found is not None
    assert talk("@ +10m").to("spain").kinds == ["totp.void"]
    assert "totp.on" not in talk(f"spain> {code_of(talk, found.group())}").kinds
    assert talk("spain! Show another key").kinds == ["totp.key"]


@pytest.mark.parametrize(
    ("who", "page", "app", "away"),
    [("spain", "/me", "Authenticator app", "Take it away"), ("mps", "/我", "验证器应用", "取消验证器")],
)
def test_it_is_set_up_and_taken_away_without_a_typed_command(
    talk: Talk, who: str, page: str, app: str, away: str
) -> None:
    found = KEY.search(talk(f"{who}> {page}", f"{who}! {app}").text)
    assert found is not None
    assert "totp.on" in talk(f"{who}> {code_of(talk, found.group())}").kinds
    heard = talk("@ +1h", f"{who}> {page}", f"{who}! {app}", f"{who}! {away}")
    assert heard.kinds[-2:] == ["totp.is_on", "stepup.ask"]
    assert "totp.off" in talk(f"{who}> {code_of(talk, found.group())}").kinds


def test_the_page_names_it_only_where_it_is_used(tmp_path: Path) -> None:
    rules = Rules(step_up=StepUp({"console": Demand.OFF}))
    talk = talk_at(f"sqlite:///{tmp_path / 'liaison.db'}", tmp_path, rules)
    assert "Authenticator app" not in talk("spain> /me").buttons
    set_up(talk, "spain")
    assert "Authenticator app" in talk("spain> /me").buttons, "who has one can still take it away"
    talk.home.close()


@pytest.mark.parametrize("demand", [Demand.COORDINATORS, Demand.ALL])
def test_the_operator_demands_it(tmp_path: Path, demand: Demand) -> None:
    rules = Rules(step_up=StepUp({"console": demand}))
    talk = talk_at(f"sqlite:///{tmp_path / 'liaison.db'}", tmp_path, rules)
    assert "/me totp" in talk("eu> /stats").text
    key = KEY.search(talk("eu! Set up an authenticator app").text)
    assert key is not None
    assert "stats" in talk(f"eu> {code_of(talk, key.group())}").kinds, "what was asked for goes on"
    said = talk("italy> /clue Spain Three women held at a restaurant").to("spain")
    assert said.kinds == ["clue.referred"]
    assert ("restaurant" in said.text) is (demand is Demand.COORDINATORS)
    talk.home.close()


def test_an_answer_that_needs_an_app_offers_it(tmp_path: Path) -> None:
    rules = Rules(step_up=StepUp({"console": Demand.ALL}))
    talk = talk_at(f"sqlite:///{tmp_path / 'liaison.db'}", tmp_path, rules)
    ref = talk("italy> /clue Spain Three women held at a restaurant").to("spain").ref
    heard = talk(f"spain> /status {ref}")
    assert heard.buttons == ["Set up an authenticator app"]
    key = KEY.search(talk("spain! Set up an authenticator app").text)
    assert key is not None
    heard = talk(f"spain> {code_of(talk, key.group())}")
    assert "restaurant" in heard.of("clue.status").text
    assert "Set up an authenticator app" not in heard.buttons
    talk.home.close()


def test_digits_are_read_in_any_width() -> None:
    assert six_digits.read(" １２３ 456 ") == "123456"
    assert six_digits.read("1234567") is None
    assert six_digits.read("12a456") is None
