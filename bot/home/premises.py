"""What the commands of operation work on, opened as it is: nothing is made, nothing brought up to date."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.errors import OperatorError
from bot.home.network import keyring_from
from bot.settings.reading import sqlite_path
from bot.settings.sections import Settings
from storage import fitting, migrate
from storage.engine import Database
from storage.files import FileStore
from storage.keys import Keyring


@dataclass(frozen=True)
class Premises:
    settings: Settings
    keyring: Keyring
    database: Database

    @property
    def store(self) -> FileStore:
        return FileStore(self.settings.storage.files, self.keyring)

    @property
    def key_file(self) -> Path:
        return self.settings.storage.key_file


def key_of(settings: Settings) -> Keyring:
    """OperatorError where there is none; KeyFileError where it cannot be used."""
    if settings.storage.data_key is not None:
        return keyring_from(settings.storage.data_key)
    try:
        return Keyring.load(settings.storage.key_file)
    except FileNotFoundError:
        raise OperatorError(f"The key file {settings.storage.key_file} is missing.") from None


@contextmanager
def premises(settings: Settings, keyring: Keyring | None = None) -> Iterator[Premises]:
    keyring = keyring or key_of(settings)
    database = Database(settings.storage.url, keyring)
    try:
        yield Premises(settings, keyring, database)
    finally:
        database.close()


@contextmanager
def in_use(settings: Settings) -> Iterator[Premises]:
    """A network that exists, with this version's schema."""
    path = sqlite_path(settings.storage.url)
    if path is not None and not path.exists():
        raise OperatorError(f"There is no database at {path} yet: `liaison run` makes it.")
    with premises(settings) as found:
        revision = migrate.revision_of(found.database.engine)
        migrate.refuse_newer(revision)
        if revision != migrate.newest():
            raise OperatorError(
                "The database has an older schema: bring it up to date with `liaison db upgrade`."
            )
        fitting.refuse_others(found.database.engine, found.keyring)
        yield found


def now() -> datetime:
    return datetime.now(UTC)
