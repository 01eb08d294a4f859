"""What is known of rooms: who is in them, whether they are encrypted, and which one is a person's own.

A room is private when it is encrypted and holds nobody but the bot and one other person. Content goes into
private rooms only, and only what is said there is acted on.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import structlog

from bot.channels.matrix.guard import Guard
from bot.channels.matrix.homeserver.errors import AwayError, MatrixError, ServerError
from bot.channels.matrix.homeserver.plain import Json, dicts, part
from bot.channels.matrix.homeserver.server import Homeserver, segment
from bot.channels.matrix.rooms.sync import News

log = structlog.get_logger()
ENCRYPTION: Json = {"algorithm": "m.megolm.v1.aes-sha2"}
_INSIDE = ("join", "invite")
_MAKER = 100
_MAKERS_ABOVE_ALL = 12  # room version from which makers stand above all levels
# a client that has never heard of us asks for our keys when it comes in, and does not look twice at what it
# could not believe before it had them
_SETTLING = 3.0


@dataclass
class Room:
    """`successor` took its place, as `replaced_by` said; it took the place of `predecessor`."""

    room_id: str
    members: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    encrypted: bool = False
    creator: str = ""
    successor: str | None = None
    replaced_by: str = ""
    predecessor: str | None = None
    levels: Json = field(default_factory=dict)
    makers: frozenset[str] = frozenset()

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
            self._create(str(event.get("sender", "")), content)
        elif kind == "m.room.power_levels":
            self.levels = content
        elif kind == "m.room.tombstone" and key == "":
            self.successor = str(content.get("replacement_room") or "") or None
            self.replaced_by = str(event.get("sender", ""))

    def _create(self, sender: str, content: Json) -> None:
        self.creator = sender
        before = content.get("predecessor")
        self.predecessor = str(before.get("room_id") or "") or None if isinstance(before, dict) else None
        version = str(content.get("room_version", "1"))
        if not version.isdecimal() or int(version) >= _MAKERS_ABOVE_ALL:
            others = content.get("additional_creators")
            self.makers = frozenset([sender, *map(str, others if isinstance(others, list) else ())])

    def may_replace(self, user_id: str) -> bool:
        """Whether this person has the power to put another room in its place."""
        if user_id in self.makers:
            return True
        needed = part(self.levels, "events").get("m.room.tombstone", self.levels.get("state_default", 50))
        default = self.levels.get("users_default", 0)
        held = part(self.levels, "users").get(user_id, default)
        if not self.levels:
            held = _MAKER if user_id == self.creator else 0
        return isinstance(held, int) and isinstance(needed, int) and held >= needed

    def inside(self) -> set[str]:
        """Who is in it or invited to it."""
        return {user_id for user_id, membership in self.members.items() if membership in _INSIDE}

    def holds_only(self, *people: str) -> bool:
        return self.inside() == set(people)


class Rooms:
    """The rooms we are in. A room is asked for once, and followed by the sync from then on."""

    def __init__(self, server: Homeserver, own: str, guard: Guard | None = None) -> None:
        self._server, self._guard, self.own = server, guard or Guard(), own
        self._rooms: dict[str, Room] = {}
        self._entered: dict[tuple[str, str], float] = {}
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def follow(self, news: News) -> None:
        """Take what the sync says of rooms that are known already."""
        now = time.monotonic()
        self._entered = {one: at for one, at in self._entered.items() if now - at < _SETTLING}
        for one in news.rooms:
            for user_id in entered(one.timeline):
                self._entered[one.room_id, user_id] = now
            if (room := self._rooms.get(one.room_id)) is not None:
                await self._apply(room, [*one.state, *one.timeline])
        for room_id in news.left:
            self._rooms.pop(room_id, None)
            self._locks.pop(room_id, None)

    async def _apply(self, room: Room, events: Iterable[Json]) -> None:
        async def apply(event: Json) -> None:
            room.apply([event])

        await self._guard.each("state", (event for event in events if "state_key" in event), apply)

    def forget(self, room_id: str) -> None:
        """Ask again when it is needed next."""
        self._rooms.pop(room_id, None)

    async def room(self, room_id: str) -> Room:
        """Raises ServerError (403: we are not in it), AwayError."""
        async with self._locks[room_id]:
            if room_id not in self._rooms:
                answer = await self._server.get(f"/rooms/{segment(room_id)}/state", needs="events")
                room = Room(room_id)
                await self._apply(room, dicts(answer["events"]))
                if self.own not in room.members:
                    raise AwayError("rooms/state: an answer without ourselves in it")
                if room.members[self.own] != "join":
                    raise ServerError(403, "M_FORBIDDEN", "we left it")
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

    def getting_ready(self, room: Room, address: str) -> float:
        """Seconds until somebody who just came into a room of ours can be expected to know our device."""
        came = self._entered.get((room.room_id, address))
        if came is None or room.creator != self.own:
            return 0.0
        return max(0.0, came + _SETTLING - time.monotonic())

    async def is_private(self, room_id: str, address: str) -> bool:
        """Whether it is encrypted and holds only us and this person."""
        room = await self.room_if_inside(room_id)
        if room is None or not room.encrypted or room.successor is not None:
            return False
        return room.holds_only(self.own, address)

    async def encrypt(self, room_id: str) -> bool:
        """Turn encryption on where it is missing; whether it is on now."""
        try:
            room = await self.room(room_id)
            if not room.encrypted:
                await self._server.put(f"/rooms/{segment(room_id)}/state/m.room.encryption/", ENCRYPTION)
                room.encrypted = True
        except MatrixError as error:
            log.info("matrix.room.not_encrypted", **error.as_codes())
            return False
        return True

    async def create(self, address: str) -> str:
        """A new private room, encrypted from its first event; nobody but us can let others in."""
        # `users` stays out: the maker is at the top by itself, and newer rooms refuse to hear it again
        levels = {"invite": _MAKER, "state_default": _MAKER, "users_default": 0, "events_default": 0}
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
            "room_id",
        )
        return str(answer["room_id"])


def entered(timeline: Iterable[Json]) -> list[str]:
    """Who came in."""
    return [
        str(event["state_key"])
        for event in timeline
        if event.get("type") == "m.room.member"
        and "state_key" in event
        and part(event, "content").get("membership") == "join"
    ]
