"""Sealed files, read and written in chunks, never whole in memory.

On disk: version (1) | key id (4) | salt (16) | chunks of up to 64 KiB, each with its 16-byte tag. Every file
has a key of its own (HKDF over the data key, salt and file id). A chunk's nonce is its number and a flag on
the last one, so a file that is cut, extended, reordered or put under another name does not open (the STREAM
construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015).
"""

import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage.alarms import Alarm, Kind
from storage.disk import sync_folder
from storage.errors import TamperedError, TooLargeError, UnknownFileError, UnknownKeyError
from storage.keys import VERSION, Keyring, hkdf

CHUNK = 64 * 1024
_TAG = 16
_SALT = 16
_HEADER = len(VERSION) + 4 + _SALT
_FILE_ID = re.compile(r"[0-9a-f]{32}")
_PART = ".part"


@dataclass(frozen=True)
class SealedFile:
    """`size` in bytes and `sha256` (hex) are those of the original."""

    file_id: str
    size: int
    sha256: str


class FileStore:
    def __init__(self, root: Path, keyring: Keyring) -> None:
        self.root = root
        self.keyring = keyring

    def writer(self, limit: int) -> "FileWriter":
        """`with store.writer(limit) as w: w.write(…); sealed = w.commit()`. No commit, no file."""
        return self._writer(secrets.token_hex(16), limit)

    def save(self, chunks: Iterable[bytes], limit: int) -> SealedFile:
        """TooLargeError past `limit` bytes."""
        with self.writer(limit) as writer:
            for chunk in chunks:
                writer.write(chunk)
            return writer.commit()

    def read(self, file_id: str) -> Iterator[bytes]:
        """Each chunk is verified before it is yielded, the end of the file too. UnknownFileError at once;
        TamperedError and UnknownKeyError on the way."""
        path = self.path(file_id)
        if not path.is_file():
            raise UnknownFileError("There is no such file in the store.")
        return self._watched(file_id, read_sealed(path, self.keyring, file_id))

    def _watched(self, file_id: str, chunks: Iterator[bytes]) -> Iterator[bytes]:
        try:
            yield from chunks
        except (TamperedError, UnknownKeyError):
            self.keyring.alarms.note(Alarm(Kind.FILE, file_id))
            raise

    def delete(self, file_id: str) -> None:
        """Its head first: without the salt in it nobody can make its key again, whatever else of it stays on
        the disk. Nothing happens when it is gone already."""
        path = self.path(file_id)
        with suppress(FileNotFoundError), path.open("r+b") as file:
            file.write(secrets.token_bytes(_HEADER))
            file.flush()
            os.fsync(file.fileno())
        path.unlink(missing_ok=True)

    def ids(self) -> Iterator[str]:
        """Of every finished file, in no order: what no row mentions is an orphan."""
        return (path.name for path in self.root.glob("??/*") if _FILE_ID.fullmatch(path.name))

    def sweep(self, older_than: float) -> int:
        """Removes what a killed process left half written before that time (seconds since 1970). How many."""
        stale = [path for path in self.root.glob(f"??/*{_PART}") if path.stat().st_mtime < older_than]
        for path in stale:
            path.unlink(missing_ok=True)
        return len(stale)

    def free(self) -> int:
        """Bytes on its disk."""
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        return shutil.disk_usage(self.root).free

    def used(self) -> int:
        """Bytes of everything in it."""
        sizes = 0
        for path in self.root.glob("??/*"):
            with suppress(FileNotFoundError):  # somebody else deleted it meanwhile
                sizes += path.stat().st_size
        return sizes

    def older_than(self, moment: float) -> Iterator[str]:
        """Ids of finished files that were written before that time (seconds since 1970)."""
        for file_id in self.ids():
            with suppress(FileNotFoundError):  # somebody else deleted it meanwhile
                if self.path(file_id).stat().st_mtime < moment:
                    yield file_id

    def reseal(self, file_id: str) -> bool:
        """Under the current key, in one step; who is reading keeps reading. False: it was already."""
        chunks = self.read(file_id)
        with self.path(file_id).open("rb") as file:
            if file.read(len(self.keyring.header)) == self.keyring.header:
                return False
        with self._writer(file_id, limit=None) as writer:
            for chunk in chunks:
                writer.write(chunk)
            writer.commit()
        return True

    def _writer(self, file_id: str, limit: int | None) -> "FileWriter":
        return FileWriter(self.path(file_id), self.keyring, limit)

    def path(self, file_id: str) -> Path:
        if not _FILE_ID.fullmatch(file_id):
            raise UnknownFileError("This is not the id of a file.")
        return self.root / file_id[:2] / file_id


def sealed_size(size: int) -> int:
    """Bytes on the disk of a file of so many."""
    chunks = max(1, -(-size // CHUNK))
    return _HEADER + size + chunks * _TAG


def read_sealed(path: Path, keyring: Keyring, name: str) -> Iterator[bytes]:
    """A sealed file wherever it lies; `name` is what it was sealed as. TamperedError, UnknownKeyError."""
    with path.open("rb") as file:
        header = file.read(_HEADER)
        if len(header) < _HEADER or not header.startswith(VERSION):
            raise TamperedError("A sealed file has lost its head.")
        cipher = _cipher(keyring, header, name)
        for number, (chunk, is_last) in enumerate(_with_last(file)):
            try:
                yield cipher.decrypt(_nonce(number, is_last), chunk, header)
            except InvalidTag:
                raise TamperedError("A sealed file was changed or cut.") from None


class FileWriter:
    """Use it in a `with`; the file appears under its id (`name`, if that differs) only on `commit`."""

    def __init__(self, path: Path, keyring: Keyring, limit: int | None, name: str | None = None) -> None:
        self.path = path
        self.limit = limit
        self.size = 0
        self._hash = hashlib.sha256()
        self._header = keyring.header + secrets.token_bytes(_SALT)
        self._cipher = _cipher(keyring, self._header, name or path.name)
        self._waiting = bytearray()
        self._number = 0
        self._part = path.with_name(f".{path.name}.{secrets.token_hex(4)}{_PART}")

    def __enter__(self) -> Self:
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(self._part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._file = os.fdopen(descriptor, "wb")
        self._file.write(self._header)
        return self

    def write(self, chunk: bytes) -> None:
        """TooLargeError as soon as the limit is passed."""
        self.size += len(chunk)
        if self.limit is not None and self.size > self.limit:
            raise TooLargeError(self.limit)
        self._hash.update(chunk)
        self._waiting += chunk
        while len(self._waiting) > CHUNK:  # the rest waits: only the end knows which chunk is the last
            self._seal(self._waiting[:CHUNK], is_last=False)
            del self._waiting[:CHUNK]

    def commit(self) -> SealedFile:
        """On the disk, under its id, when this returns."""
        self._seal(self._waiting, is_last=True)
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._part.replace(self.path)
        sync_folder(self.path.parent)
        return SealedFile(self.path.name, self.size, self._hash.hexdigest())

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        self._part.unlink(missing_ok=True)

    def _seal(self, plain: bytearray, is_last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._number, is_last), plain, self._header))
        self._number += 1


def _cipher(keyring: Keyring, header: bytes, file_id: str) -> AESGCM:
    key_id, salt = header[1:5].hex(), header[5:]
    return AESGCM(hkdf(keyring.data_key("files", key_id), "file:" + file_id, salt))


def _nonce(number: int, is_last: bool) -> bytes:
    return number.to_bytes(11) + bytes([is_last])


def _with_last(file: BinaryIO) -> Iterator[tuple[bytes, bool]]:
    """Sealed chunks, and whether each is the last. At least one, so that an emptied file is noticed."""
    chunk = file.read(CHUNK + _TAG)
    while following := file.read(CHUNK + _TAG):
        yield chunk, False
        chunk = following
    yield chunk, True
