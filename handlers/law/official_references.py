"""References of the official channels: "SIENA 2026-0001". Content stays there; this is how it is found."""

import re
from collections.abc import Iterator

from handlers.vocabulary.text import said

_CHANNEL = r"SIENA|INTERPOL|I-?24/7|EUROPOL|NCB|SPOC|MLA|JIT|国际刑警(?:组织)?|司法协助"
_NUMBER = r"(?=[\w./-]*\d)[A-Z0-9][\w./-]*\w"
_REFERENCE = re.compile(rf"(?<![\w])((?:{_CHANNEL})[\s:：#№]*{_NUMBER})", re.IGNORECASE)


def find(text: str) -> str | None:
    """The first official reference in a text, as it was written."""
    found = _REFERENCE.search(text)
    return " ".join(found[1].split()) if found else None


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Where such references stand."""
    return (found.span(1) for found in _REFERENCE.finditer(text))


def is_only(text: str) -> bool:
    """Whether the text is such a reference and nothing else."""
    return _REFERENCE.fullmatch(text.strip(" .。;；")) is not None


def shown(reference: str) -> str:
    """As it is where it is one; as somebody's words where it is anything else."""
    return reference if is_only(reference) and "\n" not in reference else said(reference)
