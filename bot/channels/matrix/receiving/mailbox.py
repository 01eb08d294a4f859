"""What came for our device alone: room keys are put away, everything else goes on, opened where it was
encrypted."""

import hashlib
from collections.abc import Container, Sequence
from dataclasses import dataclass, field

from bot.channels.matrix.guard import Guard
from bot.channels.matrix.homeserver.errors import BadEventError
from bot.channels.matrix.homeserver.plain import Json, is_sound
from bot.channels.matrix.keys.crypto import Crypto, RoomKey
from bot.channels.matrix.keys.machine import OlmPayload


@dataclass
class Mail:
    """`opened` was encrypted for our device, and is no key; `plain` was not encrypted."""

    keys: list[RoomKey] = field(default_factory=list)
    opened: list[OlmPayload] = field(default_factory=list)
    plain: list[Json] = field(default_factory=list)


class Mailbox:
    def __init__(self, crypto: Crypto, guard: Guard | None = None) -> None:
        self._crypto, self._guard = crypto, guard or Guard()
        self._opened_last: set[str] = set()

    async def open(self, events: Sequence[Json], known: Container[str] = ()) -> Mail:
        """`known`: people with an account here; their keys are kept."""
        mail, opened = Mail(), set[str]()

        async def open_one(event: Json) -> None:
            if event.get("type") != "m.room.encrypted":
                mail.plain.append(event)
                return
            name = hashlib.sha256(repr(event).encode(errors="replace")).hexdigest()
            opened.add(name)
            if name not in self._opened_last:  # the same answer once more: an Olm message opens only once
                self._open(event, known, mail)

        await self._guard.each("to_device", events, open_one)
        self._opened_last = opened
        return mail

    def _open(self, event: Json, known: Container[str], mail: Mail) -> None:
        payload = self._crypto.open_olm(event)
        if payload is None:
            return
        if payload.sender in known:
            self._crypto.know(payload.sender_key)
        if payload.type == "m.room_key":
            key = self._crypto.take_room_key(payload)
        elif payload.type == "m.forwarded_room_key":
            key = self._crypto.take_forwarded_key(payload)
        elif is_sound(payload.content):
            mail.opened.append(payload)
            return
        else:
            raise BadEventError("not a message")
        if key is not None:
            mail.keys.append(key)
