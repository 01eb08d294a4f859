"""The whole bot on a real homeserver: the demo network, whose officers have Matrix accounts."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

from sqlmodel import select

from bot import demo
from bot.channels.matrix import Account as BotAccount
from bot.channels.matrix import Matrix
from bot.clock import RealClock
from bot.home import Home, open_home
from bot.service import Service
from handlers.rules import DEFAULTS, Rates
from storage import people
from storage.matrix import CHANNEL
from storage.people import Account
from tests.matrix.phone import Phone
from tests.matrix.synapse import Synapse

# tests send more in a minute than any officer
FAST = replace(DEFAULTS, rates=Rates(commands_per_minute=100_000, lookups_per_hour=100_000))


class Network:
    """`service` is running; `bot` is the bot's own Matrix id."""

    def __init__(self, home: Home, service: Service, channel: Matrix, bot: str) -> None:
        self.home, self.service, self.channel, self.bot = home, service, channel, bot

    def vet(self, handle: str, address: str, identity: str | None) -> None:
        """Give an officer of the demo network a Matrix account, its identity pinned."""
        now = self.service.clock.now()
        with self.home.database.work(now) as work:
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

    def account(self, address: str) -> Account:
        with self.home.database.work(self.service.clock.now(), write=False) as work:
            account = people.account_at(work, CHANNEL, address)
        assert account is not None
        return account

    def count(self, table: type) -> int:
        with self.home.database.work(self.service.clock.now(), write=False) as work:
            return len(work.all(select(table)))

    async def welcome(self, phone: Phone, handle: str, **room: object) -> str:
        """The officer at this phone, vetted, in an encrypted room with the bot; the room's id."""
        self.vet(handle, phone.user_id, await phone.do("master"))
        return await self.room(phone, **room)

    async def room(self, phone: Phone, **room: object) -> str:
        """A room that the phone made and the bot joined."""
        made = await phone.room_with(self.bot, **room)
        await phone.wait_for(lambda e: e.room == made and e.state_key == e.sender == self.bot)
        return made


@contextlib.asynccontextmanager
async def network(synapse: Synapse, name: str, folder: Path) -> AsyncIterator[Network]:
    """The bot account `name` (its password is its name) with the demo network in `folder`, running."""
    url = f"sqlite:///{folder / 'liaison.db'}"
    home = open_home(url, folder / "data.key", folder / "files", FAST)
    clock = RealClock()
    with home.database.work(clock.now()) as work:
        demo.furnish(work, home.rules)
    user_id = f"@{name}:example.org"
    account = BotAccount(synapse.url, user_id, folder / "matrix", password=name)
    channel = Matrix(account, home.database, clock.now)
    service = Service(home, [channel], clock)
    task = asyncio.create_task(service.run())
    try:
        yield Network(home, service, channel, user_id)
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        home.close()
