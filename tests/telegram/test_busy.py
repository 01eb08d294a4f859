"""What takes longer than a moment is shown as being worked on; what does not, is not."""

import asyncio

import pytest

from bot.channels import busy
from bot.channels.telegram.channel import Telegram
from tests.botapi.control import Control
from tests.channels.contract import file_of, letter
from tests.talk import Talk
from tests.telegram.conftest import MARTA
from tests.telegram.phones import NUMBERS, phones_of

pytestmark = pytest.mark.telegram

TO = str(MARTA)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(busy, "_MOMENT", 0.2)
    monkeypatch.setattr(busy, "_AGAIN", 0.3)


async def test_a_slow_upload_is_shown_until_it_is_there(people: Control, channel: Telegram) -> None:
    people.fault("slow", method="sendDocument", seconds=1.0)
    await channel.deliver(letter(1, TO, "C-7Q4M", files=[file_of("a.txt", b"1")]))
    shown = people.actions(MARTA)
    assert len(shown) >= 2
    assert set(shown) == {"upload_document"}
    await asyncio.sleep(0.5)
    assert people.actions(MARTA) == shown


async def test_a_quick_upload_is_not_shown(people: Control, channel: Telegram) -> None:
    await channel.deliver(letter(1, TO, "C-7Q4M", files=[file_of("a.txt", b"1")]))
    assert people.actions(MARTA) == []


async def test_a_sign_that_telegram_refuses_costs_nothing(people: Control, channel: Telegram) -> None:
    people.fault("slow", method="sendDocument", seconds=0.6)
    people.fault("error", method="sendChatAction", code=429, times=5)
    await channel.deliver(letter(1, TO, "C-7Q4M", files=[file_of("a.txt", b"1")]))
    assert [one["text"] for one in people.said(MARTA) if one["text"]] == ["C-7Q4M"]


async def test_a_slow_download_shows_that_the_officer_is_heard(talk: Talk) -> None:
    async with phones_of(talk) as phones:
        phones.people.fault("slow", method="download", seconds=1.0)
        heard = await phones("spain+ /clue China Three women")
        assert "C-" in heard.to("spain")
        assert set(phones.people.actions(NUMBERS["spain"])) == {"typing"}


async def test_a_stranger_is_never_shown_that_somebody_is_there(talk: Talk) -> None:
    async with phones_of(talk) as phones:
        phones.people.fault("slow", method="download", seconds=1.0)
        await phones("stranger+ /clue China Three women")
        assert phones.people.actions(NUMBERS["stranger"]) == []
