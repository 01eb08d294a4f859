"""Notices that come again, by the rules of docs/coordinators.md: short months, leap days, clock changes."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from handlers.core.rules import DEFAULTS
from storage.people import officer_named
from tests.talk import Heard, Talk, talk_at

MADRID = ZoneInfo("Europe/Madrid")
SHORT, LEAP = "; in a shorter month, on its last day", "; in other years, on 28 February"
WAYS = [
    # typed by a coordinator in Madrid, from when, until when, and the wall times at which it went out
    ("every month on the 31st 9:00", "2027-01-05", "2027-05-02",
     ["01-31 09:00", "02-28 09:00", "03-31 09:00", "04-30 09:00"]),
    ("every 29 February 9:00", "2027-02-25", "2027-03-02", ["02-28 09:00"]),
    ("every 29 February 9:00", "2028-02-25", "2028-03-02", ["02-29 09:00"]),
    ("every day 9:00", "2027-03-27", "2027-03-30", ["03-27 09:00", "03-28 09:00", "03-29 09:00"]),
    ("every day 02:30", "2027-03-27", "2027-03-30", ["03-27 02:30", "03-28 03:00", "03-29 02:30"]),
    ("every day 02:30", "2027-10-30", "2027-11-02", ["10-30 02:30", "10-31 02:30", "11-01 02:30"]),
    ("every second Monday 9:00", "2027-10-12", "2027-11-16", ["10-18 09:00", "11-01 09:00", "11-15 09:00"]),
    ("every 3 weeks on Friday 9:00", "2026-12-02", "2027-01-20",
     ["12-04 09:00", "12-25 09:00", "01-15 09:00"]),
    ("每两周的周一9:00", "2026-12-15", "2027-01-20", ["12-21 09:00", "01-04 09:00", "01-18 09:00"]),
    ("every Monday 9:00", "2027-10-20", "2027-11-03", ["10-25 09:00", "11-01 09:00"]),
]  # fmt: skip


def talk_in_madrid(folder: Path, start: str, language: str = "en") -> Talk:
    at = datetime.fromisoformat(start).replace(tzinfo=MADRID).astimezone(UTC)
    talk = talk_at(f"sqlite:///{folder / 'liaison.db'}", folder, DEFAULTS, at)
    with talk.work() as work:
        officer = officer_named(work, "eu")
        assert officer is not None
        officer.zone, officer.language = MADRID.key, language
        work.add(officer)
    return talk


def walls(heard: Heard) -> list[str]:
    """When it went out, on the clocks of Madrid."""
    times = [datetime.fromisoformat(event["at"]) for event in heard.of("notice.new").events]
    return [f"{at.astimezone(MADRID):%m-%d %H:%M}" for at in times]


@pytest.mark.parametrize(("typed", "start", "end", "expected"), WAYS)
def test_it_comes_again_by_its_rule(
    tmp_path: Path, typed: str, start: str, end: str, expected: list[str]
) -> None:
    talk = talk_in_madrid(tmp_path, start)
    preview = talk(f"eu> /notice Italy no-ack {typed} Check the list")
    assert preview.kinds == ["notice.preview"], preview.text
    end_at = datetime.fromisoformat(end).replace(tzinfo=MADRID)
    assert walls(talk("eu! Plan it", f"@ {end_at.isoformat()}")) == expected
    talk.home.database.close()


@pytest.mark.parametrize(
    ("language", "line", "offered"),
    [
        (
            "en",
            "/notice Italy every Monday at 9 Check",
            ["Mon 11 Jan 09:00 Madrid", "Mon 11 Jan 21:00 Madrid"],
        ),
        (
            "zh",
            "通知 意大利 每月31日9点 核对",
            ["马德里时间1月31日（周日）09:00", "马德里时间1月31日（周日）21:00"],
        ),
    ],
)
def test_of_an_hour_with_two_readings_one_is_chosen_and_comes_again(
    tmp_path: Path, language: str, line: str, offered: list[str]
) -> None:
    talk = talk_in_madrid(tmp_path, "2027-01-05", language)
    assert talk(f"eu> {line}").buttons[:2] == offered
    chosen = talk("eu! 2").text
    assert offered[1] in chosen
    assert {"en": "and again every Mon at 21:00", "zh": "每月31日21:00"}[language] in chosen
    talk.home.database.close()


def test_another_coordinator_sees_whose_clock_it_is(tmp_path: Path) -> None:
    talk = talk_in_madrid(tmp_path, "2027-01-05T10:00")
    heard = talk("eu> /notice Italy urgent every Monday 9:00 Check", "eu! Ask for approval")
    said = heard.to("iom").text.splitlines()
    assert "When: Mon 11 Jan 16:00 Beijing, and again every Mon at 09:00 (Europe/Madrid)" in said
    talk.home.database.close()
