"""Putting values into a `config.toml`: the line of each key, its comment kept."""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.errors import OperatorError
from bot.settings.reading import places_in
from storage.disk import write_beside

_LINE = re.compile(
    r"(?P<key>\s*[\w.\"-]+\s*=\s*)(?P<value>\"[^\"]*\"|\[[^\]]*\]|[^#]*?)(?P<gap>\s*)(?P<rest>#.*)?"
)
Value = str | Sequence[str]


def fill(path: Path, values: Mapping[str, Value]) -> None:
    """`values` by dotted key. OperatorError for a key that the file has no line for."""
    lines = path.read_text(encoding="utf-8").splitlines()
    places = places_in("\n".join(lines))
    for key, value in values.items():
        if key not in places:
            raise OperatorError(f"{path} has no line for {key}.")
        lines[places[key] - 1] = _filled(lines[places[key] - 1], value)
    write_beside(path, "\n".join(lines) + "\n").replace(path)


def _filled(line: str, value: Value) -> str:
    """A comment stays where it stood, as far as there is room."""
    found = _LINE.fullmatch(line)
    assert found is not None  # noqa: S101 (the line was found by its key)
    written = found["key"] + json.dumps(value if isinstance(value, str) else list(value), ensure_ascii=False)
    if not found["rest"]:
        return written
    column = found.start("rest")
    return f"{written:<{column - 1}} {found['rest']}"
