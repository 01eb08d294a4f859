"""References of the official channels: "SIENA 2026-0001". Content stays there; this is how it is found."""

import re

_CHANNEL = r"SIENA|INTERPOL|I-?24/7|EUROPOL|NCB|SPOC|MLA|JIT|国际刑警(?:组织)?|司法协助"
_NUMBER = r"(?=[\w./-]*\d)[A-Z0-9][\w./-]*\w"
_REFERENCE = re.compile(rf"(?<![\w])((?:{_CHANNEL})[\s:：#№]*{_NUMBER})", re.IGNORECASE)


def find(text: str) -> str | None:
    """The first official reference in a text, as it was written."""
    found = _REFERENCE.search(text)
    return found[1] if found else None


def is_only(text: str) -> bool:
    """Whether the text is such a reference and nothing else."""
    return _REFERENCE.fullmatch(text.strip(" .。;；")) is not None
