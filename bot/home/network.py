"""Where a network lives: its database, its keys, its files, its rules."""

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from bot.settings.reading import settings_for, sqlite_path
from bot.settings.sections import Settings
from handlers import places as gazetteer
from handlers.core.rules import DEFAULTS, Rules
from handlers.exercises import scenarios
from storage import fitting, migrate
from storage.engine import Database
from storage.errors import KeyFileError
from storage.files import FileStore
from storage.keys import Keyring


@dataclass(frozen=True)
class Home:
    database: Database
    store: FileStore
    rules: Rules

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()


def open_home(
    url: str, key_file: Path, files: Path, rules: Rules = DEFAULTS, data_key: SecretStr | None = None
) -> Home:
    """Open it, with the schema brought to this version. KeyFileError, NewerDatabaseError."""
    gazetteer.use_labels(rules.labels)
    scenarios.use_folder(rules.scenarios)
    make_room_for(url)
    keyring = keyring_from(data_key) if data_key else _keyring_at(key_file, url)
    database = Database(url, keyring)
    database.rules = rules
    try:
        if migrate.revision_of(database.engine) is not None:
            fitting.refuse_others(database.engine, keyring)
        migrate.upgrade(database.engine)
    except BaseException:
        database.close()
        raise
    return Home(database, FileStore(files, keyring), rules)


def keyring_from(data_key: SecretStr) -> Keyring:
    """From the environment, where there is no key file. KeyFileError."""
    return Keyring.parse(data_key.get_secret_value())


def _keyring_at(path: Path, url: str) -> Keyring:
    """A key is only made for an empty database: any other is lost without its own."""
    if not path.exists() and _is_lived_in(url):
        raise KeyFileError(f"The database holds data, but its key file {path} is missing. Bring it back.")
    return Keyring.load_or_create(path)


def _is_lived_in(url: str) -> bool:
    path = sqlite_path(url)
    if path is not None and not path.exists():
        return False
    with closing(Database(url, Keyring.generate())) as database:
        return migrate.revision_of(database.engine) is not None


def make_room_for(url: str) -> None:
    """The folder that the database is to be in."""
    path = sqlite_path(url)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)


def open_settings(settings: Settings) -> Home:
    """The network that a configuration names."""
    kept = settings.storage
    return open_home(kept.url, kept.key_file, kept.files, settings.rules(), kept.data_key)


def open_folder(folder: Path) -> Home:
    """A folder that holds everything; furnished when it is new, readable by its owner only."""
    return open_settings(settings_for(None, folder))
