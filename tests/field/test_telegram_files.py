"""Field reports that touch files on Telegram: what other people's bots got wrong, tried here with taps."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from storage.clues import Clue
from storage.items import Attachment
from tests.talk import Talk
from tests.telegram.phones import NUMBERS, Phones, phones_of

pytestmark = pytest.mark.telegram


@pytest.fixture
async def phones(frank_talk: Talk) -> AsyncIterator[Phones]:
    async with phones_of(frank_talk) as made:
        yield made


# -- R16: albums


async def test_r16_an_album_is_one_clue_with_each_caption(phones: Phones) -> None:
    pictures: list[dict[str, Any]] = [
        {"data": b"1", "caption": "front"},
        {"data": b"2"},
        {"data": b"3", "caption": "plate 粤B"},
    ]
    await phones.album("spain", pictures)
    heard = await phones("spain! File as a clue", "spain> China", "spain! File it")
    assert heard.ref in heard.to("mps")
    with phones.talk.work() as work:
        kept = work.all(select(Attachment).order_by(col(Attachment.id)))
        assert len(work.all(select(Clue))) == 1
    assert [file.caption for file in kept] == ["front", None, "plate 粤B"]
    shown = [(f["size"], m["caption"]) for m in phones.people.said(NUMBERS["mps"]) for f in m["files"]]
    assert shown == [(1, "front"), (1, None), (1, "plate 粤B")]


async def test_r16_words_between_the_pictures_are_not_swallowed(phones: Phones) -> None:
    number = NUMBERS["spain"]
    pictures = [{"data": bytes([n])} for n in range(10)]
    sending = asyncio.create_task(phones.people.album(number, pictures, spacing=0.02))
    await asyncio.sleep(0.1)
    phones.people.text(number, "/contacts Italy")
    await sending
    await phones.people.wait_confirmed()
    phones.clock.move_to(phones.clock.now() + timedelta(seconds=3))
    await phones.settle()
    assert "Italian liaison office" in phones.see("spain")
    assert phones.see("spain").count("What are they for?") == 1
    with phones.talk.work() as work:
        assert len(work.all(select(Attachment))) == 10


async def test_r16_a_command_in_a_caption_works(phones: Phones) -> None:
    await phones.album("spain", [{"data": b"1", "caption": "/clue China Three women"}, {"data": b"2"}])
    assert "Three women" in phones.see("mps")
    assert [len(m["files"]) for m in phones.people.said(NUMBERS["mps"]) if m["files"]] == [1, 1]


# -- R17: files that are too big


@pytest.mark.parametrize("claimed", [25_000_000, "unknown"])
async def test_r17_a_file_that_is_too_big_keeps_its_words(phones: Phones, claimed: int | str) -> None:
    film, number = b"\0" * (21 * 1024 * 1024), NUMBERS["spain"]
    words = "/clue China Three women"
    phones.people.file(number, "document", film, name="film.mp4", caption=words, size=claimed)
    await phones.settle()
    said = phones.see("spain")
    assert "“film.mp4” is too large; it was not kept. Please send it through the official channel." in said
    assert "Three women" in phones.see("mps")
    assert _stored(phones) == []
    assert "Italian" in (await phones("spain> /contacts Italy")).to("spain")


async def test_r17_an_empty_file_is_said_to_be_empty(phones: Phones) -> None:
    phones.people.file(NUMBERS["spain"], "document", b"", name="empty.txt", caption="/clue China Three women")
    await phones.settle()
    assert "“empty.txt” is empty; it was not kept." in phones.see("spain")
    assert "Three women" in phones.see("mps")
    assert _stored(phones) == []


def _stored(phones: Phones) -> list[str]:
    """What lies in the folder of the files."""
    folder = phones.service.home.store.root
    return sorted(path.name for path in folder.rglob("*") if path.is_file())
