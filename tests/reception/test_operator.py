"""Whom to ask when the bot itself fails is said where an officer looks for it."""

from pathlib import Path

import pytest

from handlers.core.rules import Rules
from handlers.reception import receive
from tests.talk import Talk, talk_at

CONTACT = "helpdesk@example.org"


@pytest.fixture
def known(tmp_path: Path) -> Talk:
    return talk_at(f"sqlite:///{tmp_path / 'liaison.db'}", tmp_path, Rules(operator_contact=CONTACT))


def test_the_help_names_who_runs_it(known: Talk, talk: Talk) -> None:
    assert f"If this bot itself fails: {CONTACT}" in known("spain> /help").text
    assert f"请联系：{CONTACT}" in known("mps> 帮助").text
    assert "itself fails" not in talk("spain> /help").text


def test_so_does_the_apology(known: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_given: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(receive, "receive", fails)
    heard = known("spain> /clue Italy Three women", "@ +1h")
    assert f"If it happens again, ask: {CONTACT}" in heard.to("spain").of("sorry").text
