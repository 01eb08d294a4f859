"""The whole bot as a process of its own: on the demo network, with some officers on Telegram."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot import demo
from bot.home import Home, open_folder
from storage import people
from storage.people import Account, officer_named

TOKEN = "100200300:TESTTOKENxyz"


@contextmanager
def home_of(folder: Path) -> Iterator[Home]:
    """The network of a data folder; no process may have it open for writing meanwhile."""
    with closing(open_folder(folder)) as home:
        yield home


def furnish(folder: Path, officers: Mapping[str, int]) -> None:
    """The demo network, with a Telegram account for each of these handles."""
    with home_of(folder) as home, home.database.work(datetime.now(UTC)) as work:
        demo.furnish(work, home.rules)
        for handle, number in officers.items():
            officer = officer_named(work, handle)
            assert officer is not None
            index = people.address_index(work, "telegram", str(number))
            work.add(
                Account(
                    officer_id=officer.id,
                    channel="telegram",
                    address=str(number),
                    address_index=index,
                    made_at=work.now,
                )
            )


class Process:
    """`liaison run` on a data folder, against a Bot API server."""

    def __init__(self, folder: Path, url: str, token: str = TOKEN, **more: str) -> None:
        own = {
            "LIAISON_TELEGRAM__TOKEN": token,
            "LIAISON_TELEGRAM__API_BASE": url,
            "LIAISON_TELEGRAM__MESSAGES_PER_SECOND": "0",
            "LIAISON_LIMITS__COMMANDS_PER_MINUTE": "100000",
        }
        self.log = folder / "log"
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bot", "run", "--data", str(folder)],
                env=os.environ | own | more,
                stdout=log,
                stderr=log,
            )

    def kill(self) -> None:
        self._process.kill()
        self._process.wait(10)

    def stop(self) -> int:
        """Its exit code."""
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(20)

    def wait(self, seconds: float) -> int:
        return self._process.wait(seconds)


@contextmanager
def serving(folder: Path, url: str, **more: str) -> Iterator[Process]:
    process = Process(folder, url, **more)
    try:
        yield process
    finally:
        process.kill()
