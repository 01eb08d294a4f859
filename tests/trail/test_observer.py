"""The observer, a data-protection supervisor, reads and exports the trail, and never content."""

import csv

import pytest

from storage.audit import Tag
from storage.people import Role, officer_named
from storage.trail import entries
from tests.talk import Talk

PLAIN = "Three women held at a restaurant"


@pytest.fixture
def watched(talk: Talk) -> Talk:
    """A member of the Italian office supervises."""
    with talk.work() as work:
        officer = officer_named(work, "italy")
        assert officer is not None
        officer.role = Role.OBSERVER
        work.add(officer)
    return talk


def test_the_observer_reads_who_did_what_and_no_content(watched: Talk) -> None:
    ref = watched(f"spain> /clue Italy, China {PLAIN}").ref
    for asked in ("/trail", f"/trail {ref}", f"/审计 {ref}", "/trail spain"):
        heard = watched(f"italy> {asked}")
        assert heard.kinds == ["trail.shown"]
        assert "officer:clue:file" in heard.text
        assert ref in heard.text
        assert PLAIN not in heard.text
    assert "officer:clue:file" not in watched("italy> /trail mps").text
    assert watched("italy> /trail nobody").kinds == ["trail.how"]


def test_the_export_is_a_file_of_the_same(watched: Talk) -> None:
    ref = watched(f"spain> /clue China {PLAIN}").ref
    heard = watched("italy> /trail export")
    assert heard.kinds == ["trail.exported"]
    assert [file["name"] for event in heard.events for file in event["files"]] == ["trail.csv"]
    with watched.work() as work:
        assert {Tag.TRAIL_EXPORTED} <= {one.tag for one in entries(work, 5)}
    assert ref


def test_an_item_never_shows_its_content_to_an_observer(watched: Talk) -> None:
    heard = watched(f"spain> /clue Italy {PLAIN}", f"spain> /request Italy {PLAIN}?")
    assert PLAIN not in heard.to("italy").text
    refs = {ref for event in heard.events for ref in event["refs"]}
    for ref in refs:
        assert watched(f"italy> /status {ref}").kinds == ["reference.unknown"]
    assert PLAIN not in watched("italy> /status", "italy> /outstanding").text


@pytest.mark.parametrize("who", ["spain", "eu", "mps"])
def test_nobody_else_reads_the_trail(talk: Talk, who: str) -> None:
    assert not {"trail.shown", "trail.exported"} & {*talk(f"{who}> /trail", f"{who}> /trail export").kinds}


def test_the_file_has_a_row_for_each_entry(watched: Talk) -> None:
    from handlers.trail.command import _rows  # what the file is written from

    ref = watched(f"spain> /clue China {PLAIN}").ref
    with watched.work() as work:
        rows = _rows(work, {}, 50_000)
        assert len(rows) == entries(work, 1)[0].number
        assert ref in {row[4] for row in rows}
        assert csv.field_size_limit() > max(len(str(row)) for row in rows)
