"""Where a network lives: its database, its keys, its files, its rules."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from bot.config import Settings
from bot.configfile import settings_for, sqlite_path
from handlers import countries
from handlers.rules import DEFAULTS, Rules
from storage import migrate
from storage.engine import Database
from storage.files import FileStore
from storage.keys import Keyring


@dataclass(frozen=True)
class Home:
    database: Database
    store: FileStore
    rules: Rules


def open_home(
    url: str, key_file: Path, files: Path, rules: Rules = DEFAULTS, data_key: SecretStr | None = None
) -> Home:
    """Open it, with the schema brought to this version. KeyFileError, NewerDatabaseError."""
    countries.use_labels(rules.labels)
    keyring = keyring_from(data_key) if data_key else Keyring.load_or_create(key_file)
    _make_room_for(url)
    database = Database(url, keyring)
    migrate.upgrade(database.engine)
    return Home(database, FileStore(files, keyring), rules)


def keyring_from(data_key: SecretStr) -> Keyring:
    """From the environment, where there is no key file. KeyFileError."""
    return Keyring.parse(data_key.get_secret_value())


def _make_room_for(url: str) -> None:
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
