"""Two devices in one process, without a homeserver: for what a real client will not do on request."""

import itertools
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from nio.crypto import OutboundGroupSession

from bot.channels.matrix.homeserver.plain import Json
from bot.channels.matrix.keys.crypto import MEGOLM, Crypto
from bot.channels.matrix.keys.devices import Device
from bot.channels.matrix.keys.directory import People, Person
from bot.channels.matrix.keys.machine import open_machine
from bot.channels.matrix.rooms.sync import News, RoomNews

ROOM = "!dm:example.org"
NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
_numbers = itertools.count(1)
_claimed: set[str] = set()  # one-time keys: each opens one session


def device(folder: Path, name: str) -> Crypto:
    """A new device of somebody at example.org."""
    user_id = f"@{name}:example.org"
    return Crypto(open_machine(user_id, name.upper(), folder / name, "a key of its own", new=True))


class Writer:
    """Somebody's device that writes to the bot; its room key is handed over when the test says so."""

    def __init__(self, own: Crypto, bot: Crypto) -> None:
        self.own, self.bot = own, bot
        self.session = OutboundGroupSession()
        self.session.mark_as_shared()
        self.key = {
            "algorithm": MEGOLM,
            "room_id": ROOM,
            "session_id": self.session.id,
            "session_key": self.session.session_key,
        }
        upload = bot.key_upload(None) or {}
        unused = (key for key in upload["one_time_keys"].values() if key["key"] not in _claimed)
        claimed = next(unused)
        _claimed.add(claimed["key"])
        assert own.begin(bot.own, claimed)

    def encrypts(self, plain: str) -> str:
        """Whatever it is: no client would."""
        return str(self.session.encrypt(plain.encode(errors="replace").decode()))

    def another_key(self) -> Json:
        """A room key that was never handed over."""
        session = OutboundGroupSession()
        return self.key | {"session_id": session.id, "session_key": session.session_key}

    def writes(self, text: str, room_id: str = ROOM) -> Json:
        """An encrypted text as the homeserver shows it."""
        content = self.own.encrypt(
            self.session, room_id, "m.room.message", {"msgtype": "m.text", "body": text}
        )
        return {
            "type": "m.room.encrypted",
            "event_id": f"$e{next(_numbers)}",
            "sender": self.own.own.user_id,
            "origin_server_ts": 1_796_040_000_000,
            "content": content,
        }

    def hands_over(self, key: Json | None = None, kind: str = "m.room_key") -> Json:
        """The room key, as the to-device event that brings it."""
        content = self.own.to_device(self.bot.own, kind, key or self.key)
        return {"type": "m.room.encrypted", "sender": self.own.own.user_id, "content": content}


class Acquaintances:
    """Knows devices without asking anybody; all of them are signed."""

    def __init__(self, *devices: Device) -> None:
        self._devices = devices

    async def of(self, user_id: str) -> Person:
        """The person's devices."""
        own = {one.device_id: one for one in self._devices if one.user_id == user_id}
        return Person(user_id, f"master of {user_id}", own, own)

    async def of_all(self, user_ids: Iterable[str]) -> dict[str, Person]:
        """Several people's."""
        return {user_id: await self.of(user_id) for user_id in user_ids}


def acquaintances(*devices: Device) -> People:
    """Stands where `People` stands."""
    return cast("People", Acquaintances(*devices))


def news(*events: Json, keys: Any = ()) -> News:
    """One answer of the homeserver."""
    return News("t", False, [RoomNews(ROOM, (), events)], keys=keys)
