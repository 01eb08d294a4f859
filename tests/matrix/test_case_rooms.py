"""Rooms of several officers on a real homeserver, with strict clients."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.channels.port import Presence, RoomKeeper, TryLaterError
from handlers.vocabulary.text import text
from tests.matrix.network import Network, network
from tests.matrix.phone import Phone
from tests.matrix.synapse import Synapse

Register = Callable[[str], str]


async def keeper_of(net: Network) -> RoomKeeper:
    await net.until(lambda: net.channel.rooms is not None)
    assert net.channel.rooms is not None
    return net.channel.rooms


async def said(net: Network, keeper: RoomKeeper, room: str, key: str, words: str, *phones: Phone) -> str:
    """As soon as everybody who just came is ready."""
    readers = [one.user_id for one in phones]
    found: list[str] = []

    while not found:
        try:
            found.append(await keeper.say(room, key, text(words), readers))
        except TryLaterError:
            await net.settled()
    return found[0]


@pytest.mark.matrix
async def test_who_was_put_out_reads_nothing_that_is_said_later(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    async with (
        network(synapse, person("liaison"), tmp_path) as net,
        Phone(synapse.url, person("spain")) as spain,
        Phone(synapse.url, person("france")) as france,
    ):
        for phone, handle in ((spain, "spain"), (france, "france")):
            net.vet(handle, phone.user_id, await phone.do("master"))
        keeper = await keeper_of(net)
        room = await keeper.open_room("token", "R-23456")
        assert await keeper.open_room("token", "R-23456") == room
        for phone in (spain, france):
            await keeper.admit(room, phone.user_id)
            await phone.until(lambda p=phone: p.memberships.get(room) == "invite")  # type: ignore[misc]
            await phone.do("join", room=room)
        await said(net, keeper, room, "one", "for both", spain, france)
        for phone in (spain, france):
            heard = await phone.wait_text("for both", net.bot)
            assert heard.shield == "NONE"
        await spain.say(room, "/contacts Italy")
        await france.wait_text("/contacts Italy", spain.user_id)
        await keeper.remove(room, france.user_id)
        await france.until(lambda: france.memberships.get(room) == "leave")
        await said(net, keeper, room, "two", "for one", spain)
        await spain.say(room, "between us")
        await spain.wait_text("for one", net.bot)
        assert (await keeper.members(room))[france.user_id] is Presence.GONE
        assert not [one for one in france.events.values() if one.body in ("for one", "between us")]
        assert net.heard == []
