"""An officer's device on a real homeserver that keeps its room key back, which no client does on request."""

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator
from pathlib import Path

from nio.crypto import OutboundGroupSession

from bot.channels.matrix.homeserver.plain import Json
from bot.channels.matrix.homeserver.server import segment
from bot.channels.matrix.keys.crypto import MEGOLM
from bot.channels.matrix.rooms.rooms import Rooms
from tests.matrix.desk import Desk, desk
from tests.matrix.network import Network
from tests.matrix.synapse import Synapse

_numbers = itertools.count(1)


class Slow:
    """An officer's device that writes first and hands its room key over when the test says so."""

    def __init__(self, own: Desk, net: Network, room: str) -> None:
        self.own, self._net, self._room = own, net, room
        self._session = OutboundGroupSession()
        self._session.mark_as_shared()
        # taken before the first message: later it opens only what comes after
        self._key = {
            "algorithm": MEGOLM,
            "room_id": room,
            "session_id": self._session.id,
            "session_key": self._session.session_key,
        }

    async def writes(self, text: str) -> None:
        said = {"msgtype": "m.text", "body": text}
        sealed = self.own.crypto.encrypt(self._session, self._room, "m.room.message", said)
        path = f"/rooms/{segment(self._room)}/send/m.room.encrypted/slow-{next(_numbers)}"
        await self.own.server.put(path, sealed)

    async def hands_over(self) -> None:
        bot = await self.own.people.of(self._net.bot)
        (device,) = await self.own.sharing.reach(bot.signed.values())
        sealed = self.own.crypto.to_device(device, "m.room_key", self._key)
        await tell_devices(self.own, "m.room.encrypted", {self._net.bot: {device.device_id: sealed}})

    async def hears(self, text: str) -> None:
        await self.own.sync_until(lambda: any(text in body for body in self.own.bodies()))


async def tell_devices(own: Desk, kind: str, messages: Json) -> None:
    await own.server.put(f"/sendToDevice/{kind}/t{next(_numbers)}", {"messages": messages})


@contextlib.asynccontextmanager
async def slow(synapse: Synapse, net: Network, name: str, handle: str, folder: Path) -> AsyncIterator[Slow]:
    """The officer `handle`, vetted, in an encrypted room with the bot."""
    async with desk(synapse, name, folder) as own:
        assert own.identity is not None
        net.vet(handle, own.user_id, own.identity.key)
        await net.settled()
        await own.sync_until(lambda: own.token is not None)
        rooms = Rooms(own.server, own.user_id)
        room = await rooms.create(net.bot)
        async with asyncio.timeout(20):
            while (await rooms.room(room)).members[net.bot] != "join":
                rooms.forget(room)
                await asyncio.sleep(0.05)
        yield Slow(own, net, room)
