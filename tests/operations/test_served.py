"""On SQLite one process serves a network; whoever comes second is told so, and nothing is sent twice."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from bot.chat.script import START
from bot.home.served import ServedError, alone, is_served
from bot.settings.reading import load
from handlers.core.saying import say
from storage.outbox import Fate, Outgoing
from storage.people import officer_named
from storage.work import Work
from tests.house.files import ROOT
from tests.operations.conftest import Liaison, Site, SitesMade

NOBODY = {  # a network that is never there: the bot waits for it
    "LIAISON_TELEGRAM__TOKEN": "123456:TESTTOKENxyz",
    "LIAISON_TELEGRAM__API_BASE": "http://127.0.0.1:1",
}


@pytest.fixture
def house(make_site: SitesMade, used_site: Site) -> Site:
    """A network on SQLite, used before."""
    return make_site("house", "sqlite", used_site)


def tell(work: Work, handle: str) -> Outgoing:
    officer = officer_named(work, handle)
    assert officer is not None
    return say(work, officer, "help", role="officer")


def begun(*arguments: str | Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "bot", *map(str, arguments)]
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=os.environ | NOBODY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(*arguments: str | Path) -> tuple[int, str]:
    """Exit code, and what it said on stderr."""
    with begun(*arguments) as process:
        _, said = process.communicate("", timeout=60)
    return process.returncode, said


@contextmanager
def running(config: Path) -> Iterator[subprocess.Popen[str]]:
    """`liaison run`, killed at the end with SIGKILL."""
    process = begun("run", "--config", config)
    try:
        _wait(lambda: process.poll() is not None or is_served(load(config)) is not False)
        yield process
    finally:
        process.kill()
        process.communicate()


def _wait(until: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not until():
        assert time.monotonic() < end
        time.sleep(0.1)


@pytest.mark.slow
def test_a_second_process_is_refused_in_a_sentence_until_the_first_is_gone(
    house: Site, liaison: Liaison
) -> None:
    database = house.folder / "var/liaison.db"
    with running(house.config) as first:
        told = f"{database} is served already, by process {first.pid}: stop that one first."
        for second in (
            ("run", "--config", house.config),
            ("chat", "--data", house.folder),
            ("restore", house.folder / "none", "--force", "--config", house.config),
            ("db", "upgrade", "--config", house.config),
        ):
            code, said = ended(*second)
            assert code == 1, second
            assert told in said
            assert len(said.splitlines()) == 1
        # what only looks on, or works beside it, still does
        assert liaison("backup", house.folder / "saved", "--config", house.config).code == 0
        assert liaison("audit", "verify", "--config", house.config).code == 0
        assert (
            '"check": "database", "level": "ok"' in liaison("doctor", "--config", house.config, "--json").out
        )
        assert first.poll() is None
        assert is_served(load(house.config))
        first.send_signal(signal.SIGKILL)
        first.wait(10)
        assert not is_served(load(house.config))
        assert ended("chat", "--data", house.folder)[0] == 0


def test_two_chats_in_one_folder(house: Site, liaison: Liaison) -> None:
    with alone(load(house.config)):
        done = liaison("chat", "--data", house.folder, "--script", os.devnull)
        assert (done.code, f"by process {os.getpid()}" in done.err) == (1, True)
    assert liaison("chat", "--data", house.folder, "--script", os.devnull).code == 0


def test_another_way_to_the_same_file_is_the_same_file(house: Site) -> None:
    (house.folder / "elsewhere").symlink_to(house.folder / "var")
    settings = load(house.config)
    url = f"sqlite:///{house.folder}/elsewhere/../elsewhere/liaison.db"
    other = settings.model_copy(update={"storage": settings.storage.model_copy(update={"url": url})})
    with alone(settings):
        assert is_served(other)
        with pytest.raises(ServedError), alone(other):
            pass


@pytest.mark.postgres
def test_on_postgresql_several_may_serve(make_site: SitesMade) -> None:
    made = make_site("several", "postgres")
    with made.home():
        pass
    with running(made.config) as first, running(made.config) as second:
        time.sleep(3)
        assert (first.poll(), second.poll()) == (None, None)
        assert is_served(load(made.config)) is None


def test_a_chat_takes_up_what_waited_for_its_channel(site: Site, liaison: Liaison) -> None:
    assert liaison("chat", "--data", site.folder, "--script", os.devnull).code == 0
    with site.opened() as place, place.database.work(START) as work:
        letter = tell(work, "mps")
        letter.fate = Fate.PARKED
        half_done = tell(work, "spain")
        half_done.fate, half_done.claimed_at = Fate.SENDING, work.now - timedelta(minutes=2)
    assert liaison("chat", "--data", site.folder, "--script", os.devnull).code == 0
    with site.opened() as place, place.database.work(START) as work:
        assert {row.fate for row in work.by_id(Outgoing, [letter.id, half_done.id]).values()} == {Fate.SENT}
