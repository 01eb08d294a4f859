"""All parts of one logged-in device, made at every start."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

import structlog

from bot.channels.matrix.crypto import Crypto
from bot.channels.matrix.errors import AwayError, ServerError
from bot.channels.matrix.identity import Identity, SecretStore, establish
from bot.channels.matrix.people import People
from bot.channels.matrix.rooms import Rooms
from bot.channels.matrix.server import Homeserver
from bot.channels.matrix.session import log_in, open_crypto, publish_keys
from bot.channels.matrix.sharing import Sharing
from bot.channels.matrix.sync import Sync, pause

log = structlog.get_logger()


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
    crypto: Crypto
    identity: Identity
    people: People
    rooms: Rooms
    sharing: Sharing
    sync: Sync

    @property
    def own(self) -> str:
        return self.crypto.own.user_id


async def open_desk(account: Account, server: Homeserver, secrets: SecretStore) -> Desk:
    """Log in (or be the same device again), prove the identity. Waits out a homeserver that is away.

    Raises whatever the operator must mend: every other MatrixError.
    """
    failures = 0
    while True:
        try:
            return await _open(account, server, secrets)
        except (AwayError, ServerError) as error:
            if isinstance(error, ServerError) and error.after is None and error.status < 500:
                raise
            seconds = pause(error, failures)
            failures += 1
            log.warning("matrix.start.failed", error=str(error), again_in=seconds)
            await asyncio.sleep(seconds)


async def _open(account: Account, server: Homeserver, secrets: SecretStore) -> Desk:
    login = await log_in(server, secrets, account.user_id, account.password, account.device_name)
    crypto = open_crypto(login, secrets, account.folder)
    await publish_keys(server, secrets, crypto)
    identity = await establish(server, secrets, crypto.own, account.password)
    people = People(server)
    return Desk(
        server,
        crypto,
        identity,
        people,
        Rooms(server, crypto.own.user_id),
        Sharing(server, crypto),
        Sync(server, crypto, people),
    )
