"""The questions for the library are whole."""

import csv
from collections import Counter
from pathlib import Path

TABLE = Path(__file__).with_name("questions.tsv")


def questions() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_the_table_is_whole() -> None:
    rows = questions()
    assert len({row["question"] for row in rows}) == 60
    assert Counter(row["language"] for row in rows) == {"en": 30, "zh": 30}


def test_each_topic_is_asked_about_in_both_languages() -> None:
    asked = {(row["topic"], row["language"]) for row in questions()}
    topics = {topic for topic, _ in asked}
    assert asked == {(topic, language) for topic in topics for language in ("en", "zh")}
