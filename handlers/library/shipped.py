"""The entries that come with the program: `entries/*.toml`, each in every language, with its source."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from handlers.law.handling import Tlp
from handlers.library.index import Words
from handlers.vocabulary.languages import LANGUAGES, N_

KINDS = {
    "indicator": N_("Indicators"),
    "practice": N_("Good practice"),
    "howto": N_("How-tos"),
    "legal": N_("Legal notes"),
}


@dataclass(frozen=True)
class Shipped:
    """`name`: of its file. `checked`: when its source was last read."""

    name: str
    kind: str
    tlp: Tlp
    source: str
    checked: date
    texts: Mapping[str, Words]


@cache
def entries() -> Mapping[str, Shipped]:
    """By name."""
    folder = resources.files("handlers.library").joinpath("entries")
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda f: f.name)
    read = (_entry(file.name.removesuffix(".toml"), tomllib.loads(file.read_text("utf-8"))) for file in files)
    return {entry.name: entry for entry in read}


def _entry(name: str, data: Mapping[str, Any]) -> Shipped:
    """ValueError: it lacks something. KeyError: a language."""
    checked, kind, source = data["checked"], str(data["kind"]), str(data["source"])
    if kind not in KINDS or not source or not isinstance(checked, date):
        raise ValueError(f"The library entry {name} is incomplete")
    texts = {
        code: Words(str(data[code]["title"]).strip(), str(data[code]["text"]).strip()) for code in LANGUAGES
    }
    return Shipped(name, kind, Tlp(data["tlp"]), source, checked, texts)
