"""From events as they came to events in clear: whoever wrote them is checked, what has no key yet is parked.

What is to be parked is stored by the caller together with the sync token, so a kill loses none of it.
"""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.channels.matrix.guard import Guard
from bot.channels.matrix.homeserver.errors import AwayError, BadEventError, UndecryptableError
from bot.channels.matrix.homeserver.plain import Json, part
from bot.channels.matrix.keys.crypto import Clear, Crypto
from bot.channels.matrix.keys.devices import Device
from bot.channels.matrix.keys.directory import People, Person
from bot.channels.matrix.keys.replays import session_name
from bot.channels.matrix.rooms.sync import News

ENCRYPTED = "m.room.encrypted"
_ID = re.compile(r"[!-~]{1,255}")
Spot = tuple[str, Json]
"""A room's id, and an event there as it came."""
Recall = Callable[[set[bytes]], Awaitable[Mapping[bytes, bytes]]]


@dataclass(frozen=True)
class Parked:
    """An event that cannot be read yet. `told`: its sender has been told of it (or of another one of
    theirs)."""

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
    """An event in clear. `device` is the proved device that wrote it; None for what was not encrypted.

    `loose`: what it is an answer to, or changes, stands outside of the encryption only: a homeserver could
    have written that. `raw` is the event as it came.
    """

    room_id: str
    event_id: str
    author: Person
    type: str
    content: Json
    device: Device | None = None
    redacts: str | None = None
    loose: bool = False
    raw: Json = field(default_factory=dict, repr=False)


@dataclass
class Reading:
    """What came of one answer: events in clear, each room in order; events to park; parked ones that are
    `read`, or never will be. `bad` are the senders of those that will not be."""

    written: list[Written] = field(default_factory=list)
    parked: list[Parked] = field(default_factory=list)
    read: list[str] = field(default_factory=list)
    bad: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Outcome:
    """Of each event that was tried. `old` are the parked ones among them."""

    reading: Reading
    old: set[str]
    put_off: set[str]
    now: datetime

    def over(self, spot: Spot) -> None:
        self.put_off.discard(_id(spot))
        if _id(spot) in self.old:
            self.reading.read.append(_id(spot))

    def bad(self, spot: Spot) -> None:
        self.reading.bad.append(_sender(spot))
        self.over(spot)

    def without_key(self, spot: Spot) -> None:
        self.put_off.discard(_id(spot))
        self._keep(spot)

    def later(self, spot: Spot) -> None:
        self.put_off.add(_id(spot))
        self._keep(spot)

    def _keep(self, spot: Spot) -> None:
        if _id(spot) not in self.old:
            self.reading.parked.append(Parked(*spot, self.now))


class Reader:
    """Opens what the sync loop brings. Own events and state are left out: they are nobody's message.

    `recall` brings back which messages of some room keys were heard. `put_off` are parked events that
    wait for no key: their sender's devices could not be asked for, or what they are about.
    """

    def __init__(
        self, crypto: Crypto, people: People, guard: Guard | None = None, recall: Recall | None = None
    ) -> None:
        self._crypto, self._people, self._guard = crypto, people, guard or Guard()
        self._recall = recall
        self.put_off: set[str] = set()

    async def read(
        self, news: News, waiting: Sequence[Parked], now: datetime, everything: bool = False
    ) -> Reading:
        """What can be read now. `waiting`: the parked events; they are tried when keys came, or when
        `everything` is."""
        late = [one for one in waiting if news.keys or everything or one.event_id in self.put_off]
        spots = [*((one.room_id, one.event) for one in late), *self._messages(news)]
        known = await self._people.of_all({_sender(spot) for spot in spots} - {""})
        await self._remember(spots)
        reading = Reading()
        outcome = _Outcome(reading, {one.event_id for one in late}, self.put_off, now)

        async def read(spot: Spot) -> None:
            try:
                written = self._open(spot, known)
            except BadEventError:
                raise
            except UndecryptableError:
                outcome.without_key(spot)
            else:
                reading.written.append(written)
                outcome.over(spot)

        await self._guard.each("event", spots, read, later=outcome.later, aside=outcome.bad)
        return reading

    def _messages(self, news: News) -> list[Spot]:
        return [
            (room.room_id, event)
            for room in news.rooms
            for event in room.timeline
            if "state_key" not in event and event.get("sender") != self._crypto.own.user_id
        ]

    async def _remember(self, spots: Sequence[Spot]) -> None:
        """Which messages of these room keys were heard before this process began."""
        names = {
            session_name(room_id, str(part(event, "content").get("session_id")))
            for room_id, event in spots
            if event.get("type") == ENCRYPTED
        }
        unknown = self._crypto.replays.unknown(names)
        if unknown and self._recall is not None:
            self._crypto.replays.recall(await self._recall(unknown))

    def _open(self, spot: Spot, known: Mapping[str, Person]) -> Written:
        """The event in clear. UndecryptableError while its key is missing, AwayError while its sender is
        not known."""
        room_id, event = spot
        if not (_ID.fullmatch(room_id) and _ID.fullmatch(_id(spot)) and _sender(spot)):
            raise BadEventError("no event")
        author = known.get(_sender(spot))
        if author is None:
            raise AwayError("nothing is known of its sender now")
        content = part(event, "content")
        if event["type"] != ENCRYPTED or not content:
            return _written(room_id, event, author, Clear(str(event["type"]), content, "", ""))
        clear = self._crypto.decrypt(room_id, event, author.devices.values())
        return _written(room_id, event, author, clear)


def _id(spot: Spot) -> str:
    return str(spot[1].get("event_id"))


def _sender(spot: Spot) -> str:
    """Empty for what is nobody's id."""
    sender = spot[1].get("sender")
    return sender if isinstance(sender, str) and sender.startswith("@") and _ID.fullmatch(sender) else ""


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
    outside = part(event, "content")
    redacts = event.get("redacts") or outside.get("redacts")
    return Written(
        room_id,
        str(event["event_id"]),
        author,
        clear.type,
        clear.content,
        device,
        redacts if isinstance(redacts, str) else None,
        loose="m.relates_to" in outside and "m.relates_to" not in clear.content,
        raw=event,
    )
