"""What was dropped does not stand in SQLite's log for long: the files are carved, with the key in hand."""

import asyncio
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.clock import VirtualClock
from bot.pipeline.tending import Tending
from storage.engine import Database
from storage.keys import Keyring
from tests.storage.carving import carved
from tests.talk import Talk

DRAFT, REMINDER = "SECRETDROPPED", "SECRETREMIND"
STEPS = (
    f"spain> /clue {DRAFT} nobody knows which country",
    "spain> /cancel",
    f"spain> /remind tomorrow {REMINDER}",
    "spain> /remind",
    "spain! Delete 1",
)


@pytest.fixture
def dropped(talk: Talk) -> Talk:
    """A network where a draft and a reminder were just dropped; its letters still say them."""
    talk("spain> /help")  # the day's housekeeping, which cuts the log, is done
    talk(*STEPS)
    return talk


def left(talk: Talk, word: str) -> tuple[set[str], set[str]]:
    """Where it still stands: in the database, in its log."""
    path = Path(str(talk.home.database.engine.url.database))
    keyring = talk.home.database.keyring
    return carved(path, keyring, word), carved(path.with_name(path.name + "-wal"), keyring, word)


def test_what_was_dropped_leaves_the_disk_within_the_hour(dropped: Talk) -> None:
    assert "draft.answers" in left(dropped, DRAFT)[1]
    assert "reminder.words" in left(dropped, REMINDER)[1]
    clock = VirtualClock(dropped.clock.now())
    tending = Tending(dropped.home.database, clock)
    asyncio.run(tending.step())
    for word, column in ((DRAFT, "draft.answers"), (REMINDER, "reminder.words")):
        database, log = left(dropped, word)
        assert (column in database, log) == (False, set())
    dropped(*STEPS)
    asyncio.run(tending.step())  # not yet an hour later
    assert left(dropped, DRAFT)[1]
    clock.move_to(clock.now() + timedelta(hours=1))
    asyncio.run(tending.step())
    assert not left(dropped, DRAFT)[1]


def test_what_letters_said_is_gone_from_every_file_after_two_months(dropped: Talk) -> None:
    dropped("@ +62d")
    assert [left(dropped, word) for word in (DRAFT, REMINDER)] == [(set(), set()), (set(), set())]


def test_who_reads_just_now_is_waited_for_until_the_next_time(dropped: Talk) -> None:
    database = dropped.home.database
    with closing(database.engine.raw_connection()) as reader:
        reader.cursor().execute("BEGIN")
        assert reader.cursor().execute("SELECT count(*) FROM officer").fetchone()[0]
        dropped("spain> /help")
        assert database.cut_log() is False
        reader.rollback()
    assert database.cut_log() is True
    with database.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM outgoing")).scalar_one() > len(STEPS)


@pytest.mark.postgres
def test_postgres_has_no_such_log(postgres_url: str) -> None:
    with closing(Database(postgres_url, Keyring.generate())) as database:
        assert database.cut_log() is True
