"""Lines of the kinds that were once misread: what is answered, and what has to stand in it.

Columns of `kinds.tsv`: `said`, `who`, the steps `before`, the `kinds` of answers, and what it `holds`, with
its buttons (`¦` between). Those before which nothing is said share a network.
"""

from itertools import groupby

import pytest

from tests.talk import Heard, Talk
from tests.words.test_tables import lines, steps

Row = dict[str, str]
ROWS = lines("kinds.tsv")
ALONE = [row for row in ROWS if row["before"] or row["kinds"] != "words.loose"]
TOGETHER = [row for row in ROWS if row not in ALONE]


def missing(row: Row, heard: Heard) -> str:
    """What is not as the row has it; "" where all is."""
    own = heard.to(row["who"])
    if " ".join(own.kinds) != row["kinds"]:
        return f"{row['said']}: {own.kinds} {own.text[:80]}"
    whole = own.text + "\n" + "\n".join(label for event in own.events for label in event["buttons"])
    at = 0
    for one in filter(None, row["holds"].split("¦")):
        at = whole.find(one, at) + 1
        if not at:
            return f"{row['said']}: no {one!r} in {whole}"
    return ""


def said(talk: Talk, row: Row) -> Heard:
    for step in steps(row["before"]):
        talk(step)
    refs = [ref for event in talk.everything.events for ref in event["refs"]]
    return talk(f"{row['who']}> {row['said'].replace('{ref}', refs[-1] if refs else '')}")


@pytest.mark.parametrize("row", ALONE, ids=lambda row: row["said"])
def test_a_line_of_its_kind_is_read(row: Row, talk: Talk) -> None:
    assert missing(row, said(talk, row)) == ""


def test_a_sentence_is_kept_and_asked_about_whatever_word_it_holds(talk: Talk) -> None:
    found = [missing(row, said(talk, row)) for row in TOGETHER]
    assert [one for one in found if one] == []


def test_nothing_stands_twice() -> None:
    twice = [
        key for key, rows in groupby(sorted((row["said"], row["before"]) for row in ROWS)) if len([*rows]) > 1
    ]
    assert twice == []
    assert len(TOGETHER) >= 50
