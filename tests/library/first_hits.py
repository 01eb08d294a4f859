"""How often the right entry comes first: `python -m tests.library.first_hits`."""

import csv
from collections.abc import Sequence
from pathlib import Path

from handlers.library import shipped
from handlers.library.index import Index

HERE = Path(__file__).parent
Question = tuple[str, frozenset[str]]  # and the entries that answer it


def rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def by_topic() -> list[Question]:
    """Those that were written before there was a library."""
    slugs = {row["topic"]: frozenset(row["slug"].split()) for row in rows("topics.tsv")}
    return [(row["question"], slugs[row["topic"]]) for row in rows("questions.tsv")]


def at_night() -> list[Question]:
    """As typed by somebody in a hurry, after the entries and before the search."""
    return [(row["question"], frozenset([row["slug"]])) for row in rows("night_questions.tsv")]


def unseen() -> list[Question]:
    """Written after the search, by somebody who had not seen it."""
    return [(row["question"], frozenset([row["topic"]])) for row in rows("questions-second.tsv")]


def index() -> Index:
    made = Index()
    for name, entry in shipped.entries().items():
        made.put(name, list(entry.texts.values()))
    return made


def first(questions: Sequence[Question], among: int = 1) -> int:
    """How many have a right entry among the first so many."""
    made = index()
    return sum(bool(right & set(made.search(asked)[:among])) for asked, right in questions)


def main() -> None:
    asked = {"questions.tsv": by_topic(), "night_questions.tsv": at_night(), "questions-second.tsv": unseen()}
    for name, questions in asked.items():
        counts = (first(questions, among) for among in (1, 3, 5))
        print(name, "first / among three / among five of", len(questions), *counts)


if __name__ == "__main__":
    main()
