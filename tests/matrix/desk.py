"""A bare bot out of the channel's inner parts, for tests of identity, devices and the sync loop alone."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from bot.channels.matrix.homeserver.errors import UndecryptableError
from bot.channels.matrix.homeserver.plain import Json
from bot.channels.matrix.homeserver.server import Homeserver, segment
from bot.channels.matrix.keys.crypto import Clear, Crypto
from bot.channels.matrix.keys.directory import People
from bot.channels.matrix.keys.identity import Identity, establish
from bot.channels.matrix.keys.session import log_in, open_crypto, publish_keys
from bot.channels.matrix.keys.sharing import Sharing
from bot.channels.matrix.receiving.mailbox import Mailbox
from bot.channels.matrix.rooms.sync import News, Sync
from tests.matrix.phone import Phone
from tests.matrix.synapse import Synapse


class Drawer:
    """A secret store in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def get(self, name: str) -> bytes | None:
        """The value, if any."""
        return self.kept.get(name)

    def put(self, name: str, value: bytes) -> None:
        """Keep it."""
        self.kept[name] = value


class _Everybody:
    """Whoever it is has an account here: the keys are kept."""

    def __contains__(self, _user_id: object) -> bool:
        return True


class Desk:
    """One logged-in bot account. `sync_until` collects the clear events of everybody else."""

    def __init__(self, server: Homeserver, crypto: Crypto) -> None:
        self.server, self.crypto = server, crypto
        self.user_id = crypto.own.user_id
        self.people = People(server)
        self.sharing = Sharing(server, crypto)
        self.sync = Sync(server, self.people)
        self.mailbox = Mailbox(crypto)
        self.identity: Identity | None = None
        self.token: str | None = None
        self.news = asyncio.Event()
        self.read: list[tuple[Json, Clear]] = []
        self.unread: list[tuple[str, Json]] = []

    async def take(self, news: News) -> None:
        """Join where invited, read what can be read, park the rest, remember how far we are."""
        await self.mailbox.open(news.to_device, _Everybody())
        for room_id in news.invites:
            await self.server.post(f"/join/{segment(room_id)}")
        waiting, self.unread = self.unread, []
        waiting += [(room.room_id, event) for room in news.rooms for event in room.timeline]
        for room_id, event in waiting:
            if event["type"] == "m.room.encrypted" and event["sender"] != self.user_id:
                await self._open(room_id, event)
        self.token = news.token
        self.news.set()

    async def _open(self, room_id: str, event: Json) -> None:
        author = await self.people.of(event["sender"])
        try:
            clear = self.crypto.decrypt(room_id, event, author.devices.values())
        except UndecryptableError:
            self.unread.append((room_id, event))
        else:
            self.read.append((event, clear))

    async def sync_until(self, ready: Callable[[], bool], seconds: float = 20) -> None:
        """Follow until something is so."""
        async with asyncio.timeout(seconds):
            while not ready():
                await self.take(await self.sync.once(self.token, 1))

    async def welcome(self, phone: Phone) -> str:
        """A new encrypted room that the phone made, both in it; its id."""
        await self.sync_until(lambda: self.token is not None)
        room = await phone.room_with(self.user_id)
        while not any(
            e.state_key == e.sender == self.user_id for e in phone.events.values() if e.room == room
        ):
            await self.take(await self.sync.once(self.token, 1))
        return room

    def bodies(self) -> list[str]:
        """The texts read so far."""
        return [clear.content.get("body", "") for _event, clear in self.read]

    async def say(self, room_id: str, text: str, to: str, txn: str) -> str:
        """Send a text to the devices that a person's identity has signed."""
        return await self.send(room_id, {"msgtype": "m.notice", "body": text}, to, txn)

    async def send(self, room_id: str, content: Json, to: str, txn: str) -> str:
        """Send any message to the devices that a person's identity has signed."""
        person = await self.people.of(to)
        unsigned = [device for name, device in person.devices.items() if name not in person.signed]
        sealed = await self.sharing.encrypt(
            room_id, "m.room.message", content, person.signed.values(), unsigned
        )
        path = f"/rooms/{segment(room_id)}/send/m.room.encrypted/{txn}"
        return str((await self.server.put(path, sealed))["event_id"])


@contextlib.asynccontextmanager
async def desk(
    synapse: Synapse, name: str, folder: Path, drawer: Drawer | None = None, *, signed: bool = True
) -> AsyncIterator[Desk]:
    """The bot account `name`, logged in (again), its identity established unless `signed` is False."""
    drawer = drawer or Drawer()
    server = Homeserver(synapse.url)
    try:
        login = await log_in(server, drawer, f"@{name}:example.org", name, "liaison")
        crypto = open_crypto(login, drawer, folder)
        await publish_keys(server, drawer, crypto)
        made = Desk(server, crypto)
        if signed:
            made.identity = await establish(server, drawer, crypto.own, name)
            crypto.vouch(made.identity)
        yield made
    finally:
        await server.close()
