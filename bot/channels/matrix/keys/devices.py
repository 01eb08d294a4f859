"""Which devices of a person may have room keys: those that the identity pinned at approval has signed.

Everything is checked here, from what `/keys/query` shows: the homeserver is not believed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from bot.channels.matrix.homeserver.plain import part
from bot.channels.matrix.homeserver.signing import is_signed, verifies

_MOST = 100  # devices of one person that are looked at: each costs two signatures

KeyAnswer = Mapping[str, Any]
"""The answer of `/keys/query`, as it came."""


@dataclass(frozen=True)
class Device:
    """One device whose keys are proved: Curve25519 to encrypt to, Ed25519 that it signs with."""

    user_id: str
    device_id: str
    curve25519: str
    ed25519: str


def master_of(answer: KeyAnswer, user_id: str) -> str | None:
    """The public master key the server shows for a person; None without one (or without sense)."""
    return _key_of(answer, "master_keys", user_id, "master")


def signed_devices(answer: KeyAnswer, user_id: str, pinned: str) -> dict[str, Device]:
    """The devices, by id, that hang on the pinned master key; none when the key shown is another one.

    The chain: pinned master key → self-signing key (signed by it) → device (signed by that, and by itself).
    """
    if master_of(answer, user_id) != pinned:
        return {}
    self_signing = _entry(answer, "self_signing_keys", user_id)
    key = _key_of(answer, "self_signing_keys", user_id, "self_signing")
    if key is None or not is_signed(self_signing, user_id, pinned):
        return {}
    devices = all_devices(answer, user_id)
    raw = _entry(answer, "device_keys", user_id)
    return {name: device for name, device in devices.items() if is_signed(raw[name], user_id, key)}


def all_devices(answer: KeyAnswer, user_id: str) -> dict[str, Device]:
    """All devices, by id, whose keys are signed by the device itself; whoever added them."""
    found: dict[str, Device] = {}
    for device_id, raw in islice(_entry(answer, "device_keys", user_id).items(), _MOST):
        device = _device(user_id, device_id, raw)
        if device is not None:
            found[device_id] = device
    return found


def _device(user_id: str, device_id: str, raw: object) -> Device | None:
    if not isinstance(raw, Mapping) or raw.get("user_id") != user_id or raw.get("device_id") != device_id:
        return None
    keys = raw.get("keys")
    if not isinstance(keys, Mapping):
        return None
    curve, signing = keys.get(f"curve25519:{device_id}"), keys.get(f"ed25519:{device_id}")
    if not isinstance(curve, str) or not isinstance(signing, str):
        return None
    if not verifies(raw, user_id, f"ed25519:{device_id}", signing):
        return None
    return Device(user_id, device_id, curve, signing)


def _entry(answer: KeyAnswer, kind: str, user_id: str) -> Mapping[str, Any]:
    return part(answer, kind, user_id)


def _key_of(answer: KeyAnswer, kind: str, user_id: str, usage: str) -> str | None:
    """The single key of a cross-signing entry, if it is one, of this person, for this use."""
    entry = _entry(answer, kind, user_id)
    keys = entry.get("keys")
    if (
        entry.get("user_id") != user_id
        or usage not in entry.get("usage", ())
        or not isinstance(keys, Mapping)
    ):
        return None
    if len(keys) != 1:
        return None
    name, key = next(iter(keys.items()))
    return key if isinstance(key, str) and name == f"ed25519:{key}" else None
