"""What somebody who holds the data keys can still read out of the raw bytes of a database's files.

Also of a value whose end was overwritten: without its tag it does not open, but its beginning can be read.
"""

import re
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR

from storage.errors import StorageError
from storage.keys import VERSION, Keyring
from storage.schema import TABLES
from storage.sealed import SealedColumn, open_cell

_LONGEST = 4000  # bytes of a sealed value that lie together: a page of the database holds no more
_HEAD, _NONCE, _ID = 5, 12, 8
_SECOND = (2).to_bytes(4)  # with which block of its key stream GCM begins; the first is the tag's
_NEWEST, _OLDEST = 10**18 + 10**17, 8 * 10**17  # row ids: anything else at the end is no sealed value
CUT = "a part"  # of a value whose end is gone

PLACES = [str(c.type.place) for table in TABLES for c in table.columns if isinstance(c.type, SealedColumn)]


def carved(path: Path, keyring: Keyring, word: str) -> set[str]:
    """The columns of which a sealed value that holds the word stands somewhere in this file."""
    return carved_of(path.read_bytes(), keyring, word) if path.exists() else set()


def carved_of(data: bytes, keyring: Keyring, word: str) -> set[str]:
    pieces = (piece for piece, plain in readable(data, keyring) if word.encode() in plain)
    return {place for piece in pieces for place in _opened(keyring, piece) or {CUT}}


def readable(data: bytes, keyring: Keyring) -> list[tuple[bytes, bytes]]:
    """Wherever a sealed value begins: what lies there, and what it says; behind its end that is nonsense."""
    found = []
    for key_id in keyring.ids:
        key = AES(keyring.data_key("columns", key_id))
        for begin in re.finditer(re.escape(VERSION + bytes.fromhex(key_id)), data):
            piece = data[begin.start() : begin.start() + _LONGEST]
            nonce, sealed = piece[_HEAD : _HEAD + _NONCE], piece[_HEAD + _NONCE :]
            if len(nonce) == _NONCE:
                found.append((piece, Cipher(key, CTR(nonce + _SECOND)).decryptor().update(sealed)))
    return found


def _opened(keyring: Keyring, piece: bytes) -> set[str]:
    """Which column's value it is."""
    for end in range(_HEAD + _NONCE + 16 + _ID, len(piece) + 1):
        if _OLDEST < int.from_bytes(piece[end - _ID : end]) < _NEWEST:
            places = {place for place in PLACES if _opens(keyring, place, piece[:end])}
            if places:
                return places
    return set()


def _opens(keyring: Keyring, place: str, blob: bytes) -> bool:
    try:
        open_cell(keyring, place, blob)
    except StorageError:
        return False
    return True
