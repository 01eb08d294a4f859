"""The 64 emoji that short authentication strings are shown as, with the names that apps give them.

Source: Matrix specification, data-definitions/sas-emoji.json (Apache-2.0).
"""

from collections.abc import Iterable
from functools import cache
from importlib import resources

_LANGUAGES = ("en", "zh")  # the columns of the table


def named(numbers: Iterable[int], *languages: str) -> list[str]:
    """Each with its name in these languages; in English where a language has none there."""
    return [_named(number, languages) for number in numbers]


def _named(number: int, languages: Iterable[str]) -> str:
    sign, *names = _table()[number]
    wanted = (names[_LANGUAGES.index(one) if one in _LANGUAGES else 0] for one in languages)
    return " ".join([sign, *dict.fromkeys(wanted)])


@cache
def _table() -> list[list[str]]:
    table = resources.files("handlers.verification").joinpath("emoji.tsv").read_text("utf-8")
    return [line.split("\t") for line in table.splitlines()]
