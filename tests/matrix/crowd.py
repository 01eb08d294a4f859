"""Invitations from a crowd of strangers, with an officer's in the middle of them."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.channels.matrix.homeserver.plain import Json
from bot.channels.matrix.homeserver.server import Homeserver, segment
from tests.matrix.network import network
from tests.matrix.phone import Phone
from tests.matrix.storm import Where
from tests.matrix.synapse import Synapse

_AT_ONCE = 8
_ROOMS_EACH = 4


@asynccontextmanager
async def client(synapse: Synapse, name: str) -> AsyncIterator[Homeserver]:
    """Somebody without a phone, registered under this name and logged in."""
    synapse.register(name)
    server = Homeserver(synapse.url)
    identifier = {"type": "m.id.user", "user": name}
    try:
        login: Json = {"type": "m.login.password", "identifier": identifier, "password": name}
        server.token = (await server.post("/login", login))["access_token"]
        yield server
    finally:
        await server.close()


async def membership(server: Homeserver, room: str, user_id: str) -> str:
    """Of somebody, as a member of the room sees it."""
    path = f"/rooms/{segment(room)}/state/m.room.member/{segment(user_id)}"
    return str((await server.get(path))["membership"])


async def becomes(server: Homeserver, room: str, user_id: str, wanted: str, seconds: float = 60) -> None:
    async with asyncio.timeout(seconds):
        while await membership(server, room, user_id) != wanted:  # noqa: ASYNC110 it asks
            await asyncio.sleep(0.1)


async def invited_by_a_crowd(at: Where, invitations: int) -> float:
    """All strangers are declined without a word; seconds from the officer's invitation to an answer."""
    gate, middle = asyncio.Semaphore(_AT_ONCE), asyncio.Event()
    made = 0

    async def stranger(number: int, bot: str) -> None:
        nonlocal made
        async with client(at.synapse, f"{at.bot}-stranger-{number}") as server:
            rooms = []
            for _ in range(_ROOMS_EACH):
                async with gate:
                    rooms.append(str((await server.post("/createRoom", {"invite": [bot]}))["room_id"]))
                made += 1
                if made >= invitations // 2:
                    middle.set()
            for room in rooms:
                await becomes(server, room, bot, "leave")
                said = await server.get(f"/rooms/{segment(room)}/messages", {"dir": "b", "limit": "50"})
                assert [e for e in said["chunk"] if e["sender"] == bot and e["type"] != "m.room.member"] == []

    async with network(at.synapse, at.bot, at.folder) as net, Phone(at.synapse.url, at.officer) as spain:
        net.vet("spain", spain.user_id, await spain.do("master"))
        await net.settled()
        async with asyncio.TaskGroup() as strangers:
            for number in range(invitations // _ROOMS_EACH):
                strangers.create_task(stranger(number, net.bot))
            await middle.wait()
            begun = time.monotonic()
            room = await net.room(spain)
            await spain.say(room, "/contacts Italy")
            await spain.wait_text("+39", net.bot, 60)
            took = time.monotonic() - begun
        assert made == invitations // _ROOMS_EACH * _ROOMS_EACH
        return took
