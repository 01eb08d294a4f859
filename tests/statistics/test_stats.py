"""/stats as coordinators read it: now, and the last quarter."""

import csv
import io
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PIL import Image
from sqlmodel import select

from handlers.core.rules import DEFAULTS
from handlers.statistics import drawing, picture, table
from handlers.statistics.quarters import Quarter, last_full
from handlers.vocabulary.voice import Voice
from storage import requests
from storage.items import Reference
from tests.talk import Talk, talk_at

JULY = datetime(2026, 7, 6, 9, tzinfo=UTC)


@pytest.fixture
def july(tmp_path: Path) -> Iterator[Talk]:
    made = talk_at(f"sqlite:///{tmp_path / 'liaison.db'}", tmp_path, DEFAULTS, JULY)
    yield made
    made.home.database.close()


def _asked_and_answered(talk: Talk, times: int) -> None:
    for number in range(times):
        ref = talk(f"spain> /request Italy Is company number {number} known?").ref
        talk("@ +1h", "italy! Accept request", f"@ +{number + 1}h", f"italy> /answer {ref} It is.")


def test_a_quarter_is_told_with_its_times(july: Talk) -> None:
    _asked_and_answered(july, 11)
    said = july("@ 2026-10-05T09:00:00+00:00", "eu> /stats").to("eu").of("stats")
    for line in (
        "3rd quarter 2026",
        "Requests: 10",
        "Late: fewer than 5",
        "Accepted: half within 1 hour, nine in ten within 1 hour",
        "Answered: half within 7 hours, nine in ten within 11 hours",
        "Italy: 10 · 7 hours · 11 hours",
    ):
        assert line in said.text
    assert "Aug" not in said.text, "a month with too few hides all of them"
    assert [file["name"] for file in said.events[0]["files"]] == ["2026-Q3.png"]
    assert july("eu! Q2 2026").to("eu").text.startswith("2nd quarter 2026\nNo country was asked five times")


def test_it_is_told_in_chinese(july: Talk) -> None:
    _asked_and_answered(july, 11)
    said = july("@ 2026-10-05T09:00:00+00:00", "eu> /language 中文", "eu> /统计").to("eu").of("stats").text
    assert "2026年第3季度" in said
    assert "意大利：10 · 7小时 · 11小时" in said


def test_what_is_said_is_the_same_whatever_a_hidden_country_holds(july: Talk) -> None:
    """So that it cannot be rebuilt: not from totals, months, lateness, times, nor from two answers."""
    _asked_and_answered(july, 10)
    said = []
    for _ in range(4):
        said.append(july("@ 2026-10-05T09:00:00+00:00", "eu> /stats").of("stats").text.partition("\n\n")[2])
        _put_back(july, "Germany")
    assert len(set(said)) == 1
    _put_back(july, "Germany")
    assert "Germany: 5" in july("eu> /stats").of("stats").text


def _put_back(talk: Talk, country: str) -> None:
    """A request of September, late and answered."""
    ref = talk(f"spain> /request {country} Is the company known?").ref
    with talk.home.database.work(talk.clock.now()) as work:
        item = work.first(select(Reference).where(Reference.text == ref)).item
        for one in requests.addressees_of(work, item.id):
            one.received_at, one.due_at = JULY + timedelta(days=60), JULY + timedelta(days=61)
            work.add(one)


def test_few_are_not_shown_now_either_and_look_like_none(july: Talk) -> None:
    before = july("eu> /stats").text
    july("spain> /request Italy Is the company known?", "spain> /clue Italy Three women")
    said = july("eu> /stats").text
    assert "Requests: too few to show" in said
    assert "Clues: too few to show" in said
    assert said == before


def test_the_words_go_out_where_there_is_no_picture(july: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> bytes:
        raise OSError("no such font")

    monkeypatch.setattr(drawing, "drawn", fails)
    _asked_and_answered(july, 10)
    heard = july("@ 2026-10-05T09:00:00+00:00", "eu> /stats").of("stats")
    assert "Italy: 10" in heard.text
    assert heard.events[0]["files"] == []


_TWELVE = ("IT", "ES", "FR", "DE", "NL", "GB", "CN", "DK", "SE", "NO", "FI", "XK")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_largest_picture_is_small_and_made_at_once(july: Talk, language: str) -> None:
    rows = [
        [code, 5 * place + 10, 3600 * (5 + 11 * place), 9e4 * place + 9e4]
        for place, code in enumerate(_TWELVE)
    ]
    with july.work() as work:
        voice = Voice(language, ZoneInfo("UTC"), JULY, work)
        start = time.thread_time()
        (made,) = picture.of_countries(voice, {"year": 2026, "number": 3, "countries": rows})
    assert time.thread_time() - start < 2
    assert len(made.data) <= 120_000


def test_the_picture_fits_a_phone(july: Talk) -> None:
    with july.home.database.work(JULY) as work:
        voice = Voice("zh", ZoneInfo("Asia/Shanghai"), JULY, work)
        figures = {
            "year": 2026,
            "number": 3,
            "countries": [["IT", 10, 3600.0, 90000.0], ["ES", 5, None, None]],
        }
        (made,) = picture.of_countries(voice, figures)
    drawn = Image.open(io.BytesIO(made.data))
    assert drawn.width == 1080
    assert len(made.data) < 100_000


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2026-01-01", (2025, 4)),
        ("2026-03-31", (2025, 4)),
        ("2026-04-01", (2026, 1)),
        ("2026-12-31", (2026, 3)),
    ],
)
def test_the_last_full_quarter(now: str, then: tuple[int, int]) -> None:
    found = last_full(datetime.fromisoformat(now).replace(tzinfo=UTC))
    assert (found.year, found.number) == then
    assert found.end == Quarter(*then).after.start <= datetime.fromisoformat(now).replace(tzinfo=UTC)


def test_the_table_has_what_the_words_have_and_nothing_else(july: Talk) -> None:
    _asked_and_answered(july, 11)
    july("spain> /request Germany Is it known?")
    heard = (
        july("@ 2026-10-05T09:00:00+00:00", "eu> /stats", "eu! As a table (CSV)").to("eu").of("stats.table")
    )
    (file,) = heard.events[0]["files"]
    assert file["name"] == "2026-Q3.csv"
    (file,) = july("eu! As a table (XLSX)").of("stats.table").events[0]["files"]
    assert file["name"] == "2026-Q3.xlsx"


def test_its_rows_are_read_by_a_spreadsheet_in_the_readers_language(july: Talk) -> None:
    figures = {"year": 2026, "number": 3, "countries": [["IT", 10, 25200.0, 39600.0], ["FR", 5, None, None]]}
    with july.work() as work:
        made = table.of_countries(Voice("zh", ZoneInfo("UTC"), JULY, work), figures)
    assert made.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(made.data.decode("utf-8-sig").splitlines()))
    assert [row[:6] for row in rows[1:]] == [
        ["2026-Q3", "IT", "意大利", "10", "7", "11"],
        ["2026-Q3", "FR", "法国", "5", "", ""],
    ]
    assert rows[0][3] == "协查请求数（取最近的5的倍数）"


def test_without_figures_there_is_no_table(july: Talk) -> None:
    assert "As a table (CSV)" not in july("eu> /stats").buttons
