"""Everything these rooms say is said in both languages, and nothing is translated that nobody says."""

from pathlib import Path

from babel.messages.extract import extract_from_file

from handlers.lang import catalogue
from tests.catalogues import untranslated

HANDLERS = Path(__file__).parents[2] / "handlers"
ROOMS = [
    *sorted((HANDLERS / "people").glob("*.py")),
    *(HANDLERS / f"{name}.py" for name in ("strangers", "rates", "apology", "pointer")),
]


def test_everything_is_translated() -> None:
    assert list(untranslated(ROOMS)) == []


def test_nothing_is_left_over() -> None:
    keywords = {"t": None, "N_": None, "n": (1, 2)}
    said: set[str] = set()
    for path in HANDLERS.rglob("*.py"):
        for _, message, _, _ in extract_from_file("python", path, keywords=keywords):
            said.add(message[0] if isinstance(message, tuple) else message)
    kept = {
        one.id if isinstance(one.id, str) else one.id[0]
        for one in catalogue(HANDLERS / "locale/zh/people.po")
    }
    assert kept - said - {""} == set()
