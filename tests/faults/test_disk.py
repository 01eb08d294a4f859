"""No room, no right to write, no disk: nothing is lost, and the operator is told what to do."""

import resource
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.botapi.remote import Remote
from tests.faults.bots import (
    MARTA,
    PATIENCE,
    doctor_in,
    in_a_room_of_its_own,
    on_a_small_disk,
    running,
    said_by,
)
from tests.faults.table import fault

ROOM = in_a_room_of_its_own()
needs_mounts = pytest.mark.skipif(not ROOM, reason="no mounts of one's own are permitted here")
CLUE = "/clue China Three women held at a restaurant"
_READ_ONLY = 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && shift && exec "$@"'


@needs_mounts
def test_a_full_disk(people: Remote, net: Path, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    with running(disk, people.url, before=on_a_small_disk(ROOM, "24m", net, disk)) as bot:
        people.text(user=MARTA, text="/help")
        people.wait(user=MARTA, seconds=PATIENCE)
        with filled(bot.inside / "filler"):
            people.text(user=MARTA, text=CLUE)
            bot.until_logged("database.away")
            full = bot.until_health(503)
            said = doctor_in(ROOM, bot)
            assert not any("C-" in words for words in people.texts(user=MARTA))
        people.wait(user=MARTA, containing="C-", seconds=PATIENCE)
        bot.until_health(200)
        bot.until_logged("database.back")
    assert sum("C-" in words for words in people.texts(user=MARTA)) == 1
    assert "Traceback" not in bot.log
    assert bot.log.count("database.away") < 10
    fault("full-disk").was_told(doctor=said, log=bot.log, healthz=full)


def test_a_file_that_may_not_grow(people: Remote, net: Path) -> None:
    """As under a quota; of a running process."""
    with running(net, people.url) as bot:
        people.text(user=MARTA, text="/help")
        people.wait(user=MARTA, seconds=PATIENCE)
        log = net / "var/liaison.db-wal"
        resource.prlimit(bot.process.pid, resource.RLIMIT_FSIZE, (log.stat().st_size, resource.RLIM_INFINITY))
        people.text(user=MARTA, text=CLUE)
        bot.until_logged("database.away")
        resource.prlimit(
            bot.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
        )
        people.wait(user=MARTA, containing="C-", seconds=PATIENCE)
        bot.until_logged("database.back")
    assert sum("C-" in words for words in people.texts(user=MARTA)) == 1
    fault("quota").was_told(log=bot.log)


@needs_mounts
def test_a_read_only_folder(net: Path) -> None:
    before = [*ROOM, "sh", "-c", _READ_ONLY, "sh", str(net)]
    run, doctor = (said_by(command, folder=net, before=before) for command in ("run", "doctor"))
    fault("read-only").was_told(run=run, doctor=doctor)


@contextmanager
def filled(path: Path) -> Iterator[None]:
    """To the last page, and again whenever the bot gives one back."""
    over = threading.Event()

    def fill() -> None:
        with path.open("wb", buffering=0) as file:
            while not over.wait(0.002):
                with suppress(OSError):
                    while not over.is_set():
                        file.write(bytes(4096))

    filling = threading.Thread(target=fill)
    filling.start()
    try:
        yield
    finally:
        over.set()
        filling.join()
        path.unlink()
