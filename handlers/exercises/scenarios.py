"""Which scenarios there are: those of the program, `cases/*.toml`, and those of the operator's folder."""

from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path

from handlers.exercises.scenario import Scenario, ScenarioError, read

_own: dict[str, Scenario] = {}
_faults: dict[str, str] = {}


@cache
def shipped() -> Mapping[str, Scenario]:
    """By the names of their files."""
    folder = resources.files("handlers.exercises").joinpath("cases")
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda f: f.name)
    keys = [file.name.removesuffix(".toml") for file in files]
    return {key: read(key, file.read_text("utf-8")) for key, file in zip(keys, files, strict=True)}


def use_folder(folder: str) -> None:
    """Takes the place of what an earlier call found there. A faulty file is left out; one with the name of a
    shipped one is played in its place."""
    _own.clear()
    _faults.clear()
    for path in sorted(Path(folder).glob("*.toml")) if folder else ():
        try:
            _own[path.stem] = read(path.stem, path.read_text("utf-8"))
        except (ScenarioError, OSError, UnicodeDecodeError) as error:
            _faults[path.name] = str(error)


def faults() -> Mapping[str, str]:
    """What is wrong in the folder's files, by their names."""
    return dict(_faults)


def known() -> Mapping[str, Scenario]:
    return {**shipped(), **_own}


def find(key: str) -> Scenario | None:
    """None: there is none of this name any more."""
    return _own.get(key) or shipped().get(key)
