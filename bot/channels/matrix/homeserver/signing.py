"""Signed JSON as Matrix has it: canonical form, Ed25519, keys and signatures in base64 without padding.

Source: Matrix specification, appendices "Canonical JSON" and "Signing JSON".
"""

import base64
import json
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


def encode(data: bytes) -> str:
    """Base64 without padding."""
    return base64.b64encode(data).decode().rstrip("=")


def decode(text: str) -> bytes:
    """Bytes of base64 with or without padding. Raises ValueError."""
    return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)


def canonical(value: Mapping[str, Any]) -> bytes:
    """The bytes that are signed: sorted keys, no spaces, without `signatures` and `unsigned`."""
    bare = {key: part for key, part in value.items() if key not in ("signatures", "unsigned")}
    return json.dumps(bare, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def public(key: Ed25519PrivateKey) -> str:
    """The public half, as other clients name it."""
    return encode(key.public_key().public_bytes_raw())


def signature(key: Ed25519PrivateKey, value: Mapping[str, Any]) -> str:
    """Our signature over an object."""
    return encode(key.sign(canonical(value)))


def is_signed(value: Mapping[str, Any], user_id: str, key: str) -> bool:
    """Whether `user_id` signed the object with this public key (its id being the key itself or a device)."""
    return verifies(value, user_id, f"ed25519:{key}", key)


def verifies(value: Mapping[str, Any], user_id: str, key_id: str, key: str) -> bool:
    """Whether the signature under this key id is there and right. Never raises: what is odd is not signed."""
    try:
        claimed = decode(value["signatures"][user_id][key_id])
        Ed25519PublicKey.from_public_bytes(decode(key)).verify(claimed, canonical(value))
    except (InvalidSignature, KeyError, TypeError, ValueError, AttributeError):
        return False
    return True
