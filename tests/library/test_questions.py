"""The questions for the library are whole."""

import csv
import re
from collections import Counter
from pathlib import Path

from tests.house.files import ROOT

HERE = Path(__file__).parent
ENTRIES = ROOT / "handlers" / "library" / "entries"
FRAMED_IN_CHINESE = re.compile("[\u3400-\u9fff]")


def table(name: str) -> list[dict[str, str]]:
    with (HERE / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def questions() -> list[dict[str, str]]:
    return table("questions")


def topics() -> dict[str, str]:
    """The slug of the entry that is written on a topic."""
    return {row["topic"]: row["slug"] for row in table("topics")}


def test_the_table_is_whole() -> None:
    rows = questions()
    assert len({row["question"] for row in rows}) == 60
    assert Counter(row["language"] for row in rows) == {"en": 30, "zh": 30}


def test_each_topic_is_asked_about_in_both_languages() -> None:
    asked = {(row["topic"], row["language"]) for row in questions()}
    topics = {topic for topic, _ in asked}
    assert asked == {(topic, language) for topic in topics for language in ("en", "zh")}


def test_each_topic_has_its_entry() -> None:
    assert topics().keys() == {row["topic"] for row in questions()}
    assert [slug for slug in topics().values() if not (ENTRIES / f"{slug}.toml").is_file()] == []


def test_each_question_at_night_has_its_entry() -> None:
    rows = table("night_questions")
    assert len({row["question"] for row in rows}) == 60
    assert {row["slug"] for row in rows} <= {path.stem for path in ENTRIES.iterdir()}
    assert (
        sum(FRAMED_IN_CHINESE.search(row["question"]) is not None for row in rows) == 33
    )  # three of them in English
