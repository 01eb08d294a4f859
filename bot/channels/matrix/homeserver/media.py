"""Encrypted attachments, streamed both ways: the homeserver keeps only what it cannot read.

AES-256 in counter mode under a key used once, the ciphertext's SHA-256 beside it.
Source: Matrix specification, client-server API, "Sending encrypted attachments".
"""

import base64
import hashlib
import os
from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from bot.channels.matrix.homeserver.errors import BadAttachmentError
from bot.channels.matrix.homeserver.plain import Json
from bot.channels.matrix.homeserver.server import Homeserver
from bot.channels.matrix.homeserver.signing import decode, encode

_KEY, _HALF_IV = 32, 8


async def send(server: Homeserver, chunks: Iterable[bytes], size: int) -> Json:
    """Encrypt and upload bytes of a known size; the `file` part of the event that tells of them."""
    key, iv = os.urandom(_KEY), os.urandom(_HALF_IV) + bytes(_HALF_IV)
    digest = hashlib.sha256()
    encryptor = Cipher(algorithms.AES(key), modes.CTR(iv)).encryptor()

    async def ciphertext() -> AsyncIterator[bytes]:
        for chunk in chunks:
            sealed = encryptor.update(chunk)
            digest.update(sealed)
            yield sealed

    url = await server.upload(ciphertext(), size)
    return {
        "v": "v2",
        "url": url,
        "key": {
            "kty": "oct",
            "alg": "A256CTR",
            "ext": True,
            "key_ops": ["encrypt", "decrypt"],
            "k": base64.urlsafe_b64encode(key).decode().rstrip("="),
        },
        "iv": encode(iv),
        "hashes": {"sha256": encode(digest.digest())},
    }


async def receive(server: Homeserver, file: Mapping[str, Any]) -> AsyncIterator[bytes]:
    """The file's bytes. Whoever takes them must drop them all when this raises at the end.

    Raises BadAttachmentError (description without sense, or another hash) and what `download` does.
    """
    url, key, iv, wanted = _described(file)
    decryptor = Cipher(algorithms.AES(key), modes.CTR(iv)).decryptor()
    digest = hashlib.sha256()
    async for chunk in server.download(url):
        digest.update(chunk)
        yield decryptor.update(chunk)
    if digest.digest() != wanted:
        raise BadAttachmentError("tampered")


def _described(file: Mapping[str, Any]) -> tuple[str, bytes, bytes, bytes]:
    try:
        if file["v"] != "v2" or file["key"]["alg"] != "A256CTR":
            raise BadAttachmentError("tampered")
        key = base64.urlsafe_b64decode(file["key"]["k"] + "=" * (-len(file["key"]["k"]) % 4))
        iv, wanted = decode(file["iv"]), decode(file["hashes"]["sha256"])
        url = file["url"]
    except (KeyError, TypeError, ValueError) as error:
        raise BadAttachmentError("tampered") from error
    if len(key) != _KEY or len(iv) != 2 * _HALF_IV or not isinstance(url, str):
        raise BadAttachmentError("tampered")
    return url, key, iv, wanted
