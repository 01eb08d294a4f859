"""The bot's own cross-signing identity: a master key, one that signs devices, one that signs people.

Clients that isolate unsigned devices show nothing of a bot, and send it nothing, until its device is signed.
Made once, kept sealed by the caller, never put in the place of an identity that the server already holds.
Source: Matrix specification, client-server API, "Cross-signing".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bot.channels.matrix.homeserver.errors import AwayError, BrokenChainError, ForeignIdentityError
from bot.channels.matrix.homeserver.interactive import authorised
from bot.channels.matrix.homeserver.plain import Json
from bot.channels.matrix.homeserver.server import Homeserver
from bot.channels.matrix.homeserver.signing import public, signature
from bot.channels.matrix.keys.devices import Device, KeyAnswer, all_devices, master_of, signed_devices

SECRET = "matrix.identity"  # noqa: S105 the name under which the seeds are kept
_SEED = 32


class SecretStore(Protocol):
    """Where small secrets live, sealed. `put` returns once the value is safe on disk."""

    def get(self, name: str) -> bytes | None:
        """The value, None when there is none."""

    def put(self, name: str, value: bytes) -> None:
        """Keep the value under the name, in the place of one before."""


@dataclass(frozen=True)
class Identity:
    """Three signing keys of one account."""

    user_id: str
    master: Ed25519PrivateKey
    self_signing: Ed25519PrivateKey
    user_signing: Ed25519PrivateKey

    @classmethod
    def generate(cls, user_id: str) -> Self:
        """A new identity, known to nobody yet."""
        return cls(user_id, *(Ed25519PrivateKey.generate() for _ in range(3)))

    @classmethod
    def from_seeds(cls, user_id: str, seeds: bytes) -> Self:
        """The identity that `seeds()` gave (3 × 32 bytes). Raises ValueError."""
        if len(seeds) != 3 * _SEED:
            raise ValueError("three seeds of 32 bytes make an identity")
        parts = (seeds[start : start + _SEED] for start in range(0, 3 * _SEED, _SEED))
        return cls(user_id, *(Ed25519PrivateKey.from_private_bytes(part) for part in parts))

    def seeds(self) -> bytes:
        """All three private keys: master, self-signing, user-signing. To be sealed."""
        keys = (self.master, self.self_signing, self.user_signing)
        return b"".join(key.private_bytes_raw() for key in keys)

    @property
    def key(self) -> str:
        """The public master key: what others pin."""
        return public(self.master)

    @property
    def fingerprint(self) -> str:
        """The public master key in groups of four, for reading aloud."""
        return grouped(self.key)

    def public_keys(self) -> Json:
        """The three public keys, the two lower ones signed by the master key: the body of the upload."""
        return {
            "master_key": self._described("master", self.master),
            "self_signing_key": self._vouched("self_signing", self.self_signing),
            "user_signing_key": self._vouched("user_signing", self.user_signing),
        }

    def sign_device(self, device: Mapping[str, Any]) -> Json:
        """Our device's keys (as `/keys/query` gives them) with our signature: one entry of the upload."""
        bare = {name: part for name, part in device.items() if name not in ("signatures", "unsigned")}
        key_id = f"ed25519:{public(self.self_signing)}"
        return bare | {"signatures": {self.user_id: {key_id: signature(self.self_signing, bare)}}}

    def sign_person(self, master: Mapping[str, Any]) -> Json:
        """Somebody's master key (as `/keys/query` gives it) with our signature: we know whose it is."""
        bare = {name: part for name, part in master.items() if name not in ("signatures", "unsigned")}
        key_id = f"ed25519:{public(self.user_signing)}"
        return bare | {"signatures": {self.user_id: {key_id: signature(self.user_signing, bare)}}}

    def _described(self, usage: str, key: Ed25519PrivateKey) -> Json:
        name = public(key)
        return {"user_id": self.user_id, "usage": [usage], "keys": {f"ed25519:{name}": name}}

    def _vouched(self, usage: str, key: Ed25519PrivateKey) -> Json:
        bare = self._described(usage, key)
        signed = {f"ed25519:{self.key}": signature(self.master, bare)}
        return bare | {"signatures": {self.user_id: signed}}


def grouped(key: str) -> str:
    """A key in groups of four characters."""
    return " ".join(key[start : start + 4] for start in range(0, len(key), 4))


async def establish(server: Homeserver, secrets: SecretStore, own: Device, password: str | None) -> Identity:
    """Our identity, on the server and over our device; made at the first start, found again at every other.

    Raises ForeignIdentityError, InteractiveAuthError, BrokenChainError, and what the homeserver raises.
    """
    user_id = own.user_id
    identity = kept_identity(secrets, user_id)
    theirs = master_of(await query(server, user_id), user_id)
    if theirs is None:
        if identity is None:
            identity = Identity.generate(user_id)
            # before the upload: a crash in between must not leave an identity nobody holds the keys of
            secrets.put(SECRET, identity.seeds())
        await authorised(server, "/keys/device_signing/upload", identity.public_keys(), user_id, password)
    elif identity is None or identity.key != theirs:
        raise foreign(user_id, theirs)
    await _sign_own_device(server, identity, own)
    return identity


def kept_identity(secrets: SecretStore, user_id: str) -> Identity | None:
    """Our identity as it is kept, not asked of anybody; None before the first start."""
    kept = secrets.get(SECRET)
    return Identity.from_seeds(user_id, kept) if kept is not None else None


def foreign(user_id: str, theirs: str) -> ForeignIdentityError:
    return ForeignIdentityError(
        f"{user_id} already has a cross-signing identity ({grouped(theirs)}) whose keys are not here. "
        "Bring them back with its recovery key (`liaison matrix restore`) or from the backup that holds "
        "them, or reset the identity in a client and start again."
    )


async def _sign_own_device(server: Homeserver, identity: Identity, own: Device) -> None:
    """Sign our device unless it is signed, then look whether everybody else will believe it."""
    answer = await query(server, identity.user_id)
    if is_believed(answer, identity.key, own):
        return
    if all_devices(answer, own.user_id).get(own.device_id) != own:
        # signing whatever the homeserver shows would vouch for somebody else's keys
        raise BrokenChainError(f"The homeserver does not show the keys of our device {own.device_id}.")
    shown = answer["device_keys"][own.user_id][own.device_id]
    await server.post("/keys/signatures/upload", {own.user_id: {own.device_id: identity.sign_device(shown)}})
    if not is_believed(await query(server, own.user_id), identity.key, own):
        raise BrokenChainError(f"Our device {own.device_id} was signed, yet its signature does not verify.")


def is_believed(answer: KeyAnswer, master: str, own: Device) -> bool:
    """Whether the whole chain, master key to our device, verifies in what everybody else is shown."""
    return signed_devices(answer, own.user_id, master).get(own.device_id) == own


async def query(server: Homeserver, *user_ids: str) -> KeyAnswer:
    """What the homeserver shows of these people's devices and identities."""
    answer = await server.post("/keys/query", {"device_keys": {user_id: [] for user_id in user_ids}})
    if not isinstance(answer.get("device_keys"), dict):
        raise AwayError("keys/query: an answer without device_keys")
    return answer
