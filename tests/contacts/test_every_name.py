"""The rows of tests/places/names.tsv, asked for as officers do, in the language that they read.

A name that is taken shows that country's number and no other, or nobody's. A slip, a name of
several and an unknown one show no number before the choice.

Every twelfth row; LIAISON_TEST_NAMES=1 plays all.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from handlers.contacts.look_up import read
from handlers.core.rules import Rates, Rules
from tests.contacts.desks import countries_shown, open_desks
from tests.places.test_names import TABLE, Row
from tests.talk import Talk, talk_at

STEP = int(os.environ.get("LIAISON_TEST_NAMES", "12"))
LINES = [row for row in TABLE if row.kind in {"exact", "ask", "offer", "unknown"}]
OWN_DESKS = {"CN-GX", "CN-LN", "CN-HL", "CN-ZJ"}  # of the demo network


@pytest.fixture
def talk(tmp_path: Path) -> Iterator[Talk]:
    """The demo network, without a limit to look-ups."""
    made = talk_at(f"sqlite:///{tmp_path / 'liaison.db'}", tmp_path, Rules(rates=Rates(9999, 9999)))
    yield made
    made.home.database.close()


def taken(row: Row) -> list[str]:
    """The countries whose numbers the answer may show; a sentence may name one rightly."""
    places, unclear, _ = read(row.text)
    if row.kind == "exact" or (row.kind == "offer" and places and unclear is None):
        return [code[:2] for code in row.codes if code not in OWN_DESKS]
    return []


@pytest.mark.parametrize(("who", "language"), [("uk", "en"), ("mps", "zh_Hans")])
def test_a_line_shows_the_number_of_its_country_and_no_other(talk: Talk, who: str, language: str) -> None:
    rows = [row for row in LINES if row.language == language][::STEP]
    for row in rows:
        assert countries_shown(talk(f"{who}> /contacts {row.text}").text) == [], row
    open_desks(talk)
    for row in rows:
        assert countries_shown(talk(f"{who}> /contacts {row.text}").text) == taken(row), row


def test_no_line_is_taken_for_another_country() -> None:
    for row in LINES:
        places, _, _ = read(row.text)
        wanted = row.codes if row.kind == "exact" else [[], row.codes][bool(places)]
        assert [place.subdivision or place.code for place in places] == wanted, row
