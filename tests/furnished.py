"""A new database takes a third of a second, most of it migrations: run once in a process, then copied.

What the tests of migrations and of opening need is made as it is made in use.
"""

import atexit
import shutil
import tempfile
from datetime import datetime
from functools import cache
from pathlib import Path

from bot.chat.script import START
from bot.home import demo
from bot.home.network import Home, open_home
from bot.settings.reading import sqlite_path
from handlers.core.rules import DEFAULTS, Rules

_KEPT = ("liaison.db", "data.key")


def opened(url: str, folder: Path, rules: Rules, at: datetime) -> Home:
    """The demo network, moved in `at`, its key and files in the folder."""
    database, key = sqlite_path(url), folder / "data.key"
    is_new = database is not None and not database.exists() and not key.exists()
    if is_new and database is not None:
        source = _furnished(at) if rules == DEFAULTS else _empty()
        shutil.copyfile(source / _KEPT[0], database)
        shutil.copy(source / _KEPT[1], key)
    home = open_home(url, key, folder / "files", rules)
    with home.database.work(at) as work:
        demo.furnish(work, rules)
    return home


def furnish(url: str) -> None:
    """The demo network in a database made for it, with the key of those that are copied."""
    home = open_home(url, key_file(), _furnished(START) / "files")
    with home.database.work(START) as work:
        demo.furnish(work, DEFAULTS)
    home.close()


def key_file() -> Path:
    return _furnished(START) / _KEPT[1]


@cache
def _empty() -> Path:
    folder = _folder()
    open_home(f"sqlite:///{folder / _KEPT[0]}", folder / _KEPT[1], folder / "files").close()
    return folder


@cache
def _furnished(at: datetime) -> Path:
    folder = _folder()
    home = open_home(f"sqlite:///{folder / _KEPT[0]}", folder / _KEPT[1], folder / "files")
    with home.database.work(at) as work:
        demo.furnish(work, DEFAULTS)
    home.close()
    return folder


def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="liaison-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
