"""What is known of rooms: who is in them, whether they are encrypted, and which one is a person's own.

A room is private when it is encrypted and holds nobody but the bot and one other person. Content goes into
private rooms only, and only what is said there is acted on.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import structlog

from bot.channels.matrix.errors import MatrixError, ServerError
from bot.channels.matrix.server import Homeserver, Json, segment
from bot.channels.matrix.sync import News

log = structlog.get_logger()
ENCRYPTION: Json = {"algorithm": "m.megolm.v1.aes-sha2"}
_INSIDE = ("join", "invite")
_OFFICER, _BOT = 0, 100


@dataclass
class Room:
    """`successor`: the room that took its place."""

    room_id: str
    members: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    encrypted: bool = False
    creator: str = ""
    successor: str | None = None

    def apply(self, events: Iterable[Json]) -> None:
        """Take changes of the room's state, oldest first; other events are passed over."""
        for event in events:
            if "state_key" in event and isinstance(event.get("content"), dict):
                self._apply(str(event.get("type")), str(event["state_key"]), event)

    def _apply(self, kind: str, key: str, event: Json) -> None:
        content = event["content"]
        if kind == "m.room.member":
            self.members[key] = str(content.get("membership", "leave"))
            self.names[key] = str(content.get("displayname") or "")
        elif kind == "m.room.encryption":
            # once on, it cannot be taken back: whoever changes it again means no good
            self.encrypted = self.encrypted or content.get("algorithm") == ENCRYPTION["algorithm"]
        elif kind == "m.room.create":
            self.creator = str(event.get("sender", ""))
        elif kind == "m.room.tombstone":
            self.successor = str(content.get("replacement_room") or "") or None

    def inside(self) -> set[str]:
        """Who is in it or invited to it."""
        return {user_id for user_id, membership in self.members.items() if membership in _INSIDE}

    def holds_only(self, *people: str) -> bool:
        return self.inside() == set(people)


class Rooms:
    """The rooms we are in. A room is asked for once, and followed by the sync from then on."""

    def __init__(self, server: Homeserver, own: str) -> None:
        self._server, self._own = server, own
        self._rooms: dict[str, Room] = {}
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    def follow(self, news: News) -> None:
        """Take what the sync says of rooms that are known already."""
        for one in news.rooms:
            if (room := self._rooms.get(one.room_id)) is not None:
                room.apply([*one.state, *one.timeline])
        for room_id in news.left:
            self._rooms.pop(room_id, None)

    def forget(self, room_id: str) -> None:
        """Ask again when it is needed next."""
        self._rooms.pop(room_id, None)

    async def room(self, room_id: str) -> Room:
        """Raises ServerError (403: we are not in it)."""
        async with self._locks[room_id]:
            if room_id not in self._rooms:
                answer = await self._server.call("GET", f"/rooms/{segment(room_id)}/state")
                room = Room(room_id)
                room.apply(answer.get("events", []))
                self._rooms[room_id] = room
            return self._rooms[room_id]

    async def room_if_inside(self, room_id: str) -> Room | None:
        """None when we are not in it."""
        try:
            return await self.room(room_id)
        except ServerError as refused:
            if refused.status in (403, 404):
                return None
            raise

    async def is_private(self, room_id: str, address: str) -> bool:
        """Whether it is encrypted and holds only us and this person."""
        room = await self.room_if_inside(room_id)
        if room is None or not room.encrypted or room.successor is not None:
            return False
        return room.holds_only(self._own, address)

    async def encrypt(self, room_id: str) -> bool:
        """Turn encryption on where it is missing; whether it is on now."""
        try:
            room = await self.room(room_id)
            if not room.encrypted:
                await self._server.put(f"/rooms/{segment(room_id)}/state/m.room.encryption/", ENCRYPTION)
                room.encrypted = True
        except MatrixError as error:
            log.info("matrix.room.not_encrypted", error=str(error))
            return False
        return True

    async def create(self, address: str) -> str:
        """A new private room, encrypted from its first event; nobody but us can let others in."""
        levels = {
            "users": {self._own: _BOT, address: _OFFICER},
            "invite": _BOT,
            "state_default": _BOT,
            "events_default": 0,
        }
        states = (
            ("m.room.encryption", ENCRYPTION),
            ("m.room.history_visibility", {"history_visibility": "invited"}),
            ("m.room.guest_access", {"guest_access": "forbidden"}),
        )
        answer = await self._server.post(
            "/createRoom",
            {
                "preset": "private_chat",
                "is_direct": True,
                "invite": [address],
                "initial_state": [
                    {"type": kind, "state_key": "", "content": content} for kind, content in states
                ],
                "power_level_content_override": levels,
            },
        )
        return str(answer["room_id"])
