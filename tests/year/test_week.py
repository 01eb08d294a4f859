"""The table of a week counts what it says: `python -m tests.year --week` is the week itself."""

from datetime import UTC, datetime, timedelta

from tests.year.week import Ring, Table

NOON = datetime(2026, 11, 10, 12, tzinfo=UTC)


def ring(
    who: str, at: datetime, *, kind: str = "clue.referred", urgent: bool = False, words: str = "x"
) -> Ring:
    return Ring(977, who, who == "eu", at.date(), at.hour, kind, urgent, words, at)


def test_days_without_any_count_and_a_person_is_a_line_of_a_day() -> None:
    table = Table({False: 2, True: 1}, days=5)
    table.rings = [ring("spain", NOON + timedelta(hours=2 * hour)) for hour in range(3)]
    assert table.line("officers", of_coordinators=False).split() == ["officers", "3", "0", "0", "3"]
    table.rings += [ring("mps", NOON + timedelta(days=day)) for day in range(5)]
    assert table.line("officers", of_coordinators=False).split() == ["officers", "8", "1", "1", "3"]


def test_what_comes_at_night_and_what_comes_twice() -> None:
    night = NOON.replace(hour=23)
    table = Table({False: 2, True: 1}, days=5)
    table.rings = [
        ring("spain", night),
        ring("spain", night + timedelta(minutes=59), words="y"),
        ring("spain", night + timedelta(minutes=59)),
        ring("italy", night, urgent=True),
    ]
    assert [one.who for one in table.night() if not one.urgent] == ["spain", "spain", "spain"]
    assert table.doubles() == 1
