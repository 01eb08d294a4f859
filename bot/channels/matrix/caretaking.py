"""What an operator does with the bot's identity from the command line, beside a bot that runs or does not.

Only the access token is used for it; the device's sessions stay with whoever holds them.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.channels.matrix import recovery
from bot.channels.matrix.desk import Account
from bot.channels.matrix.errors import BrokenChainError, MatrixError
from bot.channels.matrix.identity import Identity, SecretStore, foreign, is_believed, kept_identity, query
from bot.channels.matrix.officers import master_of
from bot.channels.matrix.server import Homeserver
from bot.channels.matrix.session import Login, confirm, kept_device, kept_login

_NOT_STARTED = "The bot has not logged in to Matrix yet: start it once with `liaison run`."


@dataclass(frozen=True)
class Standing:
    """`fingerprint` of the identity, once it is made; `device_id` of our device, once there is one."""

    device_id: str | None = None
    fingerprint: str | None = None


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
            await self._prove(server, login, identity)
            return Standing(login.device_id, identity.fingerprint)

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

    async def _prove(self, server: Homeserver, login: Login, identity: Identity) -> None:
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
