"""The finder keeps its goals on the table of sentences, and takes no longer than a text's length asks for."""

import time
from pathlib import Path

import pytest

from handlers.recognising.doubt import is_doubtful
from handlers.recognising.finder import find
from tests.screening.measuring import CHECKED, Figures, measure
from tests.screening.test_sentences import LATER, TABLE, sentences


@pytest.fixture(scope="module", params=[TABLE, LATER], ids=["first", "later"])
def figures(request: pytest.FixtureRequest) -> Figures:
    return measure(sentences(request.param))


def test_what_a_check_digit_proves_is_never_missed(figures: Figures) -> None:
    assert {kind: figures.missed[kind] for kind in CHECKED if figures.missed[kind]} == {}


def test_structured_kinds_and_names_keep_their_goals(figures: Figures) -> None:
    structured = [kind for kind in {*figures.right, *figures.missed, *figures.wrong} if kind != "name"]
    assert figures.precision(*structured) >= 0.97
    assert figures.recall(*structured) >= 0.99
    assert figures.precision("name") >= 0.85
    assert figures.recall("name") >= 0.85


@pytest.mark.parametrize("table", [TABLE, LATER])
def test_what_is_not_found_is_read_once_more_by_its_sender(table: Path) -> None:
    personal = [row["sentence"] for row in sentences(table) if row["spans"]]
    assert [said for said in personal if not find(said) and not is_doubtful(said)] == []
    harmless = [row["sentence"] for row in sentences(table) if not row["spans"]]
    assert sum(is_doubtful(said) for said in harmless) <= len(harmless) // 3


@pytest.mark.parametrize(
    "part",
    ["a", "1 ", "a@", "a.", "王", "王小", "市", "路1", "·王", "P<", "AB12 ", "Aa ", "微信", "阿王", "叫"],
)
def test_a_text_four_times_as_long_takes_no_more_than_its_length_asks_for(part: str) -> None:
    took = []
    for length in (2_000, 8_000):
        text = (part * length)[:length]
        before = time.process_time()
        find(text)
        is_doubtful(text)
        took.append(time.process_time() - before)
    assert took[1] < max(took[0] * 10, 0.2)


def test_the_places_are_those_of_the_text_as_it_was_written() -> None:
    raw = "电话：１３８\u200b００００ 0123，护照Ｇ12345678"
    found = find(raw)
    assert [(one.kind, raw[one.start : one.end]) for one in found] == [
        ("phone", "１３８\u200b００００ 0123"),
        ("passport", "Ｇ12345678"),
    ]
