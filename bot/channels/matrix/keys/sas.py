"""Short authentication strings: two devices agree on a secret, and two people see whether it is the same one.

X25519, HKDF and HMAC are the library's; what they are given is the specification's. Everything of it can be
put down and taken up again, so that a restart in the middle does no harm.
Source: Matrix specification, client-server API, "Short Authentication String (SAS) verification".
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.channels.matrix.homeserver.signing import canonical, decode, encode

METHOD = "m.sas.v1"
AGREEMENT, HASH, MAC = "curve25519-hkdf-sha256", "sha256", "hkdf-hmac-sha256.v2"
_EMOJI, _EMOJI_BITS = 7, 6
_DECIMALS, _DECIMAL_BITS, _LEAST = 3, 13, 1000
_BYTES = 6


@dataclass(frozen=True)
class Side:
    """One of the two devices."""

    user_id: str
    device_id: str


def new_key() -> str:
    """A private key for one verification, in base64. A secret."""
    return encode(X25519PrivateKey.generate().private_bytes_raw())


def public_of(private: str) -> str:
    return encode(X25519PrivateKey.from_private_bytes(decode(private)).public_key().public_bytes_raw())


def commitment(public: str, start: Mapping[str, Any]) -> str:
    """What binds us to our key before we know theirs."""
    # `canonical` leaves out what a start never has
    return encode(hashlib.sha256(public.encode() + canonical(start)).digest())


@dataclass(frozen=True)
class Agreed:
    """What both sides have once they know each other's key. `begun_by` sent the start, `accepted_by` the
    accept. ValueError: their key is none, or one that would make the secret known."""

    private: str
    their_public: str
    begun_by: Side
    accepted_by: Side
    transaction: str

    def emoji(self) -> list[int]:
        """Seven numbers below 64: places in the specification's table."""
        bits = int.from_bytes(self._bytes()) >> (8 * _BYTES - _EMOJI * _EMOJI_BITS)
        return _split(bits, _EMOJI, _EMOJI_BITS)

    def decimals(self) -> list[int]:
        """Three numbers from 1000 to 9191."""
        bits = int.from_bytes(self._bytes()) >> (8 * _BYTES - _DECIMALS * _DECIMAL_BITS)
        return [number + _LEAST for number in _split(bits, _DECIMALS, _DECIMAL_BITS)]

    def macs(self, keys: Mapping[str, str], of: Side, to: Side) -> dict[str, Any]:
        """The content that vouches for these keys of one side towards the other: key id to key."""
        found = {name: self._mac(key, name, of, to) for name, key in keys.items()}
        return {"mac": found, "keys": self._mac(",".join(sorted(keys)), "KEY_IDS", of, to)}

    def vouched(self, content: Mapping[str, Any], keys: Mapping[str, str], of: Side, to: Side) -> bool:
        """Whether all of these keys are vouched for by what the other side sent; further ones may be."""
        macs, names = content.get("mac"), content.get("keys")
        if not isinstance(macs, Mapping) or not isinstance(names, str):
            return False
        wanted = {name: self._mac(key, name, of, to) for name, key in keys.items()}
        is_whole = _same(names, self._mac(",".join(sorted(macs)), "KEY_IDS", of, to))
        return is_whole and all(_same(macs.get(name), mac) for name, mac in wanted.items())

    def _bytes(self) -> bytes:
        """Of the side that began first, whoever that is."""
        ours, theirs = public_of(self.private), self.their_public
        info = [self.begun_by.user_id, self.begun_by.device_id, theirs]
        info += [self.accepted_by.user_id, self.accepted_by.device_id, ours, self.transaction]
        return self._derived("|".join(["MATRIX_KEY_VERIFICATION_SAS", *info]), _BYTES)

    def _mac(self, text: str, key_id: str, of: Side, to: Side) -> str:
        sides = f"{of.user_id}{of.device_id}{to.user_id}{to.device_id}"
        key = self._derived(f"MATRIX_KEY_VERIFICATION_MAC{sides}{self.transaction}{key_id}", 32)
        return encode(hmac.digest(key, text.encode(), hashlib.sha256))

    def _derived(self, info: str, length: int) -> bytes:
        private = X25519PrivateKey.from_private_bytes(decode(self.private))
        secret = private.exchange(X25519PublicKey.from_public_bytes(decode(self.their_public)))
        return HKDF(SHA256(), length, None, info.encode()).derive(secret)


def _split(bits: int, count: int, each: int) -> list[int]:
    return [bits >> (each * place) & ((1 << each) - 1) for place in reversed(range(count))]


def _same(found: object, wanted: str) -> bool:
    return isinstance(found, str) and hmac.compare_digest(found.encode(), wanted.encode())


def offers(start: Mapping[str, Any], **wanted: str) -> bool:
    """Whether a start has each of these among what it says that its device can."""
    return all(one in _listed(start.get(name)) for name, one in wanted.items())


def _listed(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else ()
