"""On SQLite one process at a time serves a network: two would send everything twice."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from bot.errors import OperatorError
from bot.home.network import Home, make_room_for, open_settings
from bot.settings.reading import sqlite_path
from bot.settings.sections import Settings

_TRIES, _PAUSE = 10, 0.1  # seconds: `is_served` looks for a moment, and who is told to stop takes one


class ServedError(OperatorError):
    """Somebody else serves this network already."""


@contextmanager
def served(settings: Settings) -> Iterator[Home]:
    """The network that a configuration names, for the one process that serves it. ServedError."""
    with alone(settings), closing(open_settings(settings)) as home:
        yield home


@contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """Until the block ends, or the process does, however it ends: the system holds the lock. ServedError."""
    path = _lock_file(settings)
    if path is None:
        yield
        return
    make_room_for(settings.storage.url)
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if not _taken(file):
            raise ServedError(_sentence(file, settings))
        os.ftruncate(file, 0)
        os.pwrite(file, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(file)


def is_served(settings: Settings) -> bool | None:
    """Whether a process serves it now; None where several may."""
    path = _lock_file(settings)
    if path is None:
        return None
    with suppress(FileNotFoundError):
        file = os.open(path, os.O_RDWR)
        try:
            return not _locked(file)
        finally:
            os.close(file)
    return False


def _lock_file(settings: Settings) -> Path | None:
    path = sqlite_path(settings.storage.url)
    return None if path is None else Path(f"{path.resolve()}.lock")


def _taken(file: int) -> bool:
    for _ in range(_TRIES):
        if _locked(file):
            return True
        time.sleep(_PAUSE)
    return False


def _locked(file: int) -> bool:
    with suppress(BlockingIOError):
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False


def _sentence(file: int, settings: Settings) -> str:
    path = sqlite_path(settings.storage.url)
    number = os.pread(file, 20, 0).decode("ascii", "replace")
    return f"{path} is served already, by process {number}: stop that one first. SQLite takes one at a time."
