"""Rooms with people who have no account here: a few, for a day, and left at once when anybody else is in
them."""

from collections.abc import Callable, Sequence
from datetime import datetime

import structlog

from bot.channels.matrix.accounts import Directory, Places
from bot.channels.matrix.homeserver.errors import MatrixError
from bot.channels.matrix.homeserver.plain import strings
from bot.channels.matrix.homeserver.server import Homeserver, segment
from bot.channels.matrix.rooms.room import RoomKind
from bot.channels.matrix.rooms.rooms import Rooms
from bot.channels.matrix.shelf import Shelf

log = structlog.get_logger()
_DAY = 86_400.0
_AT_A_START = 300  # rooms that are looked through

Forget = Callable[[str], None]
"""What else is kept of a room that was left."""


class Guests:
    def __init__(
        self, server: Homeserver, rooms: Rooms, directory: Directory, places: Places, forget: Forget
    ) -> None:
        self._server, self._rooms = server, rooms
        self._directory, self._places, self._forget = directory, places, forget
        self._shelf: Shelf[str] = Shelf(most=60, server=20, person=3, seconds=_DAY)

    async def came(self, room_id: str, who: str, now: datetime) -> None:
        """A room that a stranger asked us into was entered: it stays if it is of us two."""
        for gone in self._shelf.put(room_id, who, now.timestamp()):
            await self.leave(gone)
        await self._leave_unless_private(room_id, who)

    async def look(self, changed: Sequence[str]) -> None:
        """After something happened in these rooms."""
        for room_id, who in self._shelf.newest_first():
            if room_id in changed:
                await self._leave_unless_private(room_id, who)

    async def sweep(self, now: datetime) -> None:
        """Leave what was there long enough, unless its person has an account by now."""
        for room_id in self._shelf.expired(now.timestamp()):
            whose = dict(self._shelf.newest_first())[room_id]
            if whose in await self._directory.look_up([whose]):
                self._shelf.drop(room_id)
            else:
                await self.leave(room_id)

    async def begin(self, now: datetime) -> None:
        """At a start: rooms that we are in without anybody who has an account here."""
        try:
            joined = strings((await self._server.get("/joined_rooms", needs="joined_rooms"))["joined_rooms"])
            for room_id in joined[:_AT_A_START]:
                await self._take_stock(room_id, now)
        except MatrixError as error:
            log.info("matrix.guests.not_looked_through", **error.as_codes())

    async def _take_stock(self, room_id: str, now: datetime) -> None:
        room = await self._rooms.room_if_inside(room_id)
        if room is None or room.kind(self._rooms.own) is RoomKind.CASE:
            return
        others = room.inside() - {self._rooms.own}
        if await self._directory.look_up(list(others)[:_AT_A_START]):
            return
        if len(others) == 1 and room.encrypted:
            self._shelf.put(room_id, others.pop(), now.timestamp())
        else:
            await self.leave(room_id)

    async def _leave_unless_private(self, room_id: str, who: str) -> None:
        try:
            if not await self._rooms.is_private(room_id, who):
                await self.leave(room_id)
        except MatrixError as error:
            log.info("matrix.guests.not_looked_at", **error.as_codes())

    async def leave(self, room_id: str) -> None:
        """And forget all that there was of it."""
        self._shelf.drop(room_id)
        try:
            await self._server.post(f"/rooms/{segment(room_id)}/leave")
        except MatrixError as error:
            log.info("matrix.leave.failed", **error.as_codes())
        self._rooms.forget(room_id)
        self._forget(room_id)
        await self._places.forget(room_id)
