"""`liaison run` with its own disk, clock and lines, so that each can be made to fail."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from tests.botapi.remote import Remote, child
from tests.house.files import ROOT
from tests.telegram.house import TOKEN

MARTA, LI = 1001, 1002
PATIENCE = 60.0  # seconds: two slow cores with two workers on them
_SPACE = re.compile(r"\s+")
_MOUNT = 'mount -t tmpfs -o size="$1" tmpfs "$3" && cp -a "$2/." "$3/" && shift 3 && exec "$@"'


@contextmanager
def phones() -> Iterator[Remote]:
    """Marta, of Spain, and Li, of Beijing, on Telegram."""
    with child() as people:
        people.add_bot(token=TOKEN)
        people.add_user(user=MARTA, first_name="Marta", language_code="es")
        people.add_user(user=LI, first_name="李", language_code="zh-hans")
        people.flood(enabled=False)
        yield people


class Bot:
    """A process of its own; `before` is what starts it."""

    def __init__(
        self, folder: Path, api: str, before: Sequence[str] = (), module: str = "bot", **more: str
    ) -> None:
        self.folder, self.port = folder, _free_port()
        self._log = folder.parent / f"{folder.name}.log"
        own = {
            "LIAISON_TELEGRAM__TOKEN": TOKEN,
            "LIAISON_TELEGRAM__API_BASE": api,
            "LIAISON_TELEGRAM__MESSAGES_PER_SECOND": "0",
            "LIAISON_SERVICE__METRICS": f"127.0.0.1:{self.port}",
            "PYTHONPATH": str(ROOT),
        }
        command = [*before, sys.executable, "-m", module, "run", "--data", str(folder)]
        with self._log.open("ab") as said:
            self.process = subprocess.Popen(command, env=os.environ | own | more, stdout=said, stderr=said)

    @property
    def log(self) -> str:
        return self._log.read_text("utf-8")

    @property
    def inside(self) -> Path:
        """Its data folder, as it sees it."""
        return Path(f"/proc/{self.process.pid}/root{self.folder}")

    def health(self) -> tuple[int, dict[str, Any]]:
        """Of /healthz; (0, …) while nobody is there."""
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=20) as answer:
                return answer.status, json.load(answer)
        except HTTPError as refusal:
            with refusal:
                return refusal.code, json.load(refusal)
        except (URLError, OSError):
            return 0, {}

    def until_health(self, status: int) -> str:
        """What stands there once it is so."""
        until(lambda: self.health()[0] == status, self)
        return json.dumps(self.health()[1], ensure_ascii=False)

    def until_logged(self, event: str) -> None:
        until(lambda: f'"{event}"' in self.log, self)

    def end(self) -> None:
        self.process.kill()
        self.process.wait(10)


@contextmanager
def running(folder: Path, api: str, **more: Any) -> Iterator[Bot]:
    bot = Bot(folder, api, **more)
    try:
        yield bot
    finally:
        bot.end()


def until(is_so: Callable[[], bool], bot: Bot) -> None:
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end, bot.log[-4000:]
        time.sleep(0.05)


def in_a_room_of_its_own() -> list[str]:
    """What gives a process mounts of its own, that go with it; empty where that is not permitted."""
    for command in (["unshare", "-m"], ["unshare", "-rm"]):
        if shutil.which("unshare") and _works([*command, "mount", "-t", "tmpfs", "tmpfs", "/mnt"]):
            return command
    return []


def on_a_small_disk(room: Sequence[str], size: str, source: Path, folder: Path) -> list[str]:
    """Before a command: `folder` is a tmpfs of that size, with what `source` holds."""
    folder.mkdir()
    return [*room, "sh", "-c", _MOUNT, "sh", size, str(source), str(folder)]


def doctor_in(room: Sequence[str], bot: Bot) -> str:
    """What `liaison doctor` says where the bot's mounts are."""
    enter = ["nsenter", f"--target={bot.process.pid}", "--mount"]
    enter += ["--user", "--preserve-credentials"] if "-rm" in room else []
    return said_by("doctor", folder=bot.folder, before=enter)


def said_by(*arguments: str, folder: Path, before: Sequence[str] = (), code: int = 1) -> str:
    """By a command that ends with this exit code, and never with a traceback."""
    command = [*before, sys.executable, "-m", "bot", *arguments, "--data", str(folder)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}  # with other mounts the working directory is lost
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    said = _SPACE.sub(" ", done.stdout + done.stderr)
    assert (done.returncode, "Traceback" in said) == (code, False), said
    return said


def _works(command: Sequence[str]) -> bool:
    return subprocess.run(command, capture_output=True, timeout=20, check=False).returncode == 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
