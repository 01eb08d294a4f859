"""The table names.tsv: what people type, and what it must be taken for.

exact     one place, taken as it stands            ask      a name of several: choices, in this order
offer     never taken: the first choice is this    unknown  no place and no offer
head      places at the head of a command          none     a command that begins with no place
unclear   the head is asked about, these first     sentence places named inside a sentence
"""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pytest

from handlers.places import Place, find, mentioned, name, split


class Row(NamedTuple):
    text: str
    language: str
    kind: str
    codes: list[str]


def _table() -> list[Row]:
    lines = Path(__file__).with_name("names.tsv").read_text("utf-8").splitlines()
    cells = [line.split("\t") for line in lines if not line.startswith("# input")]
    return [
        Row(text.replace("\\u200b", "\u200b"), lang, kind, codes.split()) for text, lang, kind, codes in cells
    ]


TABLE = _table()


def codes(places: Iterable[Place]) -> list[str]:
    return [place.subdivision or place.code for place in places]


def rows(*kinds: str) -> pytest.MarkDecorator:
    chosen = [row for row in TABLE if row.kind in kinds]
    return pytest.mark.parametrize("row", chosen, ids=[f"{row.kind}-{row.text}" for row in chosen])


def test_the_table_is_long_and_speaks_both_languages() -> None:
    assert len(TABLE) >= 1200
    assert {row.language for row in TABLE} == {"en", "zh_Hans"}
    assert {row.kind for row in TABLE} == {
        "exact", "ask", "offer", "unknown", "head", "none", "unclear", "sentence",
    }  # fmt: skip


@rows("exact")
def test_a_name_or_code_is_taken_for_its_one_place(row: Row) -> None:
    found = find(row.text)
    assert found.place is not None
    assert codes([found.place]) == row.codes
    assert found.exact
    assert found.choices == ()


@rows("ask")
def test_a_name_of_several_places_is_asked_about(row: Row) -> None:
    found = find(row.text)
    assert found.place is None
    assert codes(found.choices) == row.codes
    assert found.exact


@rows("offer")
def test_a_misspelling_is_offered_and_never_taken(row: Row) -> None:
    found = find(row.text)
    assert found.place is None
    assert not found.exact
    assert codes(found.choices)[:1] == row.codes


@rows("unknown")
def test_an_unknown_text_is_nobodys_country(row: Row) -> None:
    found = find(row.text)
    assert (found.place, found.choices, found.exact) == (None, (), False)


@rows("head")
def test_the_places_at_the_head_are_cut_from_the_text(row: Row) -> None:
    cut = split(row.text)
    assert codes(cut.places) == row.codes
    assert cut.unclear is None
    assert row.text.endswith(cut.rest)


@rows("none")
def test_a_text_without_a_place_at_its_head_stays_whole(row: Row) -> None:
    cut = split(row.text)
    assert (cut.places, cut.rest, cut.unclear) == ((), row.text, None)


@rows("unclear")
def test_an_unclear_head_is_asked_about_with_its_words(row: Row) -> None:
    cut = split(row.text)
    assert cut.places == ()
    assert cut.unclear is not None
    assert codes(cut.unclear.choices)[: len(row.codes)] == row.codes
    assert row.text.startswith(cut.unclear.text)
    assert row.text.endswith(cut.rest)
    assert cut.unclear.text not in cut.rest


@rows("sentence")
def test_places_are_found_inside_a_sentence(row: Row) -> None:
    assert codes(mentioned(row.text)) == row.codes


def test_every_place_that_is_found_has_a_name_to_show() -> None:
    for row in TABLE:
        found = find(row.text)
        for place in [found.place] if found.place else found.choices:
            shown = name(place, row.language)
            assert shown not in {place.code, place.subdivision}, row
            assert find(shown.split(",")[0]).place in {place, None}, row
