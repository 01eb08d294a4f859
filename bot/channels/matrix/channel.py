"""The Matrix channel: one device, logged in once, on the port that every channel has.

Configuration, section [matrix]: homeserver, user_id, password (first start only), device_name, store.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection
from datetime import timedelta
from functools import partial

import structlog

from bot.channels.matrix.accounts import Directory, Now, Places, Secrets
from bot.channels.matrix.cases.keeping import Keeping
from bot.channels.matrix.device import Account, Desk, open_desk
from bot.channels.matrix.homeserver import media
from bot.channels.matrix.homeserver.courtesy import Courtesy
from bot.channels.matrix.homeserver.errors import LoggedOutError, MatrixError
from bot.channels.matrix.homeserver.server import Homeserver
from bot.channels.matrix.keys.session import kept_token
from bot.channels.matrix.receiving.taking import Taking
from bot.channels.matrix.rooms.sync import News
from bot.channels.matrix.sending.sending import Sending, as_port_errors, described
from bot.channels.matrix.trust import IdentityChanged, Trust, distrust
from bot.channels.matrix.upkeep import Upkeep
from bot.channels.matrix.verifying.moving import Moving
from bot.channels.port import Intake, RoomKeeper, TryLaterError
from handlers.law.handling import Ceiling
from handlers.letters.letter import Abilities, Letter
from storage import inbox
from storage.engine import Database
from storage.matrix import CHANNEL

log = structlog.get_logger()
_NOT_YET = timedelta(seconds=1)
_LOGGED_OUT = (
    "The homeserver does not know the bot's login any more. Stop the bot, log in anew with `liaison matrix "
    "login`, which keeps the bot's identity, and start it again."
)


class Matrix:
    """`now` is the clock's; `changed` is told of identities that are not the approved ones."""

    name = CHANNEL
    abilities = Abilities(
        ceiling=Ceiling(),
        mark="!",
        edits=True,
        removes=True,
        rooms=True,
        max_file=50_000_000,
        max_incoming_file=50_000_000,
    )

    def __init__(
        self,
        account: Account,
        database: Database,
        now: Now,
        changed: IdentityChanged = distrust,
        leads: Callable[[], bool] = lambda: True,
    ) -> None:
        self._account, self._database, self._now = account, database, now
        self.server = Homeserver(account.homeserver, leads=leads)
        self._directory, self._places = Directory(database, now), Places(database, now)
        self._secrets = Secrets(database, now)
        self._trust = Trust(database, now, changed)
        self._desk: Desk | None = None
        self._sending: Sending | None = None
        self._courtesy: Courtesy | None = None
        self._keeping: Keeping | None = None

    @property
    def is_ready(self) -> bool:
        """Whether letters can go out now."""
        return self._sending is not None

    @property
    def rooms(self) -> RoomKeeper | None:
        """Of case rooms, while we are connected."""
        return self._keeping

    @property
    def trouble(self) -> str:
        """What is wrong with the homeserver; empty: nothing."""
        return self.server.trouble

    @property
    def device(self) -> str | None:
        """The id of our device, once it is known."""
        return self._desk.crypto.own.device_id if self._desk is not None else None

    async def run(self, intake: Intake) -> None:
        """One process at a time holds the device. MatrixError for whatever only the operator can mend."""
        try:
            await self._follow(intake)
        except LoggedOutError as error:
            raise MatrixError(_LOGGED_OUT) from error

    async def _follow(self, intake: Intake) -> None:
        desk = await open_desk(self._account, self.server, self._secrets)
        await intake.do(partial(inbox.know_name, channel=CHANNEL, name=desk.own))
        courtesy = Courtesy(desk.server, desk.own)
        taking = Taking(desk, self._directory, self._places, self._trust, courtesy, self._now)
        await taking.load(intake)
        upkeep = Upkeep(desk, taking, self._directory, self._places, self._now)
        self._desk, self._courtesy = desk, courtesy
        keeping = Keeping(desk, self._directory, self._trust, taking.cases)
        sending = Sending(desk, self._directory, self._places, self._trust, courtesy)

        async def take(news: News) -> None:
            self.server.hold()
            await taking.take(intake, news)
            # from here on what we know of rooms is as new as the homeserver's own
            self._sending, self._keeping = sending, keeping
            await courtesy.let_answers_go_first()

        log.info("matrix.started", device=desk.crypto.own.device_id)
        moving = Moving(desk, taking.verifying.changed, self._database, self._now)
        beside = [
            asyncio.create_task(one)
            for one in (upkeep.run(intake), taking.answer_open_invites(), moving.run(intake))
        ]
        try:
            await desk.sync.follow(await intake.cursor(CHANNEL), take, sending.rest)
        finally:
            self._sending = self._keeping = None
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)
            await taking.invites.stop()
            await desk.people.stop()

    async def busy(self, address: str) -> None:
        """`Courtesy` shows it for whatever is not answered at once."""

    async def deliver(self, letter: Letter) -> str:
        with as_port_errors():
            return await self._ready().deliver(letter)

    async def fetch(self, handle: str) -> AsyncIterator[bytes]:
        file = described(handle)
        if self.server.token is None:
            self.server.token = await asyncio.to_thread(kept_token, self._secrets)
        with as_port_errors():
            async for chunk in media.receive(self.server, file):
                yield chunk

    async def remove(self, address: str, external: str) -> None:
        with as_port_errors():
            await self._ready().remove(address, external)

    async def remove_copies(
        self, address: str, older: Collection[str], until: str, known: Collection[str]
    ) -> None:
        """There are none: the same transaction id is the same event."""

    async def stop(self) -> None:
        """No logout: the device lives as long as the account."""
        self._sending = self._keeping = None
        if self._courtesy is not None:
            await self._courtesy.stop()
        await self.server.close()

    def _ready(self) -> Sending:
        if self._sending is None:
            raise TryLaterError("Matrix is not connected yet", _NOT_YET)
        return self._sending
