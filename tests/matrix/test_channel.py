"""Officers talk to the whole bot over a real homeserver, from phones in strict isolation mode."""

from collections.abc import Callable
from pathlib import Path

import pytest

from storage.clues import Clue
from tests.matrix.network import network
from tests.matrix.phone import Phone
from tests.matrix.synapse import Synapse

pytestmark = pytest.mark.matrix
Register = Callable[[str], str]


async def test_an_officer_asks_for_contacts_and_files_a_clue(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    async with (
        network(synapse, person("liaison"), tmp_path) as net,
        Phone(synapse.url, person("spain")) as spain,
    ):
        room = await net.welcome(spain, "spain")
        await spain.say(room, "/contacts Italy")
        answer = await spain.wait_text("+39", net.bot)
        assert (answer.room, answer.shield, answer.encrypted) == (room, "NONE", True)
        assert answer.content["msgtype"] == "m.notice"
        await spain.say(room, "！线索 中国 三名妇女被困在一家餐馆")
        await spain.wait_for(lambda e: e.sender == net.bot and "C-" in e.body)
        assert len(net.all(Clue)) == 1
