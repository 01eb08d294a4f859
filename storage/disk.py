"""Small steps that make a file durable."""

import os
import secrets
from pathlib import Path

_ROOM = 1024 * 1024  # bytes: more than a message takes


def write_beside(path: Path, text: str) -> Path:
    """A new file next to `path`, mode 0600, on the disk when this returns; rename or link it into place."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return draft


def sync_folder(folder: Path) -> None:
    """A rename survives a power cut only once its folder is on the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def try_room(folder: Path) -> None:
    """OSError where no file of some size can be written there."""
    probe = folder / f".probe.{secrets.token_hex(4)}"
    descriptor = os.open(probe, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(bytes(_ROOM))
            file.flush()
            os.fsync(file.fileno())
    finally:
        probe.unlink()
