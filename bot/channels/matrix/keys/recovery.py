"""The identity's keys in the account's secret storage, under a recovery key that is shown once.

With it an operator verifies another session of the bot's account in any client, or brings the identity back
after a loss. Source: Matrix specification, client-server API, "Secrets" (m.secret_storage.v1.aes-hmac-sha2).
"""

import os
import secrets as randomness
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.channels.matrix.homeserver.errors import ForeignIdentityError, ServerError, WrongRecoveryKeyError
from bot.channels.matrix.homeserver.plain import Json
from bot.channels.matrix.homeserver.server import Homeserver, segment
from bot.channels.matrix.homeserver.signing import decode, encode
from bot.channels.matrix.keys.devices import master_of
from bot.channels.matrix.keys.identity import SECRET, Identity, SecretStore, grouped, query

_ALGORITHM = "m.secret_storage.v1.aes-hmac-sha2"
_NAMES = ("m.cross_signing.master", "m.cross_signing.self_signing", "m.cross_signing.user_signing")
_DIGITS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_PREFIX = b"\x8b\x01"
_SEED = 32


async def export(server: Homeserver, identity: Identity) -> str:
    """Store the identity's keys on the homeserver, sealed; returns the recovery key in groups of four.

    A recovery key from before stops working.
    """
    key, key_id = os.urandom(32), randomness.token_hex(16)
    seeds = identity.seeds()
    for number, name in enumerate(_NAMES):
        secret = encode(seeds[number * _SEED : (number + 1) * _SEED]).encode()
        await _put(server, identity.user_id, name, {"encrypted": {key_id: _seal(key, name, secret)}})
    check = _seal(key, "", bytes(32))
    described = {"algorithm": _ALGORITHM, "iv": check["iv"], "mac": check["mac"]}
    await _put(server, identity.user_id, f"m.secret_storage.key.{key_id}", described)
    # last, so that a crash before leaves the old recovery key in force
    await _put(server, identity.user_id, "m.secret_storage.default_key", {"key": key_id})
    return grouped(_written(key))


async def has_key(server: Homeserver, user_id: str) -> bool:
    """Whether somebody made a recovery key for the account."""
    try:
        return bool(await _get(server, user_id, "m.secret_storage.default_key"))
    except WrongRecoveryKeyError:
        return False


async def restore(server: Homeserver, store: SecretStore, user_id: str, recovery_key: str) -> Identity:
    """The identity out of the homeserver's secret storage, kept from now on in `store` as well.

    Raises WrongRecoveryKeyError, ForeignIdentityError when it is not the account's identity any more.
    """
    key = _read(recovery_key)
    key_id = str((await _get(server, user_id, "m.secret_storage.default_key")).get("key", ""))
    seeds = b""
    for name in _NAMES:
        sealed = (await _get(server, user_id, name)).get("encrypted", {}).get(key_id, {})
        seeds += decode(_open(key, name, sealed).decode())
    identity = Identity.from_seeds(user_id, seeds)
    if master_of(await query(server, user_id), user_id) != identity.key:
        raise ForeignIdentityError("The account's identity was replaced since this recovery key was made.")
    store.put(SECRET, identity.seeds())
    return identity


async def _put(server: Homeserver, user_id: str, name: str, content: Json) -> None:
    await server.put(f"/user/{segment(user_id)}/account_data/{segment(name)}", content)


async def _get(server: Homeserver, user_id: str, name: str) -> Json:
    try:
        return await server.get(f"/user/{segment(user_id)}/account_data/{segment(name)}")
    except ServerError as error:
        if error.status == 404:
            raise WrongRecoveryKeyError("This account has no recovery key.") from error
        raise


def _keys(key: bytes, name: str) -> tuple[bytes, bytes]:
    """The AES and the HMAC key for one secret."""
    both = HKDF(SHA256(), 64, salt=bytes(32), info=name.encode()).derive(key)
    return both[:32], both[32:]


def _mac(key: bytes, data: bytes) -> HMAC:
    mac = HMAC(key, SHA256())
    mac.update(data)
    return mac


def _seal(key: bytes, name: str, secret: bytes) -> dict[str, str]:
    aes, mac = _keys(key, name)
    iv = bytearray(os.urandom(16))
    iv[8] &= 0x7F  # some clients count in 63 bits
    cipher = Cipher(algorithms.AES(aes), modes.CTR(bytes(iv))).encryptor().update(secret)
    return {
        "iv": encode(bytes(iv)),
        "ciphertext": encode(cipher),
        "mac": encode(_mac(mac, cipher).finalize()),
    }


def _open(key: bytes, name: str, sealed: Mapping[str, Any]) -> bytes:
    aes, mac = _keys(key, name)
    try:
        cipher, iv = decode(sealed["ciphertext"]), decode(sealed["iv"])
        _mac(mac, cipher).verify(decode(sealed["mac"]))
    except (KeyError, TypeError, ValueError, InvalidSignature) as error:
        raise WrongRecoveryKeyError("This recovery key is not the one of this account.") from error
    return Cipher(algorithms.AES(aes), modes.CTR(iv)).decryptor().update(cipher)


def _written(key: bytes) -> str:
    """Base58 over a prefix, the key and a byte that makes all of them XOR to zero."""
    data = _PREFIX + key
    data += bytes([_parity(data)])
    number, text = int.from_bytes(data), ""
    while number:
        number, digit = divmod(number, 58)
        text = _DIGITS[digit] + text
    return text


def _read(text: str) -> bytes:
    number = 0
    for char in "".join(text.split()):
        if char not in _DIGITS:
            raise WrongRecoveryKeyError(f"A recovery key has no “{char}” in it.")
        number = number * 58 + _DIGITS.index(char)
    length = len(_PREFIX) + 33
    data = number.to_bytes(length) if number < 1 << (8 * length) else b""
    if not data.startswith(_PREFIX) or _parity(data):
        raise WrongRecoveryKeyError("This recovery key is mistyped or cut short.")
    return data[len(_PREFIX) : -1]


def _parity(data: bytes) -> int:
    parity = 0
    for byte in data:
        parity ^= byte
    return parity
