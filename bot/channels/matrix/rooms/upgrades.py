"""Rooms that were upgraded: the new room is entered only where everything says that it is the old one's heir.

The tombstone has to be the person's own, who had the power to set it; the new room has to point back to the
old one; and nobody but the person may be in it. Anything else is left again, and nothing is said there.
"""

import asyncio
from collections.abc import Mapping

import structlog

from bot.channels.matrix.accounts import Known, Places
from bot.channels.matrix.homeserver.errors import MatrixError, ServerError
from bot.channels.matrix.homeserver.server import Homeserver, segment
from bot.channels.matrix.rooms.room import Room, RoomKind
from bot.channels.matrix.rooms.rooms import Rooms
from bot.channels.matrix.rooms.sync import News

log = structlog.get_logger()
_LONGEST = 10  # rooms in a row: more upgrades than a room sees in its life
_PATIENCE = 10.0  # seconds that the sync waits for it; sending tries again


class Succession:
    def __init__(self, server: Homeserver, own: str, rooms: Rooms, places: Places) -> None:
        self._server, self._own, self._rooms, self._places = server, own, rooms, places

    async def look(self, news: News, known: Mapping[str, Known]) -> None:
        """Follow the rooms that somebody we know replaced just now."""
        for room_id, sender in replaced(news):
            if sender in known and known[sender].active:
                try:
                    async with asyncio.timeout(_PATIENCE):
                        await self.heir(room_id, sender)
                except (MatrixError, TimeoutError) as error:
                    log.info("matrix.upgrade.not_followed", error=type(error).__name__)

    async def heir(self, room_id: str, address: str) -> Room | None:
        """The private room at the end of the chain, entered and remembered; None where it cannot be had."""
        room, seen = await self._rooms.room_if_inside(room_id), {room_id}
        if room is not None and room.kind(self._own) is RoomKind.CASE:
            return None  # nobody but us replaces one, and we never do
        while room is not None and room.successor is not None:
            if room.successor in seen or len(seen) > _LONGEST:
                return None
            seen.add(room.successor)
            room = await self._next(room, address)
        if room is None or room.room_id == room_id or not await self._rooms.encrypt(room.room_id):
            return None
        if not await self._rooms.is_private(room.room_id, address):
            return None
        await self._places.keep(address, room.room_id)
        return room

    async def _next(self, room: Room, address: str) -> Room | None:
        if room.successor is None or room.replaced_by != address or not room.may_replace(address):
            return None
        found = await self._rooms.room_if_inside(room.successor)
        entered = found is None and await self._enter(room.successor, address)
        found = found or (await self._rooms.room_if_inside(room.successor) if entered else None)
        if found is None or (found.predecessor == room.room_id and found.holds_only(self._own, address)):
            return found
        log.warning("matrix.upgrade.refused")
        if entered:
            await self._server.post(f"/rooms/{segment(found.room_id)}/leave")
            self._rooms.forget(found.room_id)
        return None

    async def _enter(self, room_id: str, address: str) -> bool:
        """Without an invitation only where the room lets us; else somebody we know has to ask us in."""
        via = segment(address.partition(":")[2])
        try:
            await self._server.post(f"/join/{segment(room_id)}?server_name={via}&via={via}")
        except ServerError as refused:
            if refused.status in (400, 403, 404):
                return False
            raise
        self._rooms.forget(room_id)
        return True


def replaced(news: News) -> list[tuple[str, str]]:
    """Room and sender of each tombstone."""
    return [
        (room.room_id, str(event.get("sender", "")))
        for room in news.rooms
        for event in (*room.state, *room.timeline)
        if event.get("type") == "m.room.tombstone" and event.get("state_key") == ""
    ]
