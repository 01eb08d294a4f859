"""The table when.tsv: what officers type, and the one moment it means, or why there is none."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.dates import NotUnderstood, Understood, find, read
from handlers.dates.results import Purpose
from handlers.times.recurring import Rule
from handlers.times.showing import show

BEIJING, MADRID, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Madrid"), ZoneInfo("Europe/Berlin")
TUESDAY = datetime(2026, 12, 1, 2, 0, tzinfo=UTC)  # 10:00 in Beijing


class Row(NamedTuple):
    text: str
    now: datetime
    zone: ZoneInfo
    purpose: Purpose
    expected: str


def _table() -> Iterator[Row]:
    now, zone, purpose = TUESDAY, BEIJING, "deadline"
    for line in Path(__file__).with_name("when.tsv").read_text("utf-8").splitlines():
        cells = line.split("\t")
        if cells[0] == "@":
            now, zone, purpose = datetime.fromisoformat(cells[1]), ZoneInfo(cells[2]), cells[3]
        elif not line.startswith("#"):
            yield Row(cells[0], now, zone, "deadline" if purpose == "deadline" else "reminder", cells[1])


TABLE = list(_table())


def written(result: Understood | NotUnderstood, zone: ZoneInfo) -> str:
    """As in the table."""
    if isinstance(result, NotUnderstood):
        choices = zip_longest(result.choices, result.specs)
        return " | ".join([result.reason, *(_moment(at, zone, rule) for at, rule in choices)])
    return _moment(result.at, zone, result.spec, " day" * result.all_day)


def _moment(at: datetime, zone: ZoneInfo, rule: Rule | None, day: str = "") -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}{day}" + (f" [{rule}]" if rule else "")


@pytest.mark.parametrize("row", TABLE, ids=[f"{row.now:%m%d}-{row.text}" for row in TABLE])
def test_a_phrase_means_what_the_table_says(row: Row) -> None:
    assert written(read(row.text, row.zone, row.now, row.purpose), row.zone) == row.expected


def test_the_table_is_long_and_no_choice_has_passed() -> None:
    assert len(TABLE) >= 150
    for row in TABLE:
        result = read(row.text, row.zone, row.now, row.purpose)
        moments = [result.at] if isinstance(result, Understood) else result.choices
        assert all(at > row.now and at.tzinfo is UTC for at in moments)


# a one-line command: what the head says, the head, the rest; None where the text is all text
HEADS: list[tuple[Purpose, str, tuple[str, str, str] | None]] = [
    ("deadline", "by Friday 17:00 Two women held", ("2026-12-04 17:00", "by Friday 17:00", "Two women held")),
    ("deadline", "周五17点前 请核查车牌", ("2026-12-04 17:00", "周五17点前", "请核查车牌")),
    ("deadline", "请于周五17点前回复：车牌", ("2026-12-04 17:00", "请于周五17点前", "回复：车牌")),
    ("deadline", "截至12月4日17点 三名女子", ("2026-12-04 17:00", "截至12月4日17点", "三名女子")),
    ("deadline", "in 3 days check the plate", ("2026-12-04 10:00", "in 3 days", "check the plate")),
    ("deadline", "3天内答复 车牌", ("2026-12-04 10:00", "3天内", "答复 车牌")),
    ("deadline", "2026-12-04 check the plate", ("2026-12-05 00:00 day", "2026-12-04", "check the plate")),
    ("deadline", "by tomorrow: two women", ("2026-12-03 00:00 day", "by tomorrow", "two women")),
    ("deadline", "tomorrow: two women", ("2026-12-03 00:00 day", "tomorrow", "two women")),
    ("deadline", "by Friday 5 women are moved", ("2026-12-05 00:00 day", "by Friday", "5 women are moved")),
    ("deadline", "by 4 December 12 women", ("2026-12-05 00:00 day", "by 4 December", "12 women")),
    ("deadline", "by next week two women", ("unknown", "by next week", "two women")),
    ("deadline", "by 12/04 names", ("ambiguous | 2026-12-05 00:00 | 2027-04-13 00:00", "by 12/04", "names")),
    ("deadline", "by yesterday names", ("past", "by yesterday", "names")),
    ("deadline", "(by Friday 17:00) two women", ("2026-12-04 17:00", "(by Friday 17:00)", "two women")),
    ("deadline", "by Friday. Two women", ("2026-12-05 00:00 day", "by Friday", "Two women")),
    ("deadline", "by Friday\n17:00 they leave", ("2026-12-05 00:00 day", "by Friday", "17:00 they leave")),
    ("deadline", "ＢＹ Friday １７：００ names", ("2026-12-04 17:00", "ＢＹ Friday １７：００", "names")),
    (
        "deadline",
        "by Fri 4 Dec 17:00 Beijing · 10:00 Madrid names",
        ("2026-12-04 17:00", "by Fri 4 Dec 17:00 Beijing · 10:00 Madrid", "names"),
    ),
    # a city may be a zone, or where the text begins; its word is never lost
    (
        "deadline",
        "by Friday 17:00 Madrid time names",
        ("2026-12-05 00:00", "by Friday 17:00 Madrid time", "names"),
    ),
    (
        "deadline",
        "by Friday 17:00 Madrid police ask",
        ("ambiguous | 2026-12-04 17:00 | 2026-12-05 00:00", "by Friday 17:00", "Madrid police ask"),
    ),
    (
        "deadline",
        "by Friday 17:00 Beijing police ask",
        ("2026-12-04 17:00", "by Friday 17:00", "Beijing police ask"),
    ),
    # what happened or will happen is no deadline
    ("deadline", "2026-11-30 three women seen", None),
    ("deadline", "tomorrow two women will be moved", None),
    ("deadline", "Friday 17:00 two women arrive in Madrid", None),
    ("deadline", "on Friday two women", None),
    ("deadline", "12月4日三名女子抵达", None),
    ("deadline", "周五前往马德里", None),
    ("deadline", "3日内部核查", None),
    ("deadline", "24/7 hotline", None),
    ("deadline", "three women by Friday", None),
    ("deadline", "by truck to Madrid", None),
    ("deadline", "", None),
    ("reminder", "tomorrow 9:00 call Madrid", ("2026-12-02 09:00", "tomorrow 9:00", "call Madrid")),
    ("reminder", "明天上午9点 给马德里打电话", ("2026-12-02 09:00", "明天上午9点", "给马德里打电话")),
    ("reminder", "明天上午9点给马德里打电话", ("2026-12-02 09:00", "明天上午9点", "给马德里打电话")),
    (
        "reminder",
        "every Monday 9:00 weekly report",
        ("2026-12-07 09:00 [W1 09:00]", "every Monday 9:00", "weekly report"),
    ),
    ("reminder", "每周一9:00 周报", ("2026-12-07 09:00 [W1 09:00]", "每周一9:00", "周报")),
    ("reminder", "in 2h call", ("2026-12-01 12:00", "in 2h", "call")),
    ("reminder", "半小时后 给马德里打电话", ("2026-12-01 10:30", "半小时后", "给马德里打电话")),
    ("reminder", "tomorrow call Madrid", ("2026-12-02 09:00 day", "tomorrow", "call Madrid")),
    ("reminder", "on Friday call Madrid", ("2026-12-04 09:00 day", "on Friday", "call Madrid")),
    ("reminder", "17:00 call", ("2026-12-01 17:00", "17:00", "call")),
    ("reminder", "周五17点前往马德里", ("2026-12-04 17:00", "周五17点", "前往马德里")),
    ("reminder", "every 2 days call", ("unknown", "every 2 days", "call")),
    ("reminder", "tomorrow", ("2026-12-02 09:00 day", "tomorrow", "")),
    ("reminder", "call Madrid tomorrow", None),
    ("reminder", "Friday's notes", None),
    ("reminder", "sat nav evidence", None),
    ("reminder", "may 5 women be held", None),
    ("reminder", "morning call", None),
    ("reminder", "3点建议请转发", None),
]


@pytest.mark.parametrize(("purpose", "text", "expected"), HEADS, ids=[text for _, text, _ in HEADS])
def test_the_date_at_the_head_is_cut_from_the_text(
    purpose: Purpose, text: str, expected: tuple[str, str, str] | None
) -> None:
    found = find(text, BEIJING, TUESDAY, purpose)
    assert (found and (written(found[0], BEIJING), *found[1:])) == expected


ZONES = st.sampled_from(
    [BEIJING, MADRID, BERLIN, *map(ZoneInfo, ("Europe/London", "UTC", "America/New_York", "Asia/Kolkata"))]
)
NOWS = st.integers(1_577_836_800, 2_840_140_800).map(lambda second: datetime.fromtimestamp(second, UTC))
PURPOSES: st.SearchStrategy[Purpose] = st.sampled_from(["deadline", "reminder"])
WORDS = sorted({word for row in TABLE for word in row.text.split()} | {row.text for row in TABLE})
TYPED = st.text() | st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)


@given(TYPED, ZONES, NOWS, PURPOSES)
def test_any_text_gets_an_answer_that_is_still_to_come(
    text: str, zone: ZoneInfo, now: datetime, purpose: Purpose
) -> None:
    result = read(text, zone, now, purpose)
    moments = (result.at,) if isinstance(result, Understood) else result.choices
    assert all(at > now for at in moments)
    assert list(moments) == sorted(set(moments))


@given(TYPED, ZONES, NOWS, PURPOSES)
def test_nothing_of_a_text_is_lost_when_its_head_is_cut(
    text: str, zone: ZoneInfo, now: datetime, purpose: Purpose
) -> None:
    found = find(text, zone, now, purpose)
    if found:
        assert text.strip().startswith(found[1])
        assert text.strip().endswith(found[2])


@given(NOWS, st.integers(1, 2 * 366 * 24 * 60), st.lists(ZONES, min_size=1, max_size=3), ZONES, st.booleans())
def test_what_the_bot_writes_is_read_back_as_the_same_instant(
    now: datetime, minutes: int, zones: list[ZoneInfo], mine: ZoneInfo, deadline: bool
) -> None:
    at = now.replace(second=0, microsecond=0) + timedelta(minutes=minutes)
    for language in ("en", "zh_Hans"):
        text = show(at, zones, language, now, deadline)
        assert read(text, mine, now, "deadline") == Understood(at), text


@pytest.mark.parametrize(
    "text", ["9" * 100_000, "by " * 50_000, "周五" * 50_000, "1 day " * 20_000, "(" * 100_000]
)
def test_a_huge_text_is_read_in_bounded_time(text: str) -> None:
    assert read(text, BEIJING, TUESDAY, "deadline") == NotUnderstood("unknown")
    find(text, BEIJING, TUESDAY, "reminder")


def test_the_two_moments_of_a_repeated_hour_are_both_offered() -> None:
    before = datetime(2026, 10, 23, tzinfo=UTC)
    both = tuple(datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1))
    assert read("Sunday 2:30", BERLIN, before, "deadline") == NotUnderstood("ambiguous", both)
    for at, offset in zip(both, (2, 1), strict=True):
        assert read(f"25 Oct 02:30 (UTC+{offset}) Berlin", BERLIN, before, "deadline") == Understood(at)
