"""Files that belong to nothing go, after a safe while; files that somebody needs or may still need stay."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from bot.clock import VirtualClock
from bot.pipeline.sweeping import Sweeping
from storage.items import Attachment, drop_files
from tests.house.files import ROOT
from tests.talk import Talk

# a file comes in, and the process dies: before its row is written, or while the file is
CHILD = """
import os, signal, sys
from pathlib import Path
from bot.pipeline.fetching import Fetching
from storage.files import FileWriter
from tests.talk import Talk
from bot.home.network import open_home
die = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
if sys.argv[3] == "row":
    Fetching._put = die
else:
    FileWriter.commit = die
folder = Path(sys.argv[2])
talk = Talk(open_home(sys.argv[1], folder / "data.key", folder / "files"))
talk(f"spain+ {folder / 'van.jpg'} /clue Italy A van")
"""


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "van.jpg"
    path.write_bytes(b"a van" * 50_000)
    return path


def swept(talk: Talk, after: timedelta) -> list[Path]:
    """Every file left in the store when it is looked through so long after now."""
    clock = VirtualClock(datetime.now(UTC) + after)
    asyncio.run(Sweeping(talk.home.database, talk.home.store, clock).step())
    return [path for path in talk.home.store.root.rglob("*") if path.is_file()]


@pytest.mark.parametrize("dies_before", ["row", "commit"])
def test_what_a_killed_process_left_goes_after_two_days(
    dies_before: str, talk_anywhere: Talk, tmp_path: Path, photo: Path
) -> None:
    talk_anywhere(f"spain+ {photo} /clue Italy A kept van")
    command = [sys.executable, "-c", CHILD, talk_anywhere.url, str(tmp_path), dies_before]
    assert photo.is_file()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=60, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr[-800:]
    assert len(swept(talk_anywhere, timedelta(days=1))) == 2
    assert len(swept(talk_anywhere, timedelta(days=3))) == 1
    with talk_anywhere.work() as work:
        (kept,) = work.all(select(Attachment))
    assert b"".join(talk_anywhere.home.store.read(kept.file_id)) == photo.read_bytes()
    talk_anywhere("spain> /help")  # the message is still there: its file is fetched again
    with talk_anywhere.work() as work:
        assert len({row.item for row in work.all(select(Attachment))} - {""}) == 2


def test_a_file_whose_message_waits_stays(talk: Talk, photo: Path) -> None:
    """Fetched already, and its sender is too fast: the message has its turn weeks later, if need be."""
    incoming = talk.runner._incoming("spain", "+", f"{photo} /clue Italy A van")
    dispatcher = talk.runner.service.dispatcher

    async def come_in() -> None:
        await talk.runner.service.intake.take("console", [incoming])
        await dispatcher.step()
        await dispatcher.fetched()

    asyncio.run(come_in())
    assert len(swept(talk, timedelta(days=30))) == 1
    assert talk("spain> /help").to("italy").kinds == ["clue.referred"]


def test_a_file_that_its_owner_dropped_goes_and_it_is_looked_for_once_a_day(talk: Talk, photo: Path) -> None:
    talk(f"spain+ {photo}")
    with talk.work() as work:
        drop_files(work, [row.id for row in work.all(select(Attachment))])
    clock = VirtualClock(datetime.now(UTC))
    sweeping = Sweeping(talk.home.database, talk.home.store, clock)
    (file,) = [path for path in talk.home.store.root.rglob("*") if path.is_file()]
    for age, stays in ((timedelta(days=1), True), (timedelta(days=3), True), (timedelta(days=3), False)):
        os.utime(file, (time.time(), time.time() - age.total_seconds()))
        if not stays:
            clock.move_to(clock.now() + timedelta(days=1))
        asyncio.run(sweeping.step())
        assert file.exists() is stays
