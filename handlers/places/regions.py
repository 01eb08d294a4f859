"""Which countries are near each other, and which are members of the European Union."""

import tomllib
from functools import cache
from importlib import resources
from typing import Any


def neighbours(code: str) -> list[str]:
    """The other countries of the same region; none where the region is not listed."""
    for codes in _data()["near"].values():
        if code in codes:
            return [other for other in codes if other != code]
    return []


def is_eu(code: str) -> bool:
    return code in _data()["eu"]


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(resources.files("handlers.places").joinpath("regions.toml").read_text("utf-8"))
