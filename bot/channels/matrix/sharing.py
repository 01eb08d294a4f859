"""Room keys, handed to exactly the devices that may read a room, and writing with them."""

import asyncio
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from nio.crypto import OutboundGroupSession

from bot.channels.matrix.crypto import MEGOLM, Crypto
from bot.channels.matrix.errors import UndecryptableError
from bot.channels.matrix.officers import Device
from bot.channels.matrix.server import Homeserver, Json

_BATCH = 200


@dataclass
class _Outbound:
    """The key a room is written with now, and the devices that have it."""

    session: OutboundGroupSession = field(default_factory=OutboundGroupSession)
    shared_with: set[Device] = field(default_factory=set)
    warned: set[Device] = field(default_factory=set)


class Sharing:
    """One device more gets the key from here on; one device less, and the room gets a new key."""

    def __init__(self, server: Homeserver, crypto: Crypto) -> None:
        self._server, self._crypto = server, crypto
        self._rooms: dict[str, _Outbound] = {}
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
            missing = set(readers) - out.shared_with
            if missing:
                await self._share(out, room_id, missing)
            if not out.shared_with:
                raise UndecryptableError("no device of the recipient can be given the key now")
            await self._withhold(out, room_id, set(shut_out) - out.warned)
            return self._crypto.encrypt(out.session, room_id, kind, content)

    def discard(self, room_id: str) -> None:
        """The next message to this room gets a new key."""
        self._rooms.pop(room_id, None)

    def _outbound(self, room_id: str, readers: set[Device]) -> _Outbound:
        out = self._rooms.get(room_id)
        if out is None or out.session.expired or out.shared_with - readers:
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
        out.shared_with |= reachable
        out.session.mark_as_shared()

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
        answer = await self._server.post("/keys/claim", {"one_time_keys": asked, "timeout": 10_000})
        claimed = answer.get("one_time_keys", {})
        return {device for device in devices if self._begun(device, claimed)}

    def _begun(self, device: Device, claimed: Mapping[str, Any]) -> bool:
        keys = claimed.get(device.user_id, {}).get(device.device_id, {})
        return any(self._crypto.begin(device, key) for key in keys.values() if isinstance(key, Mapping))

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
