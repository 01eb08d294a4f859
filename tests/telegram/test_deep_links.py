"""A code as a link and a picture: opened on Telegram, it is as if the code had been typed."""

import hashlib
import re

import pytest

from handlers.vocabulary import made_files
from tests.talk import Talk
from tests.telegram.phones import NUMBERS, phones_of

pytestmark = pytest.mark.telegram
_LINK = re.compile(r"https://t\.me/(\w+)\?start=([A-Z-]{14})")


def _opened(told: str) -> str:
    """What Telegram sends for somebody who opens the link."""
    found = _LINK.search(told)
    assert found is not None, told
    assert found[1] == "liaison_bot"
    return f"/start {found[2]}"


async def test_an_invitation_is_opened_by_its_link(talk: Talk) -> None:
    async with phones_of(talk) as phones:
        told = await phones("eu> /invite Spain officer")
        start = _opened(told.to("eu"))
        heard = await phones(f"stranger> {start}")
        assert "language" in heard.to("stranger").lower()


async def test_its_picture_says_the_link(talk: Talk) -> None:
    async with phones_of(talk) as phones:
        told = await phones("mps> /我 关联")
        found = _LINK.search(told.to("mps"))
        assert found is not None
        (file,) = [file for message in phones.people.said(NUMBERS["mps"]) for file in message["files"]]
        assert file["sha256"] == hashlib.sha256(made_files.qr("telegram", found.group()).data).hexdigest()


def test_nothing_is_said_of_telegram_where_it_is_not_in_use(talk: Talk) -> None:
    assert "https://" not in talk("eu> /invite Spain officer").text
