"""Every text that a person reads is there in every language, and nothing is kept that nobody says."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from handlers.vocabulary.languages import FOLDER, LANGUAGES, catalogue

ROOT = Path(__file__).parents[2]
OTHERS = sorted(set(LANGUAGES) - {"en"})
PLACE = re.compile(r"%\((\w+)\)s")

Source = str | tuple[str, str]


@cache
def sources() -> set[Source]:
    """Everything that handlers and bot say, in English: what N_, voice.t and voice.n are given."""
    found: set[Source] = set()
    for path in [*ROOT.glob("handlers/**/*.py"), *ROOT.glob("bot/**/*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and node.args:
                found |= _given(node)
    return found


def _given(call: ast.Call) -> set[Source]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name in {"N_", "t", "rich"}:
        return set(_texts(call.args[0]))
    if name == "n" and len(call.args) > 2:
        return set(zip(_texts(call.args[0]), _texts(call.args[1]), strict=True))
    return set()


def _texts(node: ast.expr) -> list[str]:
    """A text, or both of `a if … else b`."""
    if isinstance(node, ast.IfExp):
        return [*_texts(node.body), *_texts(node.orelse)]
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


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
