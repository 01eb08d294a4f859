"""What strangers, puppets and a dishonest homeserver try, on a real one: nobody else notices."""

from collections.abc import Callable
from pathlib import Path

import pytest

from storage.clues import Clue
from storage.matrix import MatrixAside
from storage.people import Approval, Officer, State
from tests.matrix.client import Client, client
from tests.matrix.network import Network, network
from tests.matrix.nonsense import DEEP
from tests.matrix.synapse import Synapse

pytestmark = pytest.mark.matrix
Register = Callable[[str], str]


async def welcomed(net: Network, officer: Client, handle: str) -> Client:
    """The officer, vetted, in a room with the bot."""
    assert officer.own.identity is not None
    net.vet(handle, officer.user_id, officer.own.identity.key)
    await net.settled()
    assert await officer.open()
    return officer


async def test_an_event_that_is_too_deep_silences_nobody_and_is_counted(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    async with (
        network(synapse, person("liaison"), tmp_path) as net,
        client(synapse, person("spain"), tmp_path, net.bot) as spain,
        client(synapse, person("mallory"), tmp_path, net.bot) as mallory,
    ):
        net.expect_somebody()
        await welcomed(net, spain, "spain")
        assert await mallory.open()
        await mallory.say("hello")
        assert await mallory.hear("private")
        head = f'{{"type":"m.room.message","room_id":"{mallory.room}","content":{{"body":"x","y":'
        for inner in (DEEP, '"\\ud800"', "9" * 5_000, "1e999", '{"a":' * 5_000 + "1" + "}" * 5_000):
            await mallory.send_plain(head + inner + "}}")
        await mallory.send_plain(DEEP)
        await spain.say("/contacts Germany")
        assert await spain.hear("+49")
        await net.until(lambda: net.all(MatrixAside))


async def test_an_old_message_under_a_new_id_is_done_once_after_restarts_too(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    name = person("liaison")
    async with client(synapse, person("spain"), tmp_path, f"@{name}:example.org") as spain:
        async with network(synapse, name, tmp_path) as net:
            await welcomed(net, spain, "spain")
            old = await spain.say("/clue China two women held at a restaurant")
            assert await spain.hear("is filed")
        content = (await spain.event(old))["content"]
        async with network(synapse, name, tmp_path) as net:
            await net.settled()
            await spain.put("m.room.encrypted", content)
            await spain.say("/contacts Italy")
            assert await spain.hear("+39")
            await net.settled()
            assert len(net.all(Clue)) == 1


async def test_reactions_that_a_homeserver_makes_up_are_no_words_of_coordinators(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    async with (
        network(synapse, person("liaison"), tmp_path) as net,
        client(synapse, person("eu"), tmp_path, net.bot) as eu,
        client(synapse, person("iom"), tmp_path, net.bot) as iom,
    ):
        await welcomed(net, eu, "eu")
        await welcomed(net, iom, "iom")
        await eu.say("/suspend france lost phone")
        for one in (eu, iom):
            asked = await one.hear("Reinstate", 60)
            assert asked is not None
            about = {"rel_type": "m.annotation", "event_id": asked[0], "key": "1\ufe0f\u20e3"}
            await one.put("m.reaction", {"m.relates_to": about})
            await one.say("/contacts Germany")
            assert await one.hear("+49", 60)
        assert net.all(Approval) == []
        assert [one.state for one in net.all(Officer) if one.handle == "france"] == [State.SUSPENDED]
