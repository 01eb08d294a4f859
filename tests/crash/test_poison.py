"""A message that hangs its handler, or kills the process: others are answered, and it is put aside."""

import json
import signal
import subprocess
import sys
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from bot.home import demo
from bot.home.network import Home, open_home
from storage.inbox import Arrival, Progress
from storage.outbox import Outgoing
from tests.crash.poison import LIMIT
from tests.house.files import ROOT

SLOW = 2  # this machine may be busy with other tests
FIRST = {"italy": "help", "mps": "help"}  # who is answered although the poison is in the same batch


def opened(url: str, folder: Path) -> closing[Home]:
    return closing(open_home(url, folder / "data.key", folder / "files"))


class Lives:
    """One process after the other on the same network, as a supervisor would start it."""

    def __init__(self, folder: Path, url: str, poison: str) -> None:
        self.heard: list[dict[str, Any]] = []
        self.ends: list[int] = []
        self._command = [sys.executable, "-m", "tests.crash.poison", str(folder), url, poison]
        with opened(url, folder) as home, home.database.work(datetime.now(UTC)) as work:
            demo.furnish(work, home.rules)

    def __call__(self) -> int:
        done = subprocess.run(
            [*self._command, str(len(self.ends))],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        self.heard += [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
        self.ends.append(done.returncode)
        self.errors = done.stderr
        return done.returncode

    def told(self, who: str) -> list[str]:
        return [one["kind"] for one in self.heard if one["to"] == who]

    def once(self, who: str) -> list[str]:
        """The same, a letter counted once: a kill between sending it and noting that sends it again."""
        return list({one["letter"]: one["kind"] for one in self.heard if one["to"] == who}.values())

    def repeated(self) -> set[int]:
        times = Counter(one["letter"] for one in self.heard if one["to"])
        return {letter for letter, count in times.items() if count > 1}


def put_aside(url: str, folder: Path) -> list[tuple[Progress, Any]]:
    with opened(url, folder) as home, home.database.work(datetime.now(UTC), write=False) as work:
        rows = work.all(select(Arrival))
    return [(row.progress, row.body) for row in rows if row.progress is not Progress.DONE]


def unsure(url: str, folder: Path) -> set[int]:
    """Letters whose record says that they may have been read twice."""
    with opened(url, folder) as home, home.database.work(datetime.now(UTC), write=False) as work:
        return {row.id for row in work.all(select(Outgoing)) if row.may_be_twice and row.id is not None}


@pytest.mark.slow
@pytest.mark.parametrize(("poison", "end"), [("killed", -signal.SIGKILL), ("c", -signal.SIGPROF)])
def test_three_deaths_and_no_fourth(poison: str, end: int, database_url: str, tmp_path: Path) -> None:
    lives = Lives(tmp_path, database_url, poison)
    assert [lives(), lives(), lives()] == [end] * 3, lives.errors[-2000:]
    assert lives() == 0, lives.errors[-2000:]
    assert lives.told("spain") == ["sorry", "cancel.nothing"]
    assert {who: lives.once(who) for who in FIRST} == {"italy": ["help"], "mps": ["help"]}
    assert lives.repeated() <= unsure(database_url, tmp_path)
    assert put_aside(database_url, tmp_path) == [(Progress.FAILED, None)]


@pytest.mark.slow
def test_a_handler_that_never_ends_is_ended(database_url: str, tmp_path: Path) -> None:
    lives = Lives(tmp_path, database_url, "python")
    assert lives() == 0, lives.errors[-2000:]
    assert lives.told("spain") == ["sorry", "cancel.nothing"]
    assert {who: lives.told(who) for who in FIRST} == {"italy": ["help"], "mps": ["help"]}
    assert put_aside(database_url, tmp_path) == [(Progress.FAILED, None)]
    begun = next(one["at"] for one in lives.heard if one["kind"] == "begun")
    after = [
        one["at"] - begun - LIMIT.total_seconds() for one in lives.heard if one["to"] in {"mps", "spain"}
    ]
    assert len(after) == 3
    assert max(after) < 2 * SLOW  # seconds after it was ended: the others', and its author's next
