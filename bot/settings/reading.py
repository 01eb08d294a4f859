"""Reading `config.toml` and the environment, and saying in one list what must be mended, and where."""

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlsplit

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import EnvSettingsSource, SettingsError
from rapidfuzz import fuzz, process, utils

from bot.errors import OperatorError
from bot.settings.sections import ENV_DELIMITER, ENV_PREFIX, Settings, Telegram
from storage.disk import sync_folder, write_beside
from storage.keys import Keyring

NAME = "config.toml"
EXAMPLE = resources.files("bot") / "config.example.toml"

_HEADER = re.compile(r"\s*(\[\[?)\s*([\w.\"-]+)\s*\]")
_KEY = re.compile(r"\s*([\w.\"-]+)\s*=")
_PLACEHOLDER = re.compile(r"(?i).*change[-_ ]?me.*|<[^<>]*>|https?://([\w-]+\.)*example\.(org|com|net)\b.*")
_SQLITE = "sqlite:///"
_WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")  # as Telegram's setWebhook has it
_WEBHOOK_PORTS = {80, 88, 443, 8443}

Raw = dict[str, Any]


@dataclass(frozen=True)
class Problem:
    """`key` is dotted ("matrix.homeserver"), or empty for the file as a whole."""

    key: str
    sentence: str


class ConfigError(OperatorError):
    """Everything that must be mended, a line each, with the line of the file or the variable's name."""

    def __init__(self, path: Path, lines: list[str]) -> None:
        super().__init__(f"{path} cannot be used:\n" + "\n".join(f"  {line}" for line in lines))
        self.path = path
        self.lines = lines


def settings_for(config: Path | None, data: Path | None) -> Settings:
    """What `--config F` and `--data D` stand for; a data folder is furnished when it is not yet."""
    if data is None:
        return load(config or Path(NAME))
    if config is not None:
        raise ConfigError(config, ["take either --config or --data"])
    if not (data / NAME).exists():
        write_new(data)
    return load(data / NAME)


def write_new(folder: Path) -> Path:
    """The shipped `config.toml` and a data key, ready for use here. FileExistsError: there is one already."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / NAME
    draft = write_beside(path, EXAMPLE.read_text(encoding="utf-8"))
    try:
        path.hardlink_to(draft)
    finally:
        draft.unlink()
    sync_folder(folder)
    storage = load(path).storage
    if storage.data_key is None:
        storage.key_file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        Keyring.load_or_create(storage.key_file)
    return path


def sqlite_path(url: str) -> Path | None:
    """The file, where the database is one."""
    return Path(url.removeprefix(_SQLITE)) if url.startswith(_SQLITE) else None


def load(path: Path) -> Settings:
    """ConfigError names everything that is wrong at once."""
    text = _text(path)
    raw, problems = _merged(path, text)
    folder = path.absolute().parent
    problems += _placeholders(raw) + _unknown_variables() + _locate(raw, folder)
    try:
        settings = Settings(**raw)
        problems += _contradictions(settings)
    except ValidationError as error:
        problems += [_problem(detail) for detail in error.errors()]
    if problems:
        raise ConfigError(path, _lines(problems, places_in(text)))
    return settings


def line_of(path: Path, key: str) -> str:
    """Where the operator finds it: "config.toml line 12, matrix.homeserver"."""
    if _variable(key) in os.environ:
        return _variable(key)
    number = _number(key, places_in(_text(path)))
    return f"{path.name} line {number}, {key}" if number else f"{path.name}, {key}"


def secret_files(path: Path, settings: Settings) -> Iterator[tuple[str, Path]]:
    """Every file that holds a secret, with its key: the configuration itself where one is written in it."""
    for section, name, secret in _secret_keys():
        file = getattr(getattr(settings, section), name)
        if file is not None:
            yield f"{section}.{name}", file
        elif name != "url_file" and tomllib.loads(_text(path)).get(section, {}).get(secret):
            yield f"{section}.{secret}", path


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ConfigError(path, ["there is no such file; `liaison init` writes one"]) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(path, [f"it cannot be read: {error}"]) from None


def _merged(path: Path, text: str) -> tuple[Raw, list[Problem]]:
    """The file with the environment over it."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(path, [f"it is not TOML: {error}"]) from None
    try:
        source = EnvSettingsSource(Settings, env_prefix=ENV_PREFIX, env_nested_delimiter=ENV_DELIMITER)
        return _over(raw, source()), []
    except SettingsError:
        return raw, [
            Problem("environment", "a variable of the environment that holds a list must hold it as JSON")
        ]


def _over(below: Raw, above: Mapping[str, Any]) -> Raw:
    both = {
        key: _over(below[key], value) for key, value in above.items() if _are_tables(below.get(key), value)
    }
    return {**below, **above, **both}


def _are_tables(*values: Any) -> bool:
    return all(isinstance(value, dict) for value in values)


def _placeholders(raw: Any, key: str = "") -> list[Problem]:
    if isinstance(raw, dict):
        pairs = [(f"{key}.{name}".lstrip("."), value) for name, value in raw.items()]
        return [problem for name, value in pairs for problem in _placeholders(value, name)]
    if isinstance(raw, str) and _PLACEHOLDER.fullmatch(raw):
        return [Problem(key, "it still holds a placeholder: put your own value there")]
    return []


def _unknown_variables() -> list[Problem]:
    """LIAISON_MATRX__PASSWORD would do nothing, and nobody would notice."""
    names = [name for name in os.environ if name.startswith(ENV_PREFIX) and ENV_DELIMITER in name]
    keys = [name.removeprefix(ENV_PREFIX).lower().replace(ENV_DELIMITER, ".") for name in names]
    return [_unknown(key) for key in keys if key.split(".")[0] not in Settings.model_fields]


def _locate(raw: Raw, folder: Path) -> list[Problem]:
    """Makes paths absolute, counted from the file's folder, and reads the secrets kept in files."""
    problems = []
    for section, name in _path_keys():
        table = raw.get(section)
        if isinstance(table, dict) and isinstance(table.get(name), str) and table[name]:
            table[name] = str(folder / Path(table[name]).expanduser())
    for section, name, secret in _secret_keys():
        table = raw.get(section)
        if isinstance(table, dict) and table.get(name):
            problems += _read_secret(table, f"{section}.{name}", name, secret)
    _locate_defaults(raw, folder)
    return problems


def _locate_defaults(raw: Raw, folder: Path) -> None:
    storage = raw.setdefault("storage", {})
    if not isinstance(storage, dict):
        return
    for section, name in _path_keys():
        default = _field_default(section, name)
        table = raw.setdefault(section, {})
        if default is not None and isinstance(table, dict):
            table.setdefault(name, str(folder / default))
    url = storage.setdefault("url", _field_default("storage", "url"))
    if isinstance(url, str) and url.startswith(_SQLITE):
        storage["url"] = _SQLITE + str(folder / url.removeprefix(_SQLITE))


def _read_secret(table: Raw, key: str, name: str, secret: str) -> list[Problem]:
    if table.get(secret):
        return [Problem(key, f"take either {name} or {secret}, not both")]
    try:
        table[secret] = Path(str(table[name])).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return [Problem(key, f"the file {table[name]} cannot be read")]
    return [] if table[secret] else [Problem(key, f"the file {table[name]} is empty")]


def _path_keys() -> Iterator[tuple[str, str]]:
    for section, model in _sections():
        for name, field in model.model_fields.items():
            if Path in (field.annotation, *get_args(field.annotation)):
                yield section, name


def _secret_keys() -> Iterator[tuple[str, str, str]]:
    """(section, `password_file`, `password`)."""
    for section, model in _sections():
        for name in model.model_fields:
            secret = name.removesuffix("_file")
            if secret != name and secret in model.model_fields:
                yield section, name, secret


def _sections() -> Iterator[tuple[str, type[BaseModel]]]:
    for name, field in Settings.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield name, field.annotation


def _field_default(section: str, name: str) -> Any:
    return dict(_sections())[section].model_fields[name].default


def _contradictions(settings: Settings) -> list[Problem]:
    matrix, telegram = settings.matrix, settings.telegram
    found = []
    if matrix.is_on != bool(matrix.user_id):
        missing = "user_id" if matrix.is_on else "homeserver"
        found.append(Problem(f"matrix.{missing}", "it is missing: Matrix needs homeserver and user_id"))
    if telegram.is_on and telegram.mode == "webhook":
        found += _of_the_webhook(telegram)
    return found


def _of_the_webhook(telegram: Telegram) -> Iterator[Problem]:
    """What Telegram would refuse when it is asked to call there."""
    for name in ("webhook_url", "webhook_secret"):
        if not getattr(telegram, name):
            yield Problem(f"telegram.{name}", "it is missing: a webhook needs it")
    secret = telegram.webhook_secret.get_secret_value() if telegram.webhook_secret else ""
    if secret and not _WEBHOOK_SECRET.fullmatch(secret):
        yield Problem("telegram.webhook_secret", "it must be 1 to 256 of A-Z a-z 0-9 _ -")
    port = urlsplit(telegram.webhook_url).port or 443
    if telegram.webhook_url and telegram.is_telegrams_own and port not in _WEBHOOK_PORTS:
        ports = ", ".join(map(str, sorted(_WEBHOOK_PORTS)))
        yield Problem("telegram.webhook_url", f"Telegram calls no other ports than {ports}")


def _problem(detail: ErrorDetails) -> Problem:
    parts = [str(part) for part in detail["loc"]]
    key = ".".join(parts)
    if detail["type"] == "extra_forbidden":
        return _unknown(key)
    if detail["type"] == "missing":
        return Problem(key, "it is missing")
    return Problem(key, detail["msg"].replace("Input should be", "it must be"))


def _unknown(key: str) -> Problem:
    known = [f"{section}.{name}" for section, model in _sections() for name in model.model_fields]
    known += list(Settings.model_fields)
    found = process.extractOne(
        key, known, scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=60
    )
    hint = f"; did you mean {found[0]}?" if found else ""
    return Problem(key, f"there is no such key{hint}")


def _lines(problems: list[Problem], places: Mapping[str, int]) -> list[str]:
    """In the order of the file; what stands in the environment comes last."""
    found = [(_number(problem.key, places), _name(problem.key), problem.sentence) for problem in problems]
    return [
        f"line {number}, {name}: {sentence}" if number else f"{name}: {sentence}"
        for number, name, sentence in sorted(set(found), key=lambda line: (not line[0], line))
    ]


def _number(key: str, places: Mapping[str, int]) -> int:
    """The line of the key, or of the table it should be in; 0 for a variable of the environment."""
    return 0 if _variable(key) in os.environ else next((places[k] for k in _upwards(key) if k in places), 0)


def _name(key: str) -> str:
    plain = re.sub(r"\.\d+(?=\.|$)", "", key)
    return _variable(key) if _variable(key) in os.environ else plain


def _variable(key: str) -> str:
    return ENV_PREFIX + key.replace(".", ENV_DELIMITER).upper()


def _upwards(key: str) -> Iterator[str]:
    """The key, and the tables it is in."""
    parts = key.split(".")
    return (".".join(parts[:end]) for end in range(len(parts), 0, -1))


def places_in(text: str) -> dict[str, int]:
    """Where each key and each table of the file stands: "corridors.0.from" → 12."""
    places: dict[str, int] = {}
    counts: dict[str, int] = {}
    table = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            table = header[2].replace('"', "")
            if header[1] == "[[":
                counts[table] = counts.get(table, -1) + 1
                table = f"{table}.{counts[table]}"
            places.setdefault(table, number)
        elif key := _KEY.match(line):
            places.setdefault(f"{table}.{key[1]}".lstrip(".").replace('"', ""), number)
    return places
