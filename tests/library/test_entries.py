"""Every shipped entry of the library is whole, in both languages, and names nobody who can be called."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

import pytest

from tests.house.files import ROOT

FOLDER = ROOT / "handlers" / "library" / "entries"
KINDS = {"practice", "indicator", "howto", "legal"}
FIELDS = {"kind", "tlp", "source", "checked", "en", "zh"}
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
HAN = re.compile("[\u3400-\u9fff]")
# an address, a link or what could be dialled; the numbers of laws ("2011/36", "2021—2030") are neither
CALLABLE = re.compile(r"[\w.]+@[\w-]+\.\w|https?:|www\.|\+\d{2}|\b\d{7,}\b|\b\d{2,4}([ -]\d{2,4}){2,}\b")


@cache
def entries() -> dict[str, dict[str, Any]]:
    return {path.stem: tomllib.loads(path.read_text("utf-8")) for path in sorted(FOLDER.iterdir())}


def faults(slug: str, entry: dict[str, Any]) -> Iterator[str]:
    """What is wrong with an entry, a word each."""
    if not SLUG.fullmatch(slug):
        yield "slug"
    if (
        entry.keys() != FIELDS
        or entry["en"].keys() != {"title", "text"}
        or entry["zh"].keys() != {"title", "text"}
    ):
        yield "fields"
        return
    if entry["kind"] not in KINDS or entry["tlp"] != "CLEAR" or type(entry["checked"]) is not date:
        yield "marks"
    if not re.search(r"\d{4}|database", entry["source"]):
        yield "source"
    yield from _lengths(entry)
    if CALLABLE.search(_words(entry)):
        yield "callable"
    if entry["kind"] == "legal" and not _disclaims(entry):
        yield "disclaimer"


def _words(entry: dict[str, Any]) -> str:
    return "\n".join([entry["source"], *entry["en"].values(), *entry["zh"].values()])


def _lengths(entry: dict[str, Any]) -> Iterator[str]:
    """A text that a phone shows without scrolling for long; the Chinese one is as long as the other."""
    if len(entry["en"]["title"]) > 60 or not 80 <= len(entry["en"]["text"].split()) <= 220:
        yield "length"
    if HAN.search(entry["en"]["title"]) or not HAN.search(entry["zh"]["title"]):
        yield "language"
    if len(entry["zh"]["title"]) > 30 or not 120 <= len(HAN.findall(entry["zh"]["text"])) <= 450:
        yield "length"


def _disclaims(entry: dict[str, Any]) -> bool:
    return "not legal advice" in entry["en"]["text"].lower() and "不构成法律意见" in entry["zh"]["text"]


def test_every_entry_is_whole() -> None:
    found = {slug: list(faults(slug, entry)) for slug, entry in entries().items()}
    assert {slug: wrong for slug, wrong in found.items() if wrong} == {}


def test_there_are_enough_of_every_kind() -> None:
    kinds = Counter(entry["kind"] for entry in entries().values())
    assert kinds.keys() == KINDS
    assert kinds.total() >= 40
    assert min(kinds.values()) >= 9


def test_nothing_but_entries_lies_among_them() -> None:
    assert {path.suffix for path in FOLDER.iterdir()} == {".toml"}


def test_no_two_entries_have_the_same_title() -> None:
    for language in ("en", "zh"):
        titles = [entry[language]["title"] for entry in entries().values()]
        assert len(set(titles)) == len(titles)


WORDS = "What is said here is not legal advice. " + "A word " * 50
GOOD: dict[str, Any] = {
    "kind": "legal",
    "tlp": "CLEAR",
    "source": "A treaty, 2000",
    "checked": date(2026, 11, 30),
    "en": {"title": "A title", "text": WORDS},
    "zh": {"title": "标题", "text": "本文不构成法律意见。" + "迹象" * 60},
}


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({}, None),
        ({"kind": "story"}, "marks"),
        ({"tlp": "RED"}, "marks"),
        ({"checked": "2026-11-30"}, "marks"),
        ({"source": "somebody"}, "source"),
        ({"extra": 1}, "fields"),
        ({"en": {"title": "A title"}}, "fields"),
        ({"en": {"title": "A title", "text": "Short, and not legal advice."}}, "length"),
        ({"en": {"title": "A title", "text": "A word " * 60}}, "disclaimer"),
        ({"en": {"title": "A title", "text": WORDS + "Call 030 1234 5678."}}, "callable"),
        ({"en": {"title": "A title", "text": WORDS + "Write to desk@example.org."}}, "callable"),
        ({"zh": {"title": "A title", "text": GOOD["zh"]["text"]}}, "language"),
    ],
)
def test_a_fault_is_found(change: dict[str, Any], fault: str | None) -> None:
    assert list(faults("a-slug", {**GOOD, **change})) == ([fault] if fault else [])
