"""The tables of lines are whole, and what comes before each line can be played."""

import csv
from datetime import datetime
from pathlib import Path

import pytest

from bot.chat.script import START
from handlers.core.rules import DEFAULTS
from tests.talk import Talk, talk_at

HERE = Path(__file__).parent
COLUMNS = ["said", "language", "right", "who", "before"]


def lines(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def steps(before: str) -> list[str]:
    return [step for step in before.split(" ⏎ ") if step]


TABLES = [
    *("lines.tsv", "lines-unseen.tsv", "lines-fresh.tsv", "lines-second.tsv", "lines-unseen-3.tsv"),
    *("lines-practice.tsv", "lines-unseen-4.tsv", "lines-unseen-5.tsv"),
    *("lines-unseen-6.tsv", "lines-unseen-7.tsv"),
]
ALL = [line for name in TABLES for line in lines(name)]
BEFORE = sorted({line["before"] for line in ALL})


@pytest.mark.parametrize(
    ("name", "least"),
    list(zip(TABLES, [190, 220, 200, 259, 200, 300, 200, 200, 200, 200], strict=True)),
)
def test_a_table_is_whole(name: str, least: int) -> None:
    found = lines(name)
    assert [
        one for one in found if list(one) != COLUMNS or not all((one["said"], one["right"], one["who"]))
    ] == []
    assert {one["language"] for one in found} == {"en", "zh"}
    assert len({(one["said"], one["before"]) for one in found}) == len(found) >= least


def test_the_glossary_is_whole() -> None:
    found = lines("glossary.tsv")
    assert all(list(one) == ["term", "zh", "note"] and one["term"] and one["zh"] for one in found)
    assert len({one["term"] for one in found}) == len(found) >= 80


@pytest.mark.parametrize(
    ("name", "earlier"),
    [
        ("lines-unseen.tsv", ["lines.tsv"]),
        ("lines-fresh.tsv", ["lines.tsv", "lines-unseen.tsv"]),
        ("lines-second.tsv", ["lines.tsv", "lines-unseen.tsv", "lines-fresh.tsv"]),
        ("lines-unseen-3.tsv", TABLES[:4]),
        ("lines-unseen-5.tsv", TABLES[:7]),
        ("lines-unseen-6.tsv", TABLES[:8]),
        ("lines-unseen-7.tsv", TABLES[:9]),
    ],
)
def test_nothing_that_was_seen_is_among_the_unseen(name: str, earlier: list[str]) -> None:
    seen = {(line["said"], line["before"]) for table in earlier for line in lines(table)}
    assert [line["said"] for line in lines(name) if (line["said"], line["before"]) in seen] == []


@pytest.mark.parametrize("before", BEFORE)
def test_what_comes_before_a_line_can_be_played(before: str, tmp_path: Path) -> None:
    first, *rest = steps(before) or [""]
    is_moment = first.startswith("@ 20")
    at = datetime.fromisoformat(first[2:]) if is_moment else START
    talk: Talk = talk_at(f"sqlite:///{tmp_path / 'liaison.db'}", tmp_path, DEFAULTS, at)
    heard = talk(*(rest if is_moment else [first, *rest]))
    talk.home.close()
    assert heard or not rest
