"""The rooms we are in: each asked for once, then followed; new ones made."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Iterable

import structlog

from bot.channels.matrix.guard import Guard
from bot.channels.matrix.homeserver.errors import AwayError, MatrixError, ServerError
from bot.channels.matrix.homeserver.plain import Json, dicts, part
from bot.channels.matrix.homeserver.server import Homeserver, segment
from bot.channels.matrix.rooms.room import CASE_MARK, ENCRYPTION, MAKER, Room, RoomKind
from bot.channels.matrix.rooms.sync import News

log = structlog.get_logger()
# a client that has never heard of us asks for our keys when it comes in, and does not look twice at what it
# could not believe before it had them
_SETTLING = 3.0


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
        is_private = room is not None and room.kind(self.own) is RoomKind.PRIVATE
        return is_private and room is not None and room.holds_only(self.own, address)

    def empty_cases(self) -> list[str]:
        """The case rooms that are known by now and hold nobody but us."""
        known = self._rooms.values()
        return [
            one.room_id for one in known if one.kind(self.own) is RoomKind.CASE and one.holds_only(self.own)
        ]

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
        return await self._create("invited", {"is_direct": True, "invite": [address]})

    async def create_case(self, alias: str, name: str) -> str:
        """A case room with nobody in it yet; who comes in sees what is said from then on.

        Under one alias there is never a second room: ServerError M_ROOM_IN_USE.
        """
        made = {"creation_content": {CASE_MARK: True}, "room_alias_name": alias, "name": name}
        return await self._create("joined", made)

    async def _create(self, visibility: str, details: Json) -> str:
        # `users` stays out: the maker is at the top by itself, and newer rooms refuse to hear it again
        ours = ("invite", "kick", "ban", "redact", "state_default")
        levels = {**dict.fromkeys(ours, MAKER), "users_default": 0, "events_default": 0}
        states = (
            ("m.room.encryption", ENCRYPTION),
            ("m.room.history_visibility", {"history_visibility": visibility}),
            ("m.room.guest_access", {"guest_access": "forbidden"}),
        )
        answer = await self._server.post(
            "/createRoom",
            {
                "preset": "private_chat",
                "initial_state": [
                    {"type": kind, "state_key": "", "content": content} for kind, content in states
                ],
                "power_level_content_override": levels,
                **details,
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
