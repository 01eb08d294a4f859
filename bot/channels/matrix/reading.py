"""From events as they came to events in clear: whoever wrote them is checked, what has no key yet is parked.

What is to be parked is stored by the caller together with the sync token, so a kill loses none of it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.channels.matrix.crypto import Clear, Crypto
from bot.channels.matrix.errors import UndecryptableError
from bot.channels.matrix.officers import Device
from bot.channels.matrix.people import People, Person
from bot.channels.matrix.server import Json
from bot.channels.matrix.sync import News

ENCRYPTED = "m.room.encrypted"


@dataclass(frozen=True)
class Parked:
    """An event without its key. `told`: its sender has been told of it (or of another one of theirs)."""

    room_id: str
    event: Json
    since: datetime
    told: bool = False

    @property
    def event_id(self) -> str:
        """The event's own id."""
        return str(self.event["event_id"])

    @property
    def sender(self) -> str:
        """Who wrote it."""
        return str(self.event["sender"])


@dataclass(frozen=True)
class Written:
    """An event in clear. `device` is the proved device that wrote it; None for what was not encrypted."""

    room_id: str
    event_id: str
    author: Person
    type: str
    content: Json
    at_ms: int
    device: Device | None = None
    redacts: str | None = None

    def is_by(self, pinned: str) -> bool:
        """Whether a device that the pinned identity signed wrote it."""
        return self.device is not None and self.device in self.author.trusted(pinned).values()


@dataclass(frozen=True)
class Reading:
    """What came of one answer: events in clear, each room in order; events to park; parked ones now read."""

    written: Sequence[Written] = ()
    parked: Sequence[Parked] = ()
    read: Sequence[str] = ()


class Reader:
    """Opens what the sync loop brings. Own events and state are left out: they are nobody's message."""

    def __init__(self, crypto: Crypto, people: People) -> None:
        self._crypto, self._people = crypto, people

    async def read(self, news: News, waiting: Iterable[Parked], now: datetime) -> Reading:
        """What can be read now. `waiting`: the parked events; they are tried when keys came."""
        await self._people.of_all({str(event["sender"]) for _, event in self._messages(news)})
        tried = waiting if news.keys else ()
        late = [written for one in tried if (written := await self._open(one.room_id, one.event))]
        fresh: list[Written] = []
        parked: list[Parked] = []
        for room_id, event in self._messages(news):
            written = await self._open(room_id, event)
            if written is not None:
                fresh.append(written)
            else:
                parked.append(Parked(room_id, event, now))
        return Reading([*late, *fresh], parked, [written.event_id for written in late])

    def _messages(self, news: News) -> list[tuple[str, Json]]:
        return [
            (room.room_id, event)
            for room in news.rooms
            for event in room.timeline
            if "state_key" not in event and event.get("sender") != self._crypto.own.user_id
        ]

    async def _open(self, room_id: str, event: Json) -> Written | None:
        """The event in clear; None while its key is missing."""
        author = await self._people.of(str(event["sender"]))
        if event["type"] != ENCRYPTED or not event.get("content"):
            return _written(room_id, event, author, Clear(event["type"], event.get("content", {}), "", ""))
        try:
            clear = self._crypto.decrypt(room_id, event, author.devices.values())
        except UndecryptableError:
            return None
        return _written(room_id, event, author, clear)


def overdue(parked: Sequence[Parked], now: datetime, grace: timedelta) -> list[Parked]:
    """One parked event of each sender who has waited too long and was not told, oldest first.

    Whoever was told of one event is not told of the next while that one is still parked.
    """
    told = {one.sender for one in parked if one.told}
    first = {one.sender: one for one in reversed(parked) if now - one.since >= grace}
    return [one for sender, one in first.items() if sender not in told][::-1]


def _written(room_id: str, event: Json, author: Person, clear: Clear) -> Written:
    device = next(
        (
            one
            for one in author.devices.values()
            if (one.curve25519, one.ed25519) == (clear.curve25519, clear.ed25519)
        ),
        None,
    )
    content = clear.content
    relation = event.get("content", {}).get("m.relates_to")
    if relation is not None and "m.relates_to" not in content:
        content = content | {"m.relates_to": relation}
    redacts = event.get("redacts") or event.get("content", {}).get("redacts")
    redacts = redacts if isinstance(redacts, str) else None
    at_ms = int(event.get("origin_server_ts", 0))
    return Written(room_id, str(event["event_id"]), author, clear.type, content, at_ms, device, redacts)
