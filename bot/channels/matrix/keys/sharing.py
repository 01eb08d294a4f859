"""Room keys, handed to exactly the devices that may read a room, and writing with them."""

import asyncio
import uuid
from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from nio.crypto import OutboundGroupSession

from bot.channels.matrix.guard import Guard
from bot.channels.matrix.homeserver.errors import UndecryptableError
from bot.channels.matrix.homeserver.plain import Json, part
from bot.channels.matrix.homeserver.server import Homeserver
from bot.channels.matrix.keys.crypto import MEGOLM, Crypto
from bot.channels.matrix.keys.devices import Device

_BATCH = 200
_PAST = 10  # keys of a room that can be given again


@dataclass
class _Outbound:
    """The key a room is written with now, and what each device that has it was given."""

    session: OutboundGroupSession = field(default_factory=OutboundGroupSession)
    given: dict[Device, Json] = field(default_factory=dict)
    warned: set[Device] = field(default_factory=set)


class Sharing:
    """One device more gets the key from here on; one device less, and the room gets a new key."""

    def __init__(self, server: Homeserver, crypto: Crypto, guard: Guard | None = None) -> None:
        self._server, self._crypto, self._guard = server, crypto, guard or Guard()
        self._rooms: dict[str, _Outbound] = {}
        self._before: defaultdict[str, deque[_Outbound]] = defaultdict(lambda: deque(maxlen=_PAST))
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def encrypt(
        self,
        room_id: str,
        kind: str,
        content: Json,
        readers: Iterable[Device],
        shut_out: Iterable[Device] = (),
    ) -> Json:
        """The encrypted content, after every reader's device has the key to it.

        `shut_out` are told that they do not get it. Raises UndecryptableError when no reader can have it.
        """
        async with self._locks[room_id]:
            out = self._outbound(room_id, set(readers))
            missing = set(readers) - out.given.keys()
            if missing:
                await self._share(out, room_id, missing)
            if not out.given:
                raise UndecryptableError("no device of the recipient can be given the key now")
            await self._withhold(out, room_id, set(shut_out) - out.warned)
            return self._crypto.encrypt(out.session, room_id, kind, content)

    def renew_key(self, room_id: str) -> None:
        """The next message to this room gets a new key; the one before is given to nobody again."""
        self._rooms.pop(room_id, None)
        self._before.pop(room_id, None)

    def discard(self, room_id: str) -> None:
        """A room that we left."""
        self.renew_key(room_id)
        self._locks.pop(room_id, None)

    def _outbound(self, room_id: str, readers: set[Device]) -> _Outbound:
        out = self._rooms.get(room_id)
        if out is None or out.session.expired or out.given.keys() - readers:
            if out is not None:
                self._before[room_id].append(out)
            out = self._rooms[room_id] = _Outbound()
        return out

    async def _share(self, out: _Outbound, room_id: str, devices: set[Device]) -> None:
        reachable = await self.reach(devices)
        key = {
            "algorithm": MEGOLM,
            "room_id": room_id,
            "session_id": out.session.id,
            "session_key": out.session.session_key,
        }
        await self._send({device: self._crypto.to_device(device, "m.room_key", key) for device in reachable})
        out.given |= dict.fromkeys(reachable, key)
        out.session.mark_as_shared()

    async def give_again(self, room_id: str, device: Device, session_id: str | None = None) -> None:
        """The keys of what was written to this room, of one session or of all there are, to a device of its
        reader that lost them; over a new session, for the old one may be what is broken."""
        keys = [key for out in self._written_with(room_id) if (key := _key_for(out, device))]
        wanted = [key for key in keys if session_id in (None, key["session_id"])]
        if wanted and await self.begin({device}):
            for key in wanted:
                await self._send({device: self._crypto.to_device(device, "m.room_key", key)})

    def _written_with(self, room_id: str) -> list[_Outbound]:
        now = self._rooms.get(room_id)
        return [*self._before.get(room_id, ()), *([now] if now is not None else [])]

    async def reach(self, devices: Iterable[Device]) -> set[Device]:
        """The devices that can be written to; sessions are begun where none was and a key is left for it."""
        wanted = set(devices)
        new = {device for device in wanted if not self._crypto.can_reach(device)}
        return (wanted - new) | await self.begin(new)

    async def begin(self, devices: set[Device]) -> set[Device]:
        """Begin new Olm sessions; those devices with which that worked."""
        if not devices:
            return set()
        asked: dict[str, dict[str, str]] = defaultdict(dict)
        for device in devices:
            asked[device.user_id][device.device_id] = "signed_curve25519"
        body = {"one_time_keys": asked, "timeout": 10_000}
        claimed = await self._server.post("/keys/claim", body, "one_time_keys")
        begun: set[Device] = set()

        async def begin(device: Device) -> None:
            keys = part(claimed, "one_time_keys", device.user_id, device.device_id)
            if any(self._crypto.begin(device, key) for key in keys.values() if isinstance(key, Mapping)):
                begun.add(device)

        await self._guard.each("key", devices, begin)
        return begun

    async def renew(self, devices: Iterable[Device]) -> None:
        """New Olm sessions with devices whose messages we can no longer read, and word of it to them."""
        begun = await self.begin(set(devices))
        await self._send({device: self._crypto.to_device(device, "m.dummy", {}) for device in begun})

    async def _withhold(self, out: _Outbound, room_id: str, devices: set[Device]) -> None:
        """Tell unsigned devices why they cannot read on, so that they can show it."""
        if not devices:
            return
        word = {
            "algorithm": MEGOLM,
            "room_id": room_id,
            "session_id": out.session.id,
            "sender_key": self._crypto.own.curve25519,
            "code": "m.unverified",
            "reason": "This device is not signed by its owner's identity.",
        }
        await self._send(dict.fromkeys(devices, word), "m.room_key.withheld")
        out.warned |= devices

    async def _send(self, contents: Mapping[Device, Json], kind: str = "m.room.encrypted") -> None:
        items = list(contents.items())
        for start in range(0, len(items), _BATCH):
            messages: dict[str, dict[str, Json]] = defaultdict(dict)
            for device, content in items[start : start + _BATCH]:
                messages[device.user_id][device.device_id] = content
            await self._server.put(f"/sendToDevice/{kind}/{uuid.uuid4()}", {"messages": messages})


def _key_for(out: _Outbound, device: Device) -> Json | None:
    """What it was given; what was given first, if it came later: all of them are one person's."""
    return out.given.get(device) or next(iter(out.given.values()), None)
