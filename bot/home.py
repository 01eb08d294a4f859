"""Where a network lives: its database, its keys, its files, its rules."""

from dataclasses import dataclass
from pathlib import Path

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


def open_home(url: str, key_file: Path, files: Path, rules: Rules = DEFAULTS) -> Home:
    """Open it, with the schema brought to this version. KeyFileError, NewerDatabaseError."""
    countries.use_labels(rules.labels)
    keyring = Keyring.load_or_create(key_file)
    database = Database(url, keyring)
    migrate.upgrade(database.engine)
    return Home(database, FileStore(files, keyring), rules)


def open_folder(folder: Path, rules: Rules = DEFAULTS) -> Home:
    """A folder that holds everything; made when missing, readable by its owner only."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return open_home(f"sqlite:///{folder / 'liaison.db'}", folder / "data.key", folder / "files", rules)
