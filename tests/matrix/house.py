"""`liaison run` as a process of its own, on a data folder, against a homeserver."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def account(url: str, name: str) -> dict[str, str]:
    """The environment in which `liaison` is this bot account; its password is its name."""
    return os.environ | {
        "LIAISON_MATRIX__HOMESERVER": url,
        "LIAISON_MATRIX__USER_ID": f"@{name}:example.org",
        "LIAISON_MATRIX__PASSWORD": name,
        "LIAISON_LIMITS__COMMANDS_PER_MINUTE": "100000",
        "LIAISON_LIMITS__LOOKUPS_PER_HOUR": "100000",
    }


class Process:
    """The bot account `name`."""

    def __init__(self, folder: Path, url: str, name: str) -> None:
        self.log = folder / "log"
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bot", "run", "--data", str(folder)],
                env=account(url, name),
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


@contextmanager
def serving(folder: Path, url: str, name: str) -> Iterator[Process]:
    process = Process(folder, url, name)
    try:
        yield process
    finally:
        process.kill()


def command(folder: Path, *words: str) -> str:
    """What `liaison …` prints for this folder."""
    done = subprocess.run(
        [sys.executable, "-m", "bot", *words, "--data", str(folder)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return done.stdout
