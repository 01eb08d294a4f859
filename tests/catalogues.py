"""What is said, as the code says it, beside what the catalogues translate."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.extract import extract_from_file

from handlers.lang import tongue

_KEYWORDS = {"t": None, "N_": None, "n": (1, 2)}


def untranslated(paths: Iterable[Path], language: str = "zh") -> Iterator[str]:
    """ "file:line text" of each that the language has no words for."""
    known = tongue(language)
    for path in paths:
        for line, message, _, _ in extract_from_file("python", path, keywords=_KEYWORDS):
            is_known = message[:2] in known.plurals if isinstance(message, tuple) else message in known.texts
            if not is_known:
                yield f"{path.name}:{line} {message}"
