"""Killed with SIGKILL at each point of a message's way, 25 times: nothing lost, nothing handled twice.

| point    | the process dies                                              |
|----------|---------------------------------------------------------------|
| received | while what came in is written, before it is committed          |
| kept     | while a message is handled, before that is committed           |
| handled  | with an answer in its hand, before it goes out                 |
| sent     | after an answer went out, before that is noted                 |
"""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import select

from bot.home import demo
from bot.home.network import Home, open_home
from storage import audit
from storage.clues import Clue
from storage.outbox import Fate, Outgoing
from tests.crash.child import FEED, POINTS
from tests.house.files import ROOT

DEATHS = 25
WRITERS = ("spain", "italy", "germany", "france")


def messages() -> list[dict[str, str]]:
    """Two clues in three messages, the third a look-up."""
    made = []
    for number in range(FEED * (DEATHS + 1)):
        text = "/contacts Spain" if number % 3 == 2 else f"/clue China Case {number}: women held"
        made.append({"event": f"e{number}", "who": WRITERS[number % len(WRITERS)], "text": text})
    return made


@pytest.fixture
def opened(database_url: str, tmp_path: Path) -> Callable[[], Home]:
    return lambda: open_home(database_url, tmp_path / "data.key", tmp_path / "files")


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("point", POINTS)
def test_nothing_is_lost_and_nothing_handled_twice(
    point: str, database_url: str, opened: Callable[[], Home], tmp_path: Path
) -> None:
    written = messages()
    (tmp_path / "in.jsonl").write_text("\n".join(map(json.dumps, written)), encoding="utf-8")
    with closing(opened()) as home, home.database.work(datetime.now(UTC)) as work:
        demo.furnish(work, home.rules)
    command = [
        sys.executable,
        "-m",
        "tests.crash.child",
        str(tmp_path),
        database_url,
        point,
        "7",
        str(DEATHS),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=500, check=False)
    assert (done.returncode, done.stdout) == (0, f"{DEATHS}\n"), done.stderr[-2000:]
    with closing(opened()) as home:
        _check(home, written, tmp_path / "out.jsonl")


def _check(home: Home, written: list[dict[str, str]], ledger: Path) -> None:
    with home.database.work(datetime.now(UTC), write=False) as work:
        clues = sorted(clue.text for clue in work.all(select(Clue)))
        rows = {row.id: row for row in work.all(select(Outgoing))}
        assert audit.verify(work.session, work.keyring)[1] is None
    filed = sorted(one["text"].removeprefix("/clue China ") for one in written if "/clue" in one["text"])
    assert clues == filed
    sent = [json.loads(line) for line in ledger.read_text("utf-8").splitlines()]
    assert {one["id"] for one in sent} == set(rows)
    assert {row.fate for row in rows.values()} == {Fate.SENT}
    assert Counter(row.kind for row in rows.values()) == {
        "clue.filed": len(filed),
        "clue.referred": len(filed),
        "contacts.of": len(written) - len(filed),
    }
    again = {letter for letter, times in Counter(one["id"] for one in sent).items() if times > 1}
    assert all(rows[letter].may_be_twice for letter in again)  # under the same id: Matrix drops it
