"""A channel that fails in a way nobody foresaw."""

from typing import Any

import pytest
from sqlmodel import select

from bot.channels.console import Console
from handlers.letters.letter import Letter
from storage.outbox import Fate, Outgoing
from tests.talk import Talk


def test_one_letter_that_breaks_a_channel_keeps_no_other_back(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    real: Any = Console.deliver

    async def deliver(self: Console, letter: Letter) -> str:
        if letter.kind == "clue.referred":
            raise ValueError("nobody thought of this")
        return str(await real(self, letter))

    monkeypatch.setattr(Console, "deliver", deliver)
    assert "clue.filed" in talk("spain> /clue China Three women").to("spain").kinds
    assert "help" in talk("mps> /help").to("mps").kinds
    with talk.work() as work:
        fates = {row.kind: row.fate for row in work.all(select(Outgoing))}
    assert fates["clue.referred"] is Fate.FAILED
