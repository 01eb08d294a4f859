"""Every text that a person reads is there in every language, and nothing is kept that nobody says."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir

from handlers.lang import FOLDER, LANGUAGES, catalogue

ROOT = Path(__file__).parents[2]
KEYWORDS = {"N_": None, "t": None, "n": (1, 2)}
OTHERS = sorted(set(LANGUAGES) - {"en"})
PLACE = re.compile(r"%\((\w+)\)s")

Source = str | tuple[str, str]


def sources() -> set[Source]:
    """Everything that handlers and bot say, in English."""
    found: set[Source] = set()
    for room in ("handlers", "bot"):
        method_map = [("**.py", "python")]
        for _, _, message, _, _ in extract_from_dir(ROOT / room, method_map, keywords=KEYWORDS):
            found.add(message if isinstance(message, str) else (str(message[0]), str(message[1])))
    return found


def said(language: str) -> Iterator[tuple[Path, Source, tuple[str, ...]]]:
    """(catalogue, source, what is said)."""
    for path in sorted((FOLDER / language).glob("*.po")):
        for message in catalogue(path):
            if not message.id:
                continue
            source = message.id if isinstance(message.id, str) else (message.id[0], message.id[1])
            forms = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
            yield path, source, forms


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_is_missing(language: str) -> None:
    there = {source for _, source, forms in said(language) if all(forms)}
    assert sorted(map(str, sources() - there)) == []


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_is_left_over(language: str) -> None:
    assert (
        sorted({f"{path.name}: {source}" for path, source, _ in said(language) if source not in sources()})
        == []
    )


@pytest.mark.parametrize("language", OTHERS)
def test_two_catalogues_do_not_disagree(language: str) -> None:
    seen: dict[Source, tuple[str, ...]] = {}
    for _, source, forms in said(language):
        assert seen.setdefault(source, forms) == forms


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_fills_in_what_its_source_does(language: str) -> None:
    for path, source, forms in said(language):
        wanted = set(PLACE.findall(source if isinstance(source, str) else source[1]))
        for form in forms:
            assert set(PLACE.findall(form)) <= wanted | {"count"}, f"{path.name}: {source}"
            assert wanted - {"count"} <= set(PLACE.findall(form)), f"{path.name}: {source}"
