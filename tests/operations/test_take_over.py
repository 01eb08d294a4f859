"""Several processes on one PostgreSQL: one leads; another takes over when that one is gone or stands still.

LIAISON_TEST_TAKE_OVERS=10 does each so often, and prints how long nobody answered.
"""

import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, text

from bot.home import demo
from bot.home.network import Home, open_settings
from bot.settings.reading import load
from storage import presence
from storage.engine import Database
from storage.errors import DatabaseAwayError, FencedError
from storage.people import officer_named
from tests.botapi.remote import Remote, child
from tests.operations.conftest import Site, SitesMade
from tests.telegram.house import TOKEN, Process, give_account

pytestmark = [pytest.mark.postgres, pytest.mark.telegram, pytest.mark.slow]
MARTA = 1001
TIMES = int(os.environ.get("LIAISON_TEST_TAKE_OVERS", "1"))
LONGEST = 8.0  # seconds that nobody answers


@pytest.fixture
def site(make_site: SitesMade) -> Site:
    made = make_site("several", "postgres")
    with made.home() as home, home.database.work(datetime.now(UTC)) as work:
        demo.furnish(work, home.rules)
        spain = officer_named(work, "spain")
        assert spain is not None
        give_account(work, spain, MARTA)
    return made


@pytest.fixture
def people() -> Iterator[Remote]:
    with child() as remote:
        remote.add_bot(token=TOKEN)
        remote.add_user(user=MARTA, first_name="Marta", language_code="es")
        remote.flood(enabled=False)
        yield remote


@pytest.fixture
def home(site: Site) -> Iterator[Home]:
    with closing(open_settings(load(site.config))) as opened:
        yield opened


class Crew:
    """Processes on one network; `leader` is the one that leads now."""

    def __init__(self, site: Site, people: Remote, home: Home, stack: ExitStack) -> None:
        self._site, self._people, self._home, self._stack = site, people, home, stack
        self._all: list[Process] = []
        self.asked = 0

    def join(self) -> Process:
        process = Process(self._site.folder, self._people.url, log=f"log{len(self._all)}")
        self._stack.callback(process.kill)
        self._all.append(process)
        return process

    def leader(self) -> Process:
        end = time.monotonic() + 20
        while time.monotonic() < end:
            if (number := led_by(self._home.database.engine)) is not None:
                for process in self._all:
                    if f'"number": {number},' in process.log.read_text():
                        return process
            time.sleep(0.05)
        raise AssertionError("Nobody leads.")

    def wait_for_two(self) -> None:
        """One leads, and one stands by: both are loaded."""
        end = time.monotonic() + 60
        while presence_count(self._home.database.engine) < 2:
            assert time.monotonic() < end
            time.sleep(0.1)

    def ask(self) -> float:
        """Seconds until it is answered."""
        self.asked += 1
        began = time.monotonic()
        self._people.text(user=MARTA, text="/help")
        end = began + 60
        while self.answers() < self.asked:
            assert time.monotonic() < end, [one.log.read_text()[-2000:] for one in self._all]
            time.sleep(0.05)
        return time.monotonic() - began

    def answers(self) -> int:
        return sum("/clue" in words for words in self._people.texts(user=MARTA))


@pytest.fixture
def crew(site: Site, people: Remote, home: Home) -> Iterator[Crew]:
    with ExitStack() as stack:
        yield Crew(site, people, home, stack)


def presence_count(engine: Engine) -> int:
    with engine.connect() as connection:
        return len(connection.execute(presence._PRESENT).all())


def led_by(engine: Engine) -> int | None:
    """The number of the process that leads Telegram and is there."""
    there = text(
        "SELECT number FROM fence WHERE name = 'telegram' AND number IN"
        " (SELECT objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2)"
    )
    with engine.connect() as connection:
        return connection.execute(there).scalar()


@pytest.mark.timeout(600)
def test_another_one_takes_over_when_the_leader_is_killed_or_stands_still(crew: Crew) -> None:
    for _ in range(2):
        crew.join()
    crew.ask()
    gaps: dict[str, list[float]] = {"SIGKILL": [], "SIGSTOP": []}
    for _ in range(TIMES):
        crew.wait_for_two()
        time.sleep(2)  # until it is written down that the last answer went out
        crew.leader().kill()
        gaps["SIGKILL"].append(crew.ask())
        crew.join()
        crew.wait_for_two()
        time.sleep(1)
        stopped = crew.leader()
        assert crew.answers() == crew.asked
        stopped.freeze()
        gaps["SIGSTOP"].append(crew.ask())
        print(gaps, flush=True)
        stopped.thaw()
        time.sleep(2)
        assert crew.leader() is not stopped
        assert stopped.stop() == 0
        crew.join()
    assert max(max(some) for some in gaps.values()) < LONGEST
    time.sleep(1)
    assert crew.answers() == crew.asked  # who woke up said nothing again


def test_who_was_relieved_writes_nothing(home: Home) -> None:
    url = home.database.engine.url.render_as_string(hide_password=False)
    old, new = (Database(url, home.database.keyring) for _ in range(2))
    with closing(old), closing(new):
        first = presence.enter(old.engine.url)
        old.number = first.number
        first.look(["telegram"])
        with old.work(datetime.now(UTC)) as work:
            presence.hold(work, "telegram")
        second = presence.enter(new.engine.url)
        new.number = second.number
        second.look(["telegram"])
        assert (first.led, second.led) == (frozenset({"telegram"}), frozenset())
        time.sleep(presence.SILENT.total_seconds() + 1)  # the first one says nothing
        second_looks_again = presence.enter(new.engine.url)
        new.number = second_looks_again.number
        second_looks_again.look(["telegram"])
        assert second_looks_again.led == {"telegram"}
        with pytest.raises(FencedError), old.work(datetime.now(UTC)) as work:
            presence.hold(work, "telegram")
        with pytest.raises(DatabaseAwayError):
            first.look(["telegram"])
        with new.work(datetime.now(UTC)) as work:
            presence.hold(work, "telegram")
        second_looks_again.leave()
