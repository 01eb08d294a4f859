"""Logging in once, and being the same device for ever."""

import json
import secrets as randomness
from dataclasses import asdict, dataclass
from pathlib import Path

from bot.channels.matrix.homeserver.errors import DeviceMismatchError, MatrixError
from bot.channels.matrix.homeserver.plain import Json
from bot.channels.matrix.homeserver.server import Homeserver
from bot.channels.matrix.keys.crypto import Crypto
from bot.channels.matrix.keys.devices import Device
from bot.channels.matrix.keys.identity import SecretStore
from bot.channels.matrix.keys.machine import device_keys, open_machine

_LOGIN = "matrix.login"
_STORE_KEY = "matrix.store_key"
_PUBLISHED = "matrix.published"
_NO_STORE_KEY = "The key of the Matrix key store is gone; restore its backup."


@dataclass(frozen=True)
class Login:
    """Who we are on the homeserver. `token` is a secret."""

    user_id: str
    device_id: str
    token: str


async def log_in(
    server: Homeserver, secrets: SecretStore, user_id: str, password: str | None, device_name: str
) -> Login:
    """The kept login, checked with the homeserver, or a new one. Sets the token on `server`.

    Raises DeviceMismatchError, LoggedOutError, MatrixError without a password, and what the homeserver does.
    """
    login = kept_login(secrets)
    if login is not None:
        await confirm(server, login, user_id)
        return login
    if password is None:
        raise MatrixError("There is no login yet: set password_file for the first start.")
    return await new_login(server, secrets, user_id, password, device_name)


def kept_login(secrets: SecretStore) -> Login | None:
    """Who we are, if there was a start already; for a process that does not hold the device, too."""
    kept = secrets.get(_LOGIN)
    return Login(**json.loads(kept)) if kept is not None else None


def kept_token(secrets: SecretStore) -> str | None:
    """The access token of the device, for a process that does not hold it but may fetch for it."""
    login = kept_login(secrets)
    return login.token if login is not None else None


def kept_device(login: Login, secrets: SecretStore, folder: Path) -> Device:
    """The public keys of our device, as the key store has them. Raises DeviceMismatchError."""
    key = secrets.get(_STORE_KEY)
    if key is None:
        raise DeviceMismatchError(_NO_STORE_KEY)
    keys = device_keys(login.user_id, login.device_id, folder, key.decode())
    return Device(login.user_id, login.device_id, keys["curve25519"], keys["ed25519"])


async def new_login(
    server: Homeserver, secrets: SecretStore, user_id: str, password: str, device_name: str
) -> Login:
    """As a device that never was before; kept in the place of the login there was."""
    body: Json = {
        "type": "m.login.password",
        "identifier": {"type": "m.id.user", "user": user_id},
        "password": password,
        "initial_device_display_name": device_name,
    }
    answer = await server.post("/login", body, "access_token")
    server.token = answer["access_token"]
    login = Login(answer["user_id"], answer["device_id"], answer["access_token"])
    secrets.put(_LOGIN, json.dumps(asdict(login)).encode())
    return login


async def confirm(server: Homeserver, login: Login, user_id: str) -> None:
    """Whether the homeserver takes us for whom we are. DeviceMismatchError, LoggedOutError, …"""
    if login.user_id != user_id:
        raise DeviceMismatchError(f"The kept login is of {login.user_id}, the configuration names {user_id}.")
    server.token = login.token
    shown = await server.get("/account/whoami", needs="user_id")
    if (shown.get("user_id"), shown.get("device_id")) != (login.user_id, login.device_id):
        raise DeviceMismatchError(
            f"The homeserver takes us for {shown.get('user_id')} on device {shown.get('device_id')}, "
            f"the key store is of {login.user_id} on device {login.device_id}."
        )


def open_crypto(login: Login, secrets: SecretStore, folder: Path) -> Crypto:
    """The keys of our device, sealed under a key of their own. Raises DeviceMismatchError.

    They may be made until they were published once; from then on, missing keys are a mistake.
    """
    key, new = secrets.get(_STORE_KEY), secrets.get(_PUBLISHED) != login.device_id.encode()
    if key is None:
        if not new:
            raise DeviceMismatchError(_NO_STORE_KEY)
        key = randomness.token_hex(32).encode()
        secrets.put(_STORE_KEY, key)
    return Crypto(open_machine(login.user_id, login.device_id, folder, key.decode(), new=new))


async def publish_keys(server: Homeserver, secrets: SecretStore, crypto: Crypto) -> None:
    """Put our device's keys on the homeserver, once."""
    await refill_keys(server, crypto, None)
    if secrets.get(_PUBLISHED) != crypto.own.device_id.encode():
        secrets.put(_PUBLISHED, crypto.own.device_id.encode())


async def refill_keys(
    server: Homeserver, crypto: Crypto, one_time_keys: int | None, fallback_used: bool = False
) -> None:
    """Put fresh one-time keys there when many are used; `one_time_keys` is how many are left, if known."""
    body = crypto.key_upload(one_time_keys, fallback_used)
    if body is not None:
        await server.post("/keys/upload", body)
        crypto.keys_uploaded()
