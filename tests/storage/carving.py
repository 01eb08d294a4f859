"""What somebody who holds the data keys can still read out of the raw bytes of a database's files."""

import re
from pathlib import Path

from storage.errors import StorageError
from storage.keys import Keyring
from storage.schema import TABLES
from storage.sealed import SealedColumn, open_cell

_LONGEST = 1500  # bytes of a sealed value
_ID = 8
_NEWEST, _OLDEST = 10**18 + 10**17, 8 * 10**17  # row ids: anything else at the end is no sealed value

PLACES = [str(c.type.place) for table in TABLES for c in table.columns if isinstance(c.type, SealedColumn)]


def carved(path: Path, keyring: Keyring, word: str) -> set[str]:
    """The columns of which a sealed value that holds the word stands somewhere in this file."""
    if not path.exists():
        return set()
    data = path.read_bytes()
    found = set[str]()
    for begin in re.finditer(re.escape(keyring.header), data):
        piece = data[begin.start() : begin.start() + _LONGEST]
        for end in range(41 + len(word), len(piece) + 1):
            if _OLDEST < int.from_bytes(piece[end - _ID : end]) < _NEWEST:
                found |= _opened(keyring, piece[:end], word)
    return found


def _opened(keyring: Keyring, blob: bytes, word: str) -> set[str]:
    return {place for place in PLACES if word.encode() in _plain(keyring, place, blob)}


def _plain(keyring: Keyring, place: str, blob: bytes) -> bytes:
    try:
        return open_cell(keyring, place, blob)[1]
    except StorageError:
        return b""
