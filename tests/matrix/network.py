"""The whole bot on a real homeserver: the demo network, whose officers have Matrix accounts."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar, cast

from sqlmodel import SQLModel, select

from bot.channels.matrix import Account as BotAccount
from bot.channels.matrix import Matrix
from bot.channels.port import Also, Intake
from bot.clock import RealClock
from bot.home import demo
from bot.home.network import Home, open_folder
from bot.pipeline.intake import DatabaseIntake
from bot.pipeline.service import Service
from handlers.core.rules import DEFAULTS, Rates
from handlers.core.saying import say
from handlers.vocabulary.incoming import Incoming
from storage import people
from storage.audit import Tag
from storage.inbox import Arrival, Progress
from storage.matrix import CHANNEL
from storage.outbox import Fate, Outgoing
from storage.people import Account, Invitation, State
from tests.matrix.phone import Phone
from tests.matrix.synapse import Synapse

Row = TypeVar("Row", bound=SQLModel)
# tests send more in a minute than any officer
FAST = replace(DEFAULTS, rates=Rates(commands_per_minute=100_000, lookups_per_hour=100_000))


class Listener:
    """The intake, with a note of everything that came through it."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake
        self.heard: list[Incoming] = []

    async def take(
        self, channel: str, arrivals: Sequence[Incoming], cursor: str | None = None, also: Also | None = None
    ) -> None:
        await self._intake.take(channel, arrivals, cursor, also)
        self.heard += arrivals

    async def cursor(self, channel: str) -> str | None:
        return await self._intake.cursor(channel)

    async def do(self, also: Also) -> None:
        await self._intake.do(also)


class MovedClock(RealClock):
    """The real time, and so much more."""

    def __init__(self) -> None:
        self.ahead = timedelta(0)

    def now(self) -> datetime:
        return super().now() + self.ahead


class Network:
    """`service` is running; `bot` is the bot's own Matrix id."""

    def __init__(self, home: Home, service: Service, channel: Matrix, bot: str, clock: MovedClock) -> None:
        self.home, self.service, self.channel, self.bot, self.clock = home, service, channel, bot, clock
        self.intake = Listener(service.intake)

    @property
    def heard(self) -> list[Incoming]:
        """What came in, as the handlers were given it."""
        return self.intake.heard

    def vet(self, handle: str, address: str, identity: str | None) -> None:
        """Give an officer of the demo network a Matrix account, its identity pinned."""
        enrolled(self.home, handle, address, identity)

    def expect_somebody(self) -> None:
        """Leave a code that can still be used."""
        now = self.service.clock.now()
        with self.home.database.work(now) as work:
            work.add(Invitation(code_index=b"code", made_at=now, ends_at=now + timedelta(days=1)))

    def say(self, handle: str, kind: str) -> None:
        """Put a message to an officer into the outbox."""
        with self.home.database.work(self.service.clock.now()) as work:
            officer = people.officer_named(work, handle)
            assert officer is not None
            (account,) = (one for one in people.accounts_of(work, officer.id) if one.channel == CHANNEL)
            say(work, officer, kind, account=account)

    def account(self, address: str) -> Account:
        with self.home.database.work(self.service.clock.now(), write=False) as work:
            account = people.account_at(work, CHANNEL, address)
        assert account is not None
        return account

    def all(self, table: type[Row]) -> list[Row]:
        with self.home.database.work(self.service.clock.now(), write=False) as work:
            return work.all(select(table))

    def suspend(self, handle: str) -> None:
        """As a coordinator does."""
        with self.home.database.work(self.service.clock.now()) as work:
            officer = people.officer_named(work, handle)
            assert officer is not None
            people.stand(work, officer, State.SUSPENDED)
            work.audit(Tag.SUSPENDED, None, f"officer:{officer.id}")

    def stop_rooms(self) -> None:
        """From now on this process does nothing about case rooms."""
        self.service.rooming._keeper = lambda: None  # type: ignore[method-assign]

    def keys_of(self, room: str) -> list[str]:
        """Ids of the keys that the bot holds to what others wrote in a room."""
        desk = self.channel._desk
        assert desk is not None
        return [one[2] for one in desk.crypto._machine.room_keys() if one[0] == room]

    async def until(self, ready: Callable[[], object], seconds: float = 20) -> None:
        async with asyncio.timeout(seconds):
            while not ready():  # noqa: ASYNC110 it looks into the database
                await asyncio.sleep(0.05)

    async def days_until(self, ready: Callable[[], object], most: int = 30) -> None:
        """Let day after day go by, each with what falls due in it, until something is so."""
        for _ in range(most):
            self.clock.ahead += timedelta(days=1)
            with contextlib.suppress(TimeoutError):
                await self.until(ready, 3)
                return
        raise AssertionError(f"it was not so within {most} days")

    async def settled(self) -> None:
        """Connected, and nothing left to handle or to send."""
        await self.until(lambda: self.channel.is_ready)
        await self.until(lambda: self._waiting() == 0)

    def _waiting(self) -> int:
        arrivals = [one for one in self.all(Arrival) if one.progress is Progress.WAITING]
        letters = [one for one in self.all(Outgoing) if one.fate in (Fate.WAITING, Fate.SENDING)]
        return len(arrivals) + len(letters)

    async def welcome(self, phone: Phone, handle: str, **room: object) -> str:
        """The officer at this phone, vetted, in an encrypted room with the bot; the room's id."""
        self.vet(handle, phone.user_id, await phone.do("master"))
        return await self.room(phone, **room)

    async def room(self, phone: Phone, **room: object) -> str:
        """A room that the phone made and the bot joined."""
        made = await phone.room_with(self.bot, **room)
        await phone.wait_for(lambda e: e.room == made and e.state_key == e.sender == self.bot)
        return made


def furnished(folder: Path) -> Home:
    """The demo network in this folder."""
    home = replace(open_folder(folder), rules=FAST)
    with home.database.work(RealClock().now()) as work:
        demo.furnish(work, home.rules)
    return home


def enrolled(home: Home, handle: str, address: str, identity: str | None) -> None:
    """Give an officer of the demo network a Matrix account, its identity pinned."""
    now = RealClock().now()
    with home.database.work(now) as work:
        officer = people.officer_named(work, handle)
        assert officer is not None
        work.add(
            Account(
                officer_id=officer.id,
                channel=CHANNEL,
                address=address,
                address_index=people.address_index(work, CHANNEL, address),
                identity=identity,
                used_at=now,
                made_at=now,
            )
        )


@contextlib.asynccontextmanager
async def network(synapse: Synapse, name: str, folder: Path, url: str = "") -> AsyncIterator[Network]:
    """The bot account `name` (its password is its name) with the demo network in `folder`, running.

    `url`: where the bot finds the homeserver, if not at its own address.
    """
    home, clock = furnished(folder), MovedClock()
    user_id = f"@{name}:example.org"
    account = BotAccount(url or synapse.url, user_id, folder / "matrix", password=name)
    channel = Matrix(account, home.database, clock.now)
    service = Service(home, [channel], clock)
    net = Network(home, service, channel, user_id, clock)
    service.intake = cast("DatabaseIntake", net.intake)
    task = asyncio.create_task(service.run())
    try:
        yield net
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        home.close()
