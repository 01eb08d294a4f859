"""Two processes on one database, 1,000 reminders due at once: each is sent once, by one of them."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from handlers.reminders import planning
from handlers.requests.clock import matter_of
from storage import requests
from storage.outbox import Fate, Outgoing
from storage.people import officer_named
from storage.reminders import Reminder, ReminderState, Ring
from tests.house.files import ROOT
from tests.talk import Talk, talk_at

OWN, ASKED = 900, 100
WHO = ("spain", "italy", "germany", "france", "netherlands", "uk", "mps", "liaoning", "zhejiang")


@pytest.fixture
def furnished(database_url: str, tmp_path: Path) -> Iterator[Talk]:
    """900 reminders of people's own and 100 about requests, all due in an hour."""
    talk = talk_at(database_url, tmp_path)
    asked = [f"spain> /request China Question {number}?" for number in range(ASKED)]
    talk(*asked)
    with talk.work() as work:
        due_at = work.now + timedelta(hours=1)
        for number in range(OWN):
            officer = officer_named(work, WHO[number % len(WHO)])
            assert officer is not None
            own = Reminder(step="own", due_at=due_at, words=f"Call {number}", made_at=work.now)
            own.officer_id = officer.id
            work.add(own)
        for addressee in requests.open_addressees(work):
            planning.plan(work, matter_of(addressee), {"unseen": due_at})
    yield talk
    talk.home.close()


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_each_reminder_is_sent_once(furnished: Talk, database_url: str, tmp_path: Path) -> None:
    at = furnished.clock.now() + timedelta(hours=2)
    arguments = [str(tmp_path), database_url, at.isoformat()]
    both = [_start(*arguments), _start(*arguments)]
    assert [one.stdout.readline() if one.stdout else "" for one in both] == ["ready\n", "ready\n"]
    for one in both:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    ends = [one.communicate(timeout=240) for one in both]
    assert [one.returncode for one in both] == [0, 0], ends[0][1] + ends[1][1]
    _check(furnished, [json.loads(out) for out, _ in ends])


def _start(*arguments: str) -> "subprocess.Popen[str]":
    pipe = subprocess.PIPE
    return subprocess.Popen(
        [sys.executable, "-m", "tests.reminders.child", *arguments],
        cwd=ROOT,
        stdin=pipe,
        stdout=pipe,
        stderr=pipe,
        text=True,
    )


def _check(talk: Talk, sent: list[list[int]]) -> None:
    assert all(sent), "one of the two did nothing"
    ids = [letter for letters in sent for letter in letters]
    with talk.work() as work:
        rows = {row.id: row for row in work.all(select(Outgoing)) if row.kind.startswith("remind")}
        assert {row.state for row in work.all(select(Ring))} == {ReminderState.DONE}
        own = set(work.all(select(Reminder.id).where(Reminder.step == "own")))
        asked = {matter_of(one) for one in requests.open_addressees(work)}
    assert sorted(ids) == sorted(rows)
    assert {row.fate for row in rows.values()} == {Fate.SENT}
    assert not any(row.may_be_twice for row in rows.values())
    told: Counter[object] = Counter()
    for row in rows.values():
        params = row.params or {}
        listed = [params] if row.kind == "reminder" else params.get("rows", [])
        told.update([params["reminder"]] if row.kind == "remind.now" else [one["about"] for one in listed])
    assert told == Counter([*own, *asked])
    assert (len(own), len(asked)) == (OWN, ASKED)
