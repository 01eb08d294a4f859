"""What the sync brings of case rooms: who came and went. What was said there is put away unread."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.channels.matrix.device import Desk
from bot.channels.matrix.homeserver.errors import MatrixError
from bot.channels.matrix.homeserver.plain import Json, part
from bot.channels.matrix.keys.crypto import RoomKey
from bot.channels.matrix.rooms.room import RoomKind
from bot.channels.matrix.rooms.sync import News

_INSIDE = ("join", "invite")


class Hearing:
    """`moved`: the case rooms in which somebody came or went, until somebody asks."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.moved: set[str] = set()

    async def take_out(self, news: News, keys: Sequence[RoomKey]) -> News:
        """The news without them. A new key for each that somebody left, whoever it was."""
        names = {one.room_id for one in news.rooms if one.timeline} | {one.room_id for one in keys}
        cases = [name for name in sorted(names) if await self._is_case(name)]
        for name in cases:
            self._desk.crypto.forget_room(name)
        for one in news.rooms:
            if one.room_id in cases:
                self._look(one.room_id, [*one.state, *one.timeline])
        return replace(news, rooms=[one for one in news.rooms if one.room_id not in cases])

    def _look(self, room_id: str, events: Iterable[Json]) -> None:
        shown = [part(event, "content").get("membership") for event in events if _is_membership(event)]
        if shown:
            self.moved.add(room_id)
        if any(membership not in _INSIDE for membership in shown):
            self._desk.sharing.renew_key(room_id)

    async def _is_case(self, room_id: str) -> bool:
        """Where that cannot be found out, whoever judges what was said there asks again."""
        try:
            room = await self._desk.rooms.room_if_inside(room_id)
        except MatrixError:
            return False
        return room is not None and room.kind(self._desk.own) is RoomKind.CASE


def _is_membership(event: Json) -> bool:
    return event.get("type") == "m.room.member" and "state_key" in event
