"""The unit of systemd for one configuration. Secrets reach the bot as credentials: it need not be able to
read their files, which may stay root's."""

import sys
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

from bot.settings.reading import secret_files, sqlite_path
from bot.settings.sections import Settings

NAME = "liaison.service"
_KEPT = "storage.key_file"  # it is written, too: by `liaison keys rotate`


def unit(config: Path, settings: Settings, user: str) -> str:
    """The whole file."""
    config = config.resolve()
    writes = _writable(settings)
    is_at_home = any(path.is_relative_to("/home") for path in (config, *writes))
    text = resources.files("bot.deploy").joinpath(NAME).read_text("utf-8")
    for name, value in {
        "user": user,
        "folder": str(config.parent),
        "program": str(Path(sys.executable).with_name("liaison")),
        "config": str(config),
        "writes": " ".join(map(str, writes)),
        "home": "tmpfs" if is_at_home else "yes",
        "credentials": "".join(_credentials(config, settings)),
    }.items():
        text = text.replace(f"@{name}@", value)
    return text


def _writable(settings: Settings) -> list[Path]:
    """The folders that the database, the key, the files and the keys of the Matrix device lie in."""
    kept = settings.storage
    database = sqlite_path(kept.url)
    folders = {kept.key_file.parent, kept.files, settings.matrix.store}
    folders |= {database.parent} if database is not None else set()
    whole = {folder.resolve() for folder in folders}
    return sorted(folder for folder in whole if not whole & set(folder.parents))


def _credentials(config: Path, settings: Settings) -> Iterator[str]:
    for key, path in secret_files(config, settings):
        if key == _KEPT or path.resolve() == config:
            continue
        section, _, name = key.partition(".")
        yield f"LoadCredential={key}:{path.resolve()}\n"
        yield f"Environment=LIAISON_{section.upper()}__{name.upper()}=%d/{key}\n"
