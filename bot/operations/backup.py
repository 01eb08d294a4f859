"""A backup: one sealed file with everything in it but the key.

Under the seal (that of attachments, with the same data keys) is a tar:

    files/<id>      every attachment, sealed as it lies
    matrix/<name>   the keys of the bot's Matrix device
    rows/<number>   the rows of all tables at one moment (storage.dump)
    manifest.json   schema, time, and size and SHA-256 of everything before

Restoring reads all of it first, and puts it in place only then. Attachments go first, which hurts nobody:
their ids are their own. The rows follow in one transaction. Last, the files go that no row knows.
"""

import hashlib
import io
import json
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from glob import escape
from pathlib import Path
from typing import IO

from bot import __version__
from bot.errors import OperatorError
from bot.home.network import keyring_from
from bot.home.premises import Premises, premises
from bot.settings.sections import Settings
from storage import dump, migrate
from storage.audit import Tag
from storage.disk import sync_folder
from storage.errors import TamperedError, UnknownKeyError
from storage.files import FileWriter, read_sealed
from storage.keys import Keyring

_SEALED_AS = "backup"
_MANIFEST = "manifest.json"
_FORMAT = 1
_PIECE = 1024 * 1024


class BackupError(OperatorError): ...


@dataclass(frozen=True)
class Piece:
    size: int  # bytes
    sha256: str


@dataclass
class Manifest:
    """`pieces` by their name in the tar."""

    revision: str
    taken_at: str
    liaison: str = field(default_factory=lambda: __version__)
    format: int = _FORMAT
    pieces: dict[str, Piece] = field(default_factory=dict)

    def names(self, folder: str) -> list[str]:
        return [name.removeprefix(folder) for name in self.pieces if name.startswith(folder)]

    def to_json(self) -> bytes:
        return json.dumps(asdict(self)).encode()

    @classmethod
    def from_json(cls, raw: bytes) -> "Manifest":
        found = json.loads(raw)
        if found["format"] != _FORMAT:
            raise BackupError("The backup was made by a newer version; install that one.")
        pieces = {name: Piece(**piece) for name, piece in found.pop("pieces").items()}
        return cls(**found, pieces=pieces)


def save(place: Premises, target: Path, now: datetime, with_key: bool = False) -> Manifest:
    """While everything runs. The file is there, whole and read back, or not at all. BackupError."""
    key = _key_beside(target)
    for path in (target, key) if with_key else (target,):
        if path.exists():
            raise BackupError(f"{path} is there already; nothing was written.")
    _sweep(target)
    with place.database.work(now) as work:
        work.audit(Tag.EXPORTED, what="backup")
    with FileWriter(target, place.keyring, limit=None, name=_SEALED_AS) as writer:
        manifest = _write(place, writer, now)
        writer.commit()
    if check(target, place.keyring) != manifest:
        target.unlink()
        raise BackupError("The backup did not read back as it was written, and was removed. Check the disk.")
    if with_key:
        place.keyring.save(key, beside_backup=True)
    return manifest


def check(source: Path, keyring: Keyring) -> Manifest:
    """Reads all of it. BackupError, TamperedError, UnknownKeyError."""
    found: dict[str, Piece] = {}
    manifest: Manifest | None = None
    for name, content in _pieces(source, keyring):
        if name == _MANIFEST:
            manifest = Manifest.from_json(content.read())
        else:
            found[name] = _measured(content)
    if manifest is None or manifest.pieces != found:
        raise BackupError(f"{source} is not a whole backup: what it holds is not what it lists.")
    return manifest


def restore(place: Premises, source: Path, now: datetime, force: bool = False) -> Manifest:
    """All of it, or nothing is changed. BackupError over data that is there, unless `force`."""
    try:
        manifest = check(source, place.keyring)
    except UnknownKeyError as error:
        raise BackupError(f"Not the data keys of this backup: {error}") from None
    migrate.refuse_newer(manifest.revision)
    if not force and not dump.is_empty(place.database):
        raise BackupError("There is data already; nothing was changed. --force replaces it.")
    for file_id, content in _contents(source, place.keyring, "files/"):
        _put(place.store.path(file_id), content)
    blocks = (content.read() for _, content in _contents(source, place.keyring, "rows/"))
    dump.replace(place.database, manifest.revision, blocks, now)
    for name, content in _contents(source, place.keyring, "matrix/"):
        _put_database(place.settings.matrix.store / Path(name).name, content)
    for stray in set(place.store.ids()) - set(manifest.names("files/")):
        place.store.delete(stray)
    return manifest


def key_for(source: Path, settings: Settings) -> Keyring:
    """What opens the backup: the key in use; for a fresh place, the one beside it, which is put in use.

    BackupError when there is neither. A key under which anything may be sealed is never replaced.
    """
    if settings.storage.data_key is not None:
        return keyring_from(settings.storage.data_key)
    key_file, beside = settings.storage.key_file, _key_beside(source)
    if key_file.exists() and (_opens(source, Keyring.load(key_file)) or not beside.exists()):
        return Keyring.load(key_file)
    if not beside.exists():
        raise BackupError(f"The backup is sealed. Put its data keys at {key_file}, or at {beside}.")
    if key_file.exists() and not _is_unused(settings):
        raise BackupError(f"{key_file} seals the data that is there. Restore into a fresh folder instead.")
    key_file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    keyring = Keyring.load(beside)
    keyring.save(key_file)
    return keyring


def _opens(source: Path, keyring: Keyring) -> bool:
    try:
        next(read_sealed(source, keyring, _SEALED_AS), None)
    except FileNotFoundError:
        raise BackupError(f"There is no file {source}.") from None
    except UnknownKeyError:
        return False
    except TamperedError:
        raise _damaged(source) from None
    return True


def _is_unused(settings: Settings) -> bool:
    with premises(settings) as found:
        return dump.is_empty(found.database) and not any(found.store.ids())


def _key_beside(target: Path) -> Path:
    return target.with_name(target.name + ".key")


def _sweep(target: Path) -> None:
    """What a backup of this name left behind when it was killed."""
    for left in target.parent.glob(f".{escape(target.name)}.*"):
        left.unlink(missing_ok=True)


def _write(place: Premises, writer: FileWriter, now: datetime) -> Manifest:
    with (
        dump.snapshot(place.database) as moment,
        tarfile.open(mode="w|", bufsize=_PIECE, fileobj=_Sink(writer)) as tar,
    ):
        manifest = Manifest(moment.revision, now.isoformat())
        for file_id in sorted(place.store.ids()):
            _add_file(tar, manifest, f"files/{file_id}", place.store.path(file_id))
        for path in sorted(place.settings.matrix.store.glob("*.db")):
            with _copied(path, writer.path) as copy:
                _add_file(tar, manifest, f"matrix/{path.name}", copy)
        for number, block in enumerate(moment.blocks):
            _add(tar, manifest, f"rows/{number:08}", len(block), io.BytesIO(block))
        raw = manifest.to_json()
        _add(tar, None, _MANIFEST, len(raw), io.BytesIO(raw))
    return manifest


@contextmanager
def _copied(path: Path, target: Path) -> Iterator[Path]:
    """The Matrix keys are in use: a copy of one moment, beside the backup, for as long as it is read."""
    copy = target.with_name(f".{target.name}.{path.name}")
    try:
        dump.copy_sqlite(path, copy)
        yield copy
    finally:
        copy.unlink(missing_ok=True)


def _add_file(tar: tarfile.TarFile, manifest: Manifest, name: str, path: Path) -> None:
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return  # its row was withdrawn meanwhile
    with file:
        size = file.seek(0, io.SEEK_END)
        file.seek(0)
        _add(tar, manifest, name, size, file)


def _add(tar: tarfile.TarFile, manifest: Manifest | None, name: str, size: int, content: IO[bytes]) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = size
    hashing = _Hashing(content)
    tar.addfile(entry, hashing)
    if manifest is not None:
        manifest.pieces[name] = Piece(size, hashing.sha256.hexdigest())


def _pieces(source: Path, keyring: Keyring) -> Iterator[tuple[str, IO[bytes]]]:
    chunks = read_sealed(source, keyring, _SEALED_AS)
    try:
        with tarfile.open(mode="r|", bufsize=_PIECE, fileobj=_Source(chunks)) as tar:
            for entry in tar:
                content = tar.extractfile(entry)
                if content is None:
                    raise BackupError(f"{source} holds something that is not a file.")
                yield entry.name, content
        for _ in chunks:
            pass  # to its end: only there does the seal say that nothing was cut off
    except FileNotFoundError:
        raise BackupError(f"There is no file {source}.") from None
    except tarfile.TarError:
        raise BackupError(f"{source} is not a backup.") from None
    except TamperedError:
        raise _damaged(source) from None


def _damaged(source: Path) -> BackupError:
    return BackupError(f"{source} was changed or cut: nothing was restored. Take another backup.")


def _contents(source: Path, keyring: Keyring, folder: str) -> Iterator[tuple[str, IO[bytes]]]:
    pieces = _pieces(source, keyring)
    return ((name.removeprefix(folder), content) for name, content in pieces if name.startswith(folder))


def _measured(content: IO[bytes]) -> Piece:
    digest, size = hashlib.sha256(), 0
    while piece := content.read(_PIECE):
        digest.update(piece)
        size += len(piece)
    return Piece(size, digest.hexdigest())


def _put(path: Path, content: IO[bytes]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_name(f".{path.name}.restored.part")
    with part.open("wb") as file:
        while piece := content.read(_PIECE):
            file.write(piece)
    part.replace(path)
    sync_folder(path.parent)


def _put_database(path: Path, content: IO[bytes]) -> None:
    for left in (path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
        left.unlink(missing_ok=True)  # they belong to the file that is replaced
    _put(path, content)


class _Hashing(io.RawIOBase):
    """Passes on what it reads, and keeps its hash."""

    def __init__(self, content: IO[bytes]) -> None:
        self.content = content
        self.sha256 = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self.content.read(size)
        self.sha256.update(piece)
        return piece


class _Sink(io.RawIOBase):
    def __init__(self, writer: FileWriter) -> None:
        self.writer = writer

    def write(self, piece: bytes) -> int:  # type: ignore[override] # the tar writes bytes
        self.writer.write(piece)
        return len(piece)


class _Source(io.RawIOBase):
    def __init__(self, chunks: Iterator[bytes]) -> None:
        self.chunks = chunks
        self.waiting = bytearray()

    def read(self, size: int = -1) -> bytes:
        while len(self.waiting) < size and (chunk := next(self.chunks, b"")):
            self.waiting += chunk
        piece = bytes(self.waiting[:size])
        del self.waiting[:size]
        return piece
