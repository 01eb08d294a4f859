"""What an operator does with the bot's identity from the command line, beside a bot that runs or does not.

Only the access token is used for it; the device's sessions stay with whoever holds them.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import structlog

from bot.channels.matrix.device import Account
from bot.channels.matrix.homeserver.errors import BrokenChainError, MatrixError
from bot.channels.matrix.homeserver.interactive import authorised
from bot.channels.matrix.homeserver.server import Homeserver
from bot.channels.matrix.keys import recovery
from bot.channels.matrix.keys.devices import all_devices, master_of, signed_devices
from bot.channels.matrix.keys.identity import (
    Identity,
    SecretStore,
    establish,
    foreign,
    is_believed,
    kept_identity,
    query,
)
from bot.channels.matrix.keys.session import (
    Login,
    confirm,
    kept_device,
    kept_login,
    new_login,
    open_crypto,
    publish_keys,
)

log = structlog.get_logger()
_NOT_STARTED = "The bot has not logged in to Matrix yet: start it once with `liaison run`."


@dataclass(frozen=True)
class Standing:
    """`fingerprint` of the identity, once it is made; `device_id` of our device, once there is one;
    `others` of the account that nobody vouches for."""

    device_id: str | None = None
    fingerprint: str | None = None
    others: Sequence[str] = ()


class Caretaker:
    def __init__(self, account: Account, secrets: SecretStore) -> None:
        self._account, self._secrets = account, secrets

    async def standing(self) -> Standing:
        """Who we are, checked with the homeserver down to our device's signature. Every MatrixError."""
        login = kept_login(self._secrets)
        if login is None:
            return Standing()
        async with self._logged_in(login) as server:
            identity = kept_identity(self._secrets, login.user_id)
            if identity is None:
                return Standing(login.device_id)
            others = await self._prove(server, login, identity)
            return Standing(login.device_id, identity.fingerprint, others)

    async def recovery_key(self, *, replace: bool) -> str:
        """A new recovery key; the one before, which only `replace` gives up, stops working."""
        login = self._login()
        async with self._logged_in(login) as server:
            identity = kept_identity(self._secrets, login.user_id)
            if identity is None:
                raise MatrixError(_NOT_STARTED)
            await self._prove(server, login, identity)
            if not replace and await recovery.has_key(server, login.user_id):
                raise MatrixError(
                    "This account has a recovery key. `--replace` makes a new one; then the old one is void."
                )
            return await recovery.export(server, identity)

    async def restore(self, recovery_key: str) -> str:
        """The identity that this recovery key opens, kept from now on; its fingerprint."""
        login = self._login()
        async with self._logged_in(login) as server:
            restored = await recovery.restore(server, self._secrets, login.user_id, recovery_key)
            return restored.fingerprint

    async def log_in_anew(self, password: str) -> Standing:
        """A new device of the same identity, in the place of the one there was, which is signed out.

        What is broken off half-way, the next start of the bot completes.
        """
        before, server = kept_login(self._secrets), Homeserver(self._account.homeserver)
        try:
            account = self._account
            login = await new_login(server, self._secrets, account.user_id, password, account.device_name)
            crypto = open_crypto(login, self._secrets, account.folder)
            await publish_keys(server, self._secrets, crypto)
            identity = await establish(server, self._secrets, crypto.own, password)
            if before is not None and before.device_id != login.device_id:
                crypto.take_over(before.device_id)
                await _sign_out(server, before, password)
            return Standing(login.device_id, identity.fingerprint)
        finally:
            await server.close()

    def _login(self) -> Login:
        login = kept_login(self._secrets)
        if login is None:
            raise MatrixError(_NOT_STARTED)
        return login

    @asynccontextmanager
    async def _logged_in(self, login: Login) -> AsyncIterator[Homeserver]:
        server = Homeserver(self._account.homeserver)
        try:
            await confirm(server, login, self._account.user_id)
            yield server
        finally:
            await server.close()

    async def _prove(self, server: Homeserver, login: Login, identity: Identity) -> Sequence[str]:
        """Devices of the account that its identity has not signed."""
        own = kept_device(login, self._secrets, self._account.folder)
        answer = await query(server, login.user_id)
        shown = master_of(answer, login.user_id)
        if shown is None:
            raise BrokenChainError(
                "The homeserver shows no identity of ours: start the bot, it uploads it again."
            )
        if shown != identity.key:
            raise foreign(login.user_id, shown)
        if not is_believed(answer, identity.key, own):
            raise BrokenChainError(
                f"The signature of our device {own.device_id} does not verify: strict clients ignore it."
            )
        signed = signed_devices(answer, login.user_id, identity.key)
        return sorted(all_devices(answer, login.user_id).keys() - signed.keys())


async def _sign_out(server: Homeserver, before: Login, password: str) -> None:
    """The device that there was, where the homeserver still has it."""
    try:
        await authorised(server, "/delete_devices", {"devices": [before.device_id]}, before.user_id, password)
    except MatrixError as error:
        log.info("matrix.device.not_signed_out", **error.as_codes())
