"""Everything one does in a chat besides typing: files, edits, choices, withdrawals; all of it once."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from storage.clues import Clue
from storage.inbox import Arrival
from storage.items import Attachment
from tests.matrix.network import network
from tests.matrix.phone import Phone, PhoneError
from tests.matrix.synapse import Synapse

pytestmark = pytest.mark.matrix
Register = Callable[[str], str]


async def test_a_photo_and_a_pdf_are_kept_byte_for_byte_and_a_tampered_one_is_not(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    photo, paper = tmp_path / "photo.png", tmp_path / "list.pdf"
    photo.write_bytes(b"\x89PNG" + bytes(range(256)) * 900)
    paper.write_bytes(b"%PDF-1.7 " + bytes(range(255, 0, -1)) * 500)
    async with (
        network(synapse, person("liaison"), tmp_path) as net,
        Phone(synapse.url, person("spain")) as spain,
    ):
        room = await net.welcome(spain, "spain")
        await spain.send_file(room, photo, "m.image", "image/png")
        await spain.send_file(room, paper, "m.file", "application/pdf")
        await spain.send_file(room, paper, "m.file", "application/pdf", tamper=True, title="bad.pdf")
        await spain.wait_text("bad.pdf", net.bot)
        kept = {(file.name, file.sha256) for file in net.all(Attachment)}
        assert kept == {(path.name, hashlib.sha256(path.read_bytes()).hexdigest()) for path in (photo, paper)}
        assert len(list(net.home.store.ids())) == 2
        assert not list(net.home.store.root.rglob("*.part"))


async def test_nothing_is_answered_twice_after_a_restart(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    name = person("liaison")
    async with Phone(synapse.url, person("spain")) as spain:
        async with network(synapse, name, tmp_path) as net:
            room = await net.welcome(spain, "spain")
            await spain.say(room, "/clue China before the restart")
            await spain.wait_text("C-", net.bot)
            device = net.channel.device
            before = len(spain.messages(room, net.bot))
        await spain.say(room, "/clue China while it was down")
        async with network(synapse, name, tmp_path) as net:
            await spain.until(lambda: len(spain.messages(room, net.bot)) > before)
            await spain.say(room, "/help")
            await spain.wait_text("!contacts", net.bot)
            assert len(net.all(Clue)) == 2
            assert net.channel.device == device
        for _ in range(2):
            async with network(synapse, name, tmp_path) as net:
                await net.settled()
                assert len(net.all(Clue)) == 2
        answers = spain.messages(room, net.bot)
        assert len(answers) == len({answer.body for answer in answers})
        assert all(answer.readable and answer.shield == "NONE" for answer in answers)


async def test_an_edit_of_somebody_elses_message_is_ignored(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    async with (
        network(synapse, person("liaison"), tmp_path) as net,
        Phone(synapse.url, person("spain")) as spain,
        Phone(synapse.url, person("italy")) as italy,
    ):
        rooms = await net.welcome(spain, "spain"), await net.welcome(italy, "italy")
        event = await spain.say(rooms[0], "/clue China a car")
        answer = await spain.wait_text("C-", net.bot)
        await spain.edit(rooms[0], answer.event_id, "/clue China a third car")
        with pytest.raises(PhoneError, match="same room"):
            await italy.edit(rooms[1], event, "/clue China another car")
        await spain.say(rooms[0], "/help")
        await spain.wait_text("!contacts", net.bot)
        assert [one.kind for one in net.heard] == ["text", "text"]
        await spain.edit(rooms[0], event, "/clue China a green car")
        await net.until(lambda: [one.about for one in net.heard if one.kind == "edit"] == [event])
        assert len(net.all(Clue)) == 1
        assert len(net.all(Arrival)) == 3
