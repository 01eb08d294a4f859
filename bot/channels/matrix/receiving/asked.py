"""Keys that officers' devices ask for again, because they cannot read what we wrote."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.channels.matrix.accounts import Known, Places
from bot.channels.matrix.device import Desk
from bot.channels.matrix.homeserver.plain import Json, part
from bot.channels.matrix.keys.devices import Device
from bot.channels.matrix.keys.machine import OlmPayload
from bot.channels.matrix.receiving.mailbox import Mail
from bot.channels.matrix.shelf import Pace


class Asked:
    """A device that the pinned identity of a room's person signed is given the room's keys again.

    It asks in so many words; or it begins a new session with us, as clients do when they could not open
    what came over the old one.
    """

    def __init__(self, desk: Desk, places: Places) -> None:
        self._desk, self._places = desk, places
        self._pace = Pace(burst=5, seconds=60.0)  # of one device: each answer costs it a one-time key

    async def answer(self, mail: Mail, known: Mapping[str, Known], now: datetime) -> None:
        async def request(event: Json) -> None:
            content, body = part(event, "content"), part(event, "content", "body")
            if event.get("type") == "m.room_key_request" and content.get("action") == "request":
                name, room_id = content.get("requesting_device_id"), body.get("room_id")
                trusted = await self._trusted(str(event.get("sender")), known)
                if isinstance(name, str) and isinstance(room_id, str) and name in trusted:
                    await self._give(trusted[name], [room_id], str(body.get("session_id")), now)

        async def begun(payload: OlmPayload) -> None:
            if payload.type == "m.dummy":
                for device in (await self._trusted(payload.sender, known)).values():
                    if device.curve25519 == payload.sender_key:
                        await self._give(device, await self._places.of(payload.sender), None, now)

        guard = self._desk.guard
        await guard.each("to_device", mail.plain, request, later=_drop)
        await guard.each("to_device", mail.opened, begun, later=_drop)

    async def _trusted(self, sender: str, known: Mapping[str, Known]) -> Mapping[str, Device]:
        who = known.get(sender)
        if who is None or not who.active or not who.trusted:
            return {}
        return (await self._desk.people.of(sender)).trusted(who.pinned)

    async def _give(
        self, device: Device, rooms: Sequence[str], session_id: str | None, now: datetime
    ) -> None:
        if not self._pace.takes(f"{device.user_id} {device.device_id}", now.timestamp()):
            return
        for room_id in rooms:
            if await self._desk.rooms.is_private(room_id, device.user_id):
                await self._desk.sharing.give_again(room_id, device, session_id)


def _drop(_: object) -> None:
    """It asks again."""
