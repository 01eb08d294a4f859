"""Attachments against a real homeserver and a real client: equal bytes, nothing readable in between."""

import hashlib
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.channels.matrix.homeserver import media
from bot.channels.matrix.homeserver.errors import BadAttachmentError, ServerError
from tests.matrix.desk import Desk, desk
from tests.matrix.phone import Phone
from tests.matrix.synapse import Synapse

pytestmark = pytest.mark.matrix
Register = Callable[[str], str]
PHOTO = b"\x89PNG clue photo " + random.Random(4).randbytes(300_000)


async def taken(bot: Desk, file: dict[str, Any]) -> bytes:
    """All bytes of a received file."""
    return b"".join([chunk async for chunk in media.receive(bot.server, file)])


async def test_files_reach_the_other_side_byte_for_byte_and_the_server_cannot_read_them(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    path = tmp_path / "photo.png"
    path.write_bytes(PHOTO)
    async with (
        desk(synapse, person("liaison"), tmp_path) as bot,
        Phone(synapse.url, person("spain")) as spain,
    ):
        room = await bot.welcome(spain)
        await spain.send_file(room, path, "m.image", "image/png")
        await bot.sync_until(lambda: bool(bot.read))
        assert await taken(bot, bot.read[0][1].content["file"]) == PHOTO
        halves = (PHOTO[:100_000], PHOTO[100_000:])
        content = {
            "msgtype": "m.file",
            "body": "answer.bin",
            "file": await media.send(bot.server, halves, len(PHOTO)),
        }
        await bot.send(room, content, spain.user_id, "t1")
        got = await spain.wait_for(lambda event: event.body == "answer.bin")
        assert hashlib.sha256(await spain.fetch_file(got)).digest() == hashlib.sha256(PHOTO).digest()
    stored = [file.read_bytes() for file in synapse.media.rglob("*") if file.is_file()]
    assert stored
    assert not any(b"clue photo" in data for data in stored)


async def test_a_file_changed_by_one_byte_is_refused(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    path = tmp_path / "photo.png"
    path.write_bytes(PHOTO)
    async with (
        desk(synapse, person("liaison"), tmp_path) as bot,
        Phone(synapse.url, person("spain")) as spain,
    ):
        room = await bot.welcome(spain)
        await spain.send_file(room, path, "m.image", "image/png", tamper=True)
        await bot.sync_until(lambda: bool(bot.read))
        with pytest.raises(BadAttachmentError):
            await taken(bot, bot.read[0][1].content["file"])


@pytest.mark.parametrize(
    "change",
    [
        {"v": "v1"},
        {"iv": "AAAA"},
        {"hashes": {}},
        {"key": None},
        {"url": 7},
        {"key": {"alg": "A256CTR", "k": "x"}},
    ],
)
async def test_a_description_without_sense_is_refused_before_anything_is_fetched(
    synapse: Synapse, person: Register, tmp_path: Path, change: dict[str, Any]
) -> None:
    async with desk(synapse, person("liaison"), tmp_path, signed=False) as bot:
        file = await media.send(bot.server, [b"x"], 1)
        with pytest.raises(BadAttachmentError):
            await taken(bot, file | change)


async def test_an_address_that_is_no_media_address_is_never_asked_for(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    async with desk(synapse, person("liaison"), tmp_path, signed=False) as bot:
        file = await media.send(bot.server, [b"x"], 1)
        for url in ("http://127.0.0.1/x", "mxc://", "mxc://example.org", "mxc://example.org/a/../b"):
            with pytest.raises(ServerError):
                await taken(bot, file | {"url": url})
