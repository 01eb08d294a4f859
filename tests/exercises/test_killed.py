"""Killed with SIGKILL in the midst of an exercise: each inject is given once, to each whom it is for."""

import json
import subprocess
import sys
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import select

from bot.home.network import open_home
from storage.exercises import ExerciseInject
from storage.outbox import Fate, Outgoing
from storage.people import Officer
from tests.exercises.child import POINTS, rules
from tests.exercises.played import OFFICERS, begun
from tests.exercises.test_running import expected_of
from tests.house.files import ROOT
from tests.talk import talk_at

DEATHS = 4
FAST = 3600  # an hour in a second


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.parametrize("point", POINTS)
def test_each_inject_is_given_once(point: str, database_url: str, tmp_path: Path) -> None:
    talk = talk_at(database_url, tmp_path, rules(tmp_path), datetime.now(UTC))
    begun(talk, FAST)
    talk.home.close()
    (tmp_path / "in.jsonl").write_text("", "utf-8")
    command = [sys.executable, "-m", "tests.exercises.child", str(tmp_path), database_url, point, str(DEATHS)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert (done.returncode, done.stdout) == (0, f"{DEATHS}\n"), done.stderr[-2000:]

    home = open_home(database_url, tmp_path / "data.key", tmp_path / "files", rules(tmp_path))
    with closing(home), home.database.work(datetime.now(UTC), write=False) as work:
        names = {one.id: one.handle for one in work.all(select(Officer))}
        rows = work.all(select(Outgoing).where(Outgoing.kind == "exercise.inject"))
        given = Counter((names[row.officer_id], (row.params or {})["number"]) for row in rows)
        assert given == {(who, number): 1 for who in OFFICERS for number in expected_of(who)}
        assert {row.fate for row in rows} == {Fate.SENT}
        told = [one.given - one.due for one in work.all(select(ExerciseInject))]
        assert told == [0] * len(told)  # each at its own time, by the exercise's clock
        twice = {row.id for row in rows if row.may_be_twice}
    sent = Counter(
        json.loads(line)["id"] for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()
    )
    assert {
        letter for letter, times in sent.items() if times > 1
    } <= twice  # under the same id: Matrix drops it
