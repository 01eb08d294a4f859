"""Whatever is typed: an answer, in bounded time, and never a misspelling taken for a country."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.places import Place, find, mentioned, split
from handlers.places.index import key_of
from handlers.places.labels import index

NAMES = sorted({key.replace(" ", "") for key, places in index().names.items() if len(places) == 1})
TYPED = st.text() | st.lists(st.sampled_from([*NAMES, "and", ",", "、", ":", "IT", "🇪🇸", "\u200b"])).map(
    " ".join
)


@given(TYPED)
def test_any_text_gets_an_answer(text: str) -> None:
    found = find(text)
    assert found.text == text
    assert not (found.place and found.choices)
    assert not found.place or found.exact
    assert len(set(found.choices)) == len(found.choices)
    assert set(map(type, mentioned(text))) <= {Place}


@given(TYPED)
def test_what_is_cut_from_the_head_and_the_rest_are_the_text(text: str) -> None:
    cut = split(text)
    assert text.rstrip().endswith(cut.rest)
    if not cut.places and cut.unclear is None:
        assert cut.rest == text.strip()


@given(st.sampled_from(NAMES), st.data())
def test_a_name_with_a_letter_dropped_is_never_taken_for_another_country(
    name: str, draw: st.DataObject
) -> None:
    at = draw.draw(st.integers(0, len(name) - 1))
    mistyped = name[:at] + name[at + 1 :]
    found = find(mistyped)
    assert found.place is None or found.exact
    if found.place:  # what is left is itself a name: Nigeria → Niger is no letter's work, Irak → Ira is
        known = index()
        squeezed = key_of(mistyped).replace(" ", "")
        assert squeezed in known.squeezed or any(code.lower() == mistyped for code in known.codes)


@pytest.mark.parametrize(
    "text",
    [
        "a" * 100_000,
        "Spain, " * 20_000,
        "西" * 100_000,
        "\u0301" * 50_000,
        "papua new " * 10_000,
        "é" * 9_000,
    ],
    ids=["letters", "list", "characters", "accents", "beginnings", "word"],
)
def test_a_huge_text_is_read_in_bounded_time(text: str) -> None:
    start = time.perf_counter()
    find(text)
    split(text)
    mentioned(text)
    assert (
        time.perf_counter() - start < 2
    )  # a tenth of this here; a search that grows with the text takes minutes
