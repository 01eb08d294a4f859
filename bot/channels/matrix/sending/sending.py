"""Letters on their way out: to the person's private room, for the devices that the pinned identity signed."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from bot.channels.matrix.accounts import Directory, Known, Places
from bot.channels.matrix.device import Desk
from bot.channels.matrix.homeserver import media
from bot.channels.matrix.homeserver.courtesy import Courtesy
from bot.channels.matrix.homeserver.errors import (
    AwayError,
    BadAttachmentError,
    LoggedOutError,
    ServerError,
    UndecryptableError,
)
from bot.channels.matrix.homeserver.plain import Json
from bot.channels.matrix.homeserver.server import segment
from bot.channels.matrix.keys.devices import Device
from bot.channels.matrix.keys.directory import Person
from bot.channels.matrix.rooms.room import Room
from bot.channels.matrix.rooms.upgrades import Succession
from bot.channels.matrix.sending import rendering
from bot.channels.matrix.trust import Trust
from bot.channels.port import RefusedError, TryLaterError, UnreachableError
from handlers.letters.letter import FileOut, Letter

_SOON, _LATER = timedelta(seconds=1), timedelta(seconds=30)
_NO_PICTURE = frozenset({400, 403, 413, 415})  # what a homeserver says to a file that it does not take
_CROWD, _REST = 8, 0.25
_FOR_GOOD = ("M_TOO_LARGE", "M_BAD_JSON", "M_NOT_JSON", "M_INVALID_PARAM", "M_NOT_FOUND", "BAD_ADDRESS")


@dataclass(frozen=True)
class Line:
    """Where one letter goes: its room, the devices that may read it, those told that they may not."""

    room_id: str
    readers: Sequence[Device]
    shut_out: Sequence[Device]
    txn: str


class Sending:
    def __init__(
        self, desk: Desk, directory: Directory, places: Places, trust: Trust, courtesy: Courtesy
    ) -> None:
        self._desk, self._directory, self._places = desk, directory, places
        self._trust, self._courtesy = trust, courtesy
        self._succession = Succession(desk.server, desk.own, desk.rooms, places)
        self._making: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._under_way = 0

    def rest(self) -> float:
        """While many letters go out, each of them is news, and the homeserver has better things to do."""
        return _REST if self._under_way >= _CROWD else 0.0

    async def deliver(self, letter: Letter) -> str:
        self._under_way += 1
        try:
            return await self._deliver(letter)
        finally:
            self._under_way -= 1

    async def _deliver(self, letter: Letter) -> str:
        """The ids of its events, the one with the choices first."""
        who = (await self._directory.look_up([letter.address])).get(letter.address)
        person = await self._desk.people.of(letter.address)
        readers = await self._readers(who, person)
        shut_out = [device for device in person.devices.values() if device not in readers]
        room_id = await self._room(letter.address, who)
        line = Line(room_id, readers, shut_out, f"letter-{letter.id}")
        if rendering.has_picture(letter):
            ids = await self._show(letter, line)
        else:
            ids = await self._say(letter, line)
            ids += [await self._bring(file, number, line) for number, file in enumerate(letter.files)]
        self._courtesy.answered(room_id)
        return " ".join(ids)

    async def _say(self, letter: Letter, line: Line) -> list[str]:
        """The words, in the place of an earlier message if that can be, else as new ones."""
        contents = rendering.contents(letter)
        replaced = (letter.replaces or "").partition(" ")[0]
        if replaced and len(contents) == 1 and rendering.fits_twice(contents[0]):
            try:
                await self._send(line, rendering.replacement(contents[0], replaced), "")
            except ServerError as refused:
                if refused.status != 400:  # it was in a room before this one
                    raise
            else:
                return [replaced]
        ids = [await self._send(line, content, f"-{number}") for number, content in enumerate(contents)]
        return [*ids[-1:], *ids[:-1]]

    async def _show(self, letter: Letter, line: Line) -> list[str]:
        """A picture and its words in one message; where the homeserver refuses it, the words go without."""
        (file,) = letter.files
        try:
            sealed = await media.send(self._desk.server, file.read(), file.size)
        except ServerError as refused:
            if refused.status not in _NO_PICTURE:
                raise
            return await self._say(letter, line)
        return [await self._send(line, rendering.picture(file, sealed, letter), "-0")]

    async def _bring(self, file: FileOut, number: int, line: Line) -> str:
        sealed = await media.send(self._desk.server, file.read(), file.size)
        return await self._send(line, rendering.attachment(file, sealed), f"-f{number}")

    async def _readers(self, who: Known | None, person: Person) -> Sequence[Device]:
        """The devices that may read it. A stranger is only ever told neutral things, on any device."""
        if who is None:
            return list(person.devices.values())
        if who.pinned is not None and who.trusted and person.master != who.pinned:
            if person.master is None:
                raise TryLaterError("no identity is shown for this person now", _LATER)
            await self._trust.note_now(who, person.master)
            raise TryLaterError("the identity changed: the gate has to decide anew", _SOON)
        if not person.signed:
            raise UnreachableError("no device is signed by this person's identity")
        return list(person.signed.values())

    async def _room(self, address: str, who: Known | None) -> str:
        """The person's private room, with the person in it."""
        async with self._making[address]:
            room = await self._private_room(address, who)
        if room.members.get(address) != "join":
            raise UnreachableError("the person has not come into the room yet")
        if (seconds := self._desk.rooms.getting_ready(room, address)) > 0:
            raise TryLaterError("the person came in just now", timedelta(seconds=seconds))
        return room.room_id

    async def _private_room(self, address: str, who: Known | None) -> Room:
        """The room used last; one of two people encrypted now; else a new one, unless the person left."""
        places = await self._places.of(address)
        for room_id in places:
            if await self._desk.rooms.is_private(room_id, address):
                return await self._desk.rooms.room(room_id)
        if who is None:
            raise UnreachableError("there is no private room with this stranger")
        for room_id in places:
            if (heir := await self._succession.heir(room_id, address)) is not None:
                return heir
        for room in [await self._desk.rooms.room_if_inside(room_id) for room_id in places]:
            if room is None or room.successor is not None:
                continue
            if room.holds_only(self._desk.own, address) and await self._desk.rooms.encrypt(room.room_id):
                return room
            if room.members.get(address) in ("leave", "ban"):
                raise UnreachableError("the person left the room")
        room_id = await self._desk.rooms.create(address)
        await self._places.keep(address, room_id)
        return await self._desk.rooms.room(room_id)

    async def _send(self, line: Line, content: Json, suffix: str) -> str:
        """Send under a transaction id: the server drops a repeat and answers with the first event's id."""
        sealed = await self._desk.sharing.encrypt(
            line.room_id, "m.room.message", content, line.readers, line.shut_out
        )
        if (relation := content.get("m.relates_to")) is not None:
            sealed["m.relates_to"] = relation
        path = f"/rooms/{segment(line.room_id)}/send/m.room.encrypted/{segment(line.txn + suffix)}"
        try:
            return str((await self._desk.server.put(path, sealed, "event_id"))["event_id"])
        except ServerError as refused:
            if refused.status in (403, 404):
                self._desk.rooms.forget(line.room_id)
            if refused.status == 404:
                raise TryLaterError(refused.short, _LATER) from refused
            raise

    async def remove(self, address: str, external: str) -> None:
        """Redact each of the events, in whichever of the person's rooms it is."""
        for event_id in external.split():
            for room_id in await self._places.of(address):
                if await self._redact(room_id, event_id):
                    break

    async def _redact(self, room_id: str, event_id: str) -> bool:
        path = f"/rooms/{segment(room_id)}/redact/{segment(event_id)}/remove-{segment(event_id)}"
        try:
            await self._desk.server.put(path, {})
        except ServerError as refused:
            if refused.status in (403, 404):
                return False
            raise
        return True


def described(handle: str) -> Json:
    """The `file` part of the event that told of an incoming file. Raises RefusedError."""
    try:
        file = json.loads(handle).get("file")
    except (ValueError, AttributeError):
        file = None
    if not isinstance(file, dict):
        raise RefusedError("the file was not encrypted")
    return file


@contextmanager
def as_port_errors() -> Iterator[None]:
    """The homeserver's refusals as those of the port."""
    try:
        yield
    except LoggedOutError as error:
        raise TryLaterError("logged out", _LATER) from error
    except ServerError as error:
        raise _judged(error) from error
    except AwayError as error:
        raise TryLaterError(error.short, error.after) from error
    except UndecryptableError as error:
        raise TryLaterError(str(error), _LATER) from error
    except BadAttachmentError as error:
        raise RefusedError(str(error)) from error


def _judged(error: ServerError) -> Exception:
    """Only what says that it is about this message or this room is for good; anything else may pass."""
    if error.code == "M_FORBIDDEN":
        return UnreachableError(error.short)
    if error.code in _FOR_GOOD:
        return RefusedError(error.short)
    return TryLaterError(error.short, error.after)
