"""Whatever happens, in whatever order: every letter comes to an end, and in its turn."""

import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Connection, event, text

from bot.home import demo
from bot.home.network import Home, open_home
from handlers.core.rules import DEFAULTS
from handlers.core.saying import say
from storage import claimed, outbox, people
from storage.engine import Database
from storage.outbox import Fate, Lane, Outgoing
from tests.storage.delivering import WHO, Delivering

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
SEEDS = int(os.environ.get("LIAISON_TEST_SEEDS", "5"))
STEPS = 250


@pytest.fixture
def home(database_url: str, tmp_path: Path) -> Iterator[Home]:
    made = open_home(database_url, tmp_path / "data.key", tmp_path / "files")
    with made.database.work(NOON) as work:
        demo.furnish(work, DEFAULTS)
    yield made
    made.close()


def _soon(connection: Connection) -> None:
    """Whoever waits for somebody who stands still gives up at once: the test has nobody else to go on."""
    connection.execute(text("SET LOCAL lock_timeout = 20"))


@pytest.mark.slow
@pytest.mark.timeout(60 + 30 * SEEDS)
def test_every_letter_comes_to_an_end_and_none_stands_still(home: Home) -> None:
    if not home.database.is_sqlite:
        event.listen(home.database.engine, "begin", _soon)
    for seed in range(SEEDS):
        model = Delivering(home.database, NOON, seed, processes=1 if home.database.is_sqlite else 3)
        try:
            for _ in range(STEPS):
                model.step()
            model.end()
        except AssertionError as error:
            error.add_note(f"seed {seed}: {' '.join(model.log)}")
            raise
        assert len(model.letters) > STEPS / 20


class Postmen:
    """Several at once, each with connections of his own: what the steps of the model cannot come between."""

    def __init__(self) -> None:
        self.sent: list[tuple[int, Lane, int]] = []  # who, lane, letter
        self._lock = threading.Lock()
        self._with: set[int] = set()

    def work(self, database: Database, seed: int) -> None:
        random, patience = Random(seed), 0
        while patience < 40:
            with database.work(datetime.now(UTC), lasting=False) as work:
                rows = outbox.claim(work, random.choice([1, 3, 16]))
            patience = 0 if rows else patience + 1
            threading.Event().wait(random.random() / 200)
            self._take(database, rows, random)

    def _take(self, database: Database, rows: list[Outgoing], random: Random) -> None:
        late: set[int] = set()
        with self._lock:
            theirs = {row.officer_id or 0 for row in rows}
            assert not theirs & self._with, "one person's letters with two postmen"
            self._with |= theirs
        for row in rows:
            if random.random() < 0.2:
                late.add(row.officer_id or 0)
            fate = Fate.WAITING if row.officer_id in late else Fate.SENT
            with self._lock:
                if fate is Fate.SENT:
                    self.sent.append((row.officer_id or 0, row.lane, row.id))
                if row.officer_id not in [other.officer_id for other in rows[rows.index(row) + 1 :]]:
                    self._with.discard(row.officer_id or 0)
            with database.work(datetime.now(UTC)) as work:
                (mine,) = claimed.in_hand(work, {row.id: row.attempts}).values()
                outbox.settle(work, mine, fate, work.now + timedelta(milliseconds=30))


@pytest.mark.postgres
def test_three_at_once_keep_the_order_of_everybody(postgres_url: str, tmp_path: Path) -> None:
    home = open_home(postgres_url, tmp_path / "data.key", tmp_path / "files")
    with closing(home.database) as database, database.work(datetime.now(UTC)) as work:
        demo.furnish(work, DEFAULTS)
        for _ in range(12):
            for name in WHO:
                for lane in Lane:
                    officer = people.officer_named(work, name)
                    assert officer is not None
                    say(work, officer, "help", lane=lane, role="officer")
    postmen = Postmen()
    databases = [Database(postgres_url, home.database.keyring) for _ in range(3)]
    with ThreadPoolExecutor(3) as pool:
        for done in [pool.submit(postmen.work, one, seed) for seed, one in enumerate(databases)]:
            done.result(60)
    for one in databases:
        one.close()
    assert len(postmen.sent) == 12 * len(WHO) * len(Lane) == len(set(postmen.sent))
    for who, lane, _ in postmen.sent:
        letters = [letter for person, their, letter in postmen.sent if (person, their) == (who, lane)]
        assert letters == sorted(letters)
