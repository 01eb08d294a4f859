"""A case room as the house wants it: made, its people let in and put out, its messages, its end."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta

import structlog

from bot.channels.matrix.accounts import Directory
from bot.channels.matrix.cases.hearing import Hearing
from bot.channels.matrix.device import Desk
from bot.channels.matrix.homeserver.errors import AwayError, MatrixError, ServerError
from bot.channels.matrix.homeserver.plain import Json
from bot.channels.matrix.homeserver.server import segment
from bot.channels.matrix.keys.devices import Device
from bot.channels.matrix.rooms.room import MAKER, Room
from bot.channels.matrix.sending import rendering
from bot.channels.matrix.sending.sending import as_port_errors
from bot.channels.matrix.trust import Trust
from bot.channels.port import Presence, TryLaterError
from handlers.vocabulary.text import Text

log = structlog.get_logger()
_PATIENCE = 8  # looks at a room that is not whole
_SHOWN = {"join": Presence.HERE, "invite": Presence.INVITED, "knock": Presence.GONE}


class Keeping:
    """The port's `RoomKeeper`. Everything here may be done again: it comes to the same."""

    def __init__(self, desk: Desk, directory: Directory, trust: Trust, hearing: Hearing) -> None:
        self._desk, self._directory, self._trust, self._hearing = desk, directory, trust, hearing
        self._unfinished: Counter[str] = Counter()

    def moved(self) -> Collection[str]:
        """The rooms in which somebody came or went since this was last asked."""
        found, self._hearing.moved = self._hearing.moved, set()
        return found

    async def open_room(self, token: str, name: str) -> str:
        """The room of this token, made where there is none. Nobody is in it yet, or invited."""
        alias = f"liaison-{token}"
        with as_port_errors():
            try:
                return await self._desk.rooms.create_case(alias, name)
            except ServerError as refused:
                if refused.code != "M_ROOM_IN_USE":
                    raise
            return await self._named(f"#{alias}:{self._desk.own.partition(':')[2]}")

    async def _named(self, alias: str) -> str:
        """One that was made by a process which did not live to write it down."""
        path = f"/directory/room/{segment(alias)}"
        room_id = str((await self._desk.server.get(path, needs="room_id"))["room_id"])
        try:
            await self._room(room_id, anew=True)
        except AwayError:
            self._unfinished[alias] += 1
            if self._unfinished[alias] >= _PATIENCE:  # the homeserver was ended in the middle of it
                await self._desk.server.call("DELETE", path)
            raise
        return room_id

    async def leave_others(self, places: Collection[str]) -> None:
        """Leave the empty case rooms that are none of these: a homeserver that was asked twice made two."""
        for room_id in self._desk.rooms.empty_cases():
            if room_id not in places:
                await self.leave(room_id)

    async def members(self, room_id: str) -> Mapping[str, Presence]:
        """Everybody who was ever in it or invited, without the bot. TryLaterError where we are not in it."""
        with as_port_errors():
            room = await self._room(room_id)
        return {
            address: _SHOWN.get(membership, Presence.GONE)
            for address, membership in room.members.items()
            if address != self._desk.own
        }

    async def _room(self, room_id: str, *, anew: bool = False) -> Room:
        """What was first seen of it while it was made may be a part: then it is asked for once more."""
        for is_asked in (anew, True):
            if is_asked:
                self._desk.rooms.forget(room_id)
            room = await self._desk.rooms.room_if_inside(room_id)
            if room is not None and room.is_whole_case(self._desk.own):
                return room
        raise AwayError("the case room is not whole, or not ours any more")

    async def admit(self, room_id: str, address: str) -> None:
        """Invite somebody."""
        with as_port_errors():
            self._desk.people.forget([address])
            await self._post(room_id, "invite", {"user_id": address})

    async def remove(self, room_id: str, address: str) -> None:
        """Put somebody out, or take an invitation back. What is said from now on has another key."""
        with as_port_errors():
            await self._post(room_id, "kick", {"user_id": address})
            self._desk.sharing.renew_key(room_id)

    async def _post(self, room_id: str, what: str, body: Json) -> None:
        try:
            await self._desk.server.post(f"/rooms/{segment(room_id)}/{what}", body)
        finally:
            self._desk.rooms.forget(room_id)

    async def say(
        self,
        room_id: str,
        key: str,
        words: Text,
        readers: Collection[str],
        *,
        replaces: str | None = None,
        pin: bool = False,
    ) -> str:
        """Say it to those of the readers who are there; the same key is the same message. Its id, or that of
        what it takes the place of. TryLaterError, also while somebody who just came is getting ready."""
        with as_port_errors():
            room = await self._room(room_id, anew=True)
            here = [one for one in readers if room.members.get(one) == "join"]
            if any(self._desk.rooms.getting_ready(room, one) > 0 for one in here):
                raise TryLaterError("somebody came in just now", timedelta(seconds=1))
            content = rendering.message(words, rendering.PUSHED)
            if replaces is not None:
                content = rendering.replacement(content, replaces)
            event_id = replaces or await self._send(room_id, key, content, here)
            if replaces is not None:
                await self._send(room_id, key, content, here)
            if pin:
                await self._state(room_id, "m.room.pinned_events", {"pinned": [event_id]})
            return event_id

    async def _send(self, room_id: str, key: str, content: Json, here: Sequence[str]) -> str:
        readers, shut_out = await self._devices(here)
        sealed = await self._desk.sharing.encrypt(room_id, "m.room.message", content, readers, shut_out)
        if (relation := content.get("m.relates_to")) is not None:
            sealed["m.relates_to"] = relation
        path = f"/rooms/{segment(room_id)}/send/m.room.encrypted/{segment(key)}"
        return str((await self._desk.server.put(path, sealed, "event_id"))["event_id"])

    async def _devices(self, here: Sequence[str]) -> tuple[list[Device], list[Device]]:
        """Those that may read, and the others of the same people. Only what a pinned identity signed may."""
        known, people = await self._directory.look_up(here), await self._desk.people.of_all(here)
        readers: list[Device] = []
        shut_out: list[Device] = []
        for address in here:
            who, person = known.get(address), people.get(address)
            if who is None or person is None:
                continue
            if who.pinned is not None and person.master not in (None, who.pinned):
                await self._trust.note_now(who, str(person.master))
            may = person.trusted(who.pinned) if who.active and who.trusted else {}
            readers += may.values()
            shut_out += [device for name, device in person.devices.items() if name not in may]
        return readers, shut_out

    async def take_back(self, room_id: str, event_id: str) -> None:
        """Redact a message of ours, where it is there still."""
        path = f"/rooms/{segment(room_id)}/redact/{segment(event_id)}/remove-{segment(event_id)}"
        with as_port_errors():
            try:
                await self._desk.server.put(path, {})
            except ServerError as refused:
                if refused.status not in (403, 404):
                    raise

    async def freeze(self, room_id: str) -> None:
        """From now on nobody but the bot can write there."""
        with as_port_errors():
            room = await self._room(room_id, anew=True)
            events = dict.fromkeys(room.levels.get("events", {}), MAKER)
            levels = {**room.levels, "events": events, "events_default": MAKER}
            await self._state(room_id, "m.room.power_levels", levels)

    async def _state(self, room_id: str, kind: str, content: Json) -> None:
        await self._desk.server.put(f"/rooms/{segment(room_id)}/state/{kind}/", content)
        self._desk.rooms.forget(room_id)

    async def leave(self, room_id: str) -> None:
        """When nobody is in it any more."""
        try:
            await self._desk.server.post(f"/rooms/{segment(room_id)}/leave")
        except MatrixError as error:
            log.info("matrix.leave.failed", **error.as_codes())
        self._desk.rooms.forget(room_id)
        self._desk.forget_room(room_id)
