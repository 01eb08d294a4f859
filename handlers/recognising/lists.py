"""The lists of `persons.toml`, read once."""

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(resources.files("handlers.recognising").joinpath("persons.toml").read_text("utf-8"))


@cache
def words(name: str) -> frozenset[str]:
    """A list of words in small letters; a list of single characters comes as these."""
    found = _data()[name]
    return frozenset(found.split() if isinstance(found, str) and " " in found else found)


@cache
def either(name: str) -> str:
    """The same, as alternatives of a pattern, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words(name), key=len, reverse=True))
