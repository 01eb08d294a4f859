"""All parts of one logged-in device, made at every start."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

import structlog

from bot.channels.matrix.guard import Guard
from bot.channels.matrix.homeserver.errors import AwayError, LoggedOutError, ServerError
from bot.channels.matrix.homeserver.server import Homeserver
from bot.channels.matrix.keys.crypto import Crypto
from bot.channels.matrix.keys.directory import People
from bot.channels.matrix.keys.identity import Identity, SecretStore, establish
from bot.channels.matrix.keys.session import log_in, open_crypto, publish_keys
from bot.channels.matrix.keys.sharing import Sharing
from bot.channels.matrix.rooms.rooms import Rooms
from bot.channels.matrix.rooms.sync import Sync, pause

log = structlog.get_logger()
_UNDER_WAY = "under_way.json"


@dataclass(frozen=True)
class Account:
    """The bot's own. `folder`: where the device's keys are kept; `password` is needed at the first start."""

    homeserver: str
    user_id: str
    folder: Path
    password: str | None = None
    device_name: str = "Liaison"


@dataclass(frozen=True)
class Desk:
    server: Homeserver
    guard: Guard
    crypto: Crypto
    identity: Identity
    people: People
    rooms: Rooms
    sharing: Sharing
    sync: Sync

    @property
    def own(self) -> str:
        return self.crypto.own.user_id

    def forget_room(self, room_id: str) -> None:
        """One that we left."""
        self.sharing.discard(room_id)
        self.crypto.forget_guests(room_id)


async def open_desk(account: Account, server: Homeserver, secrets: SecretStore) -> Desk:
    """Log in (or be the same device again), prove the identity. Waits out a homeserver that is away.

    Raises whatever the operator must mend: every other MatrixError.
    """
    failures = 0
    while True:
        try:
            return await _open(account, server, secrets)
        except (AwayError, ServerError) as error:
            if not _passes(error):
                raise
            seconds = pause(error, failures)
            failures += 1
            log.warning("matrix.start.failed", **error.as_codes(), again_in=seconds)
            await asyncio.sleep(seconds)


def _passes(error: AwayError | ServerError) -> bool:
    """A locked account is unlocked again; a login that is not known is not known again."""
    if isinstance(error, AwayError) or error.after is not None or error.status >= 500:
        return True
    return error.status == 401 and not isinstance(error, LoggedOutError)


async def _open(account: Account, server: Homeserver, secrets: SecretStore) -> Desk:
    login = await log_in(server, secrets, account.user_id, account.password, account.device_name)
    crypto = open_crypto(login, secrets, account.folder)
    await publish_keys(server, secrets, crypto)
    identity = await establish(server, secrets, crypto.own, account.password)
    crypto.vouch(identity)
    guard = Guard(account.folder / _UNDER_WAY)
    people = People(server, guard)
    return Desk(
        server,
        guard,
        crypto,
        identity,
        people,
        Rooms(server, crypto.own.user_id, guard),
        Sharing(server, crypto, guard),
        Sync(server, people),
    )
