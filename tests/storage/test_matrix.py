"""What the Matrix channel must find again after a restart, on both databases."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from storage import matrix, migrate
from storage.engine import Database
from storage.keys import Keyring

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
SPAIN = "@spain:example.org"


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url, Keyring.generate())
    migrate.upgrade(database.engine)
    yield database
    database.close()


def test_a_secret_is_found_again_and_its_newer_value_counts(database: Database) -> None:
    for value in (b"first", bytes(range(256))):
        with database.work(NOON) as work:
            matrix.keep_secret(work, "identity", value)
        with database.work(NOON, write=False) as work:
            assert matrix.secret(work, "identity") == value
            assert matrix.secret(work, "login") is None


def test_the_room_used_last_is_the_one_that_is_written_to(database: Database) -> None:
    for number, room in enumerate(("!a:example.org", "!A:example.org", "!a:example.org")):
        with database.work(NOON + timedelta(minutes=number)) as work:
            matrix.use_room(work, SPAIN, room)
    with database.work(NOON) as work:
        matrix.use_room(work, "@italy:example.org", "!i:example.org")
        assert matrix.rooms_of(work, SPAIN) == ["!a:example.org", "!A:example.org"]
        matrix.forget_room(work, "!a:example.org")
        assert matrix.rooms_of(work, SPAIN) == ["!A:example.org"]
        assert matrix.rooms_of(work, "@italy:example.org") == ["!i:example.org"]


def test_an_event_is_parked_once_and_keeps_its_age(database: Database) -> None:
    later = NOON + timedelta(minutes=1)
    with database.work(NOON) as work:
        matrix.park(work, "$2", {"room": "!a", "event": {}}, later)
        matrix.park(work, "$1", {"room": "!a", "event": {"type": "m.room.encrypted"}}, NOON)
        matrix.park(work, "$1", {"room": "!a", "event": {}}, later)
    with database.work(NOON) as work:
        matrix.mark_told(work, "$1")
        matrix.mark_told(work, "$unknown")
        rows = matrix.parked(work)
        assert [(row.event, row.since, row.told) for row in rows] == [
            ("$1", NOON, True),
            ("$2", later, False),
        ]
        assert rows[0].body["event"] == {"type": "m.room.encrypted"}
        matrix.unpark(work, ["$1", "$2"])
        assert matrix.parked(work) == []
