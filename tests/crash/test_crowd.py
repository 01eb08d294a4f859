"""A notice to a crowd on two channels, killed three times: each person's row ends in one outcome.

LIAISON_TEST_CROWD=5000 makes the crowd bigger.
"""

import json
import os
import subprocess
import sys
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import select

from bot.home import demo
from bot.home.network import Home, open_home
from storage import notices, people
from storage.notices import NoticeDelivery
from storage.outbox import Fate, Outgoing
from storage.people import Account, Officer, Role, State
from storage.work import Work
from tests.crash.crowd import DEATHS
from tests.house.files import ROOT
from tests.notices import approved

SIZE = int(os.environ.get("LIAISON_TEST_CROWD", "500"))
_IN_HAND = 4 * 16  # messages: deliverers, and what each claims at once
# of every ten people: their addresses, by channel, and how it ends for them
PEOPLE = [
    ({"guarded": "hears"}, Fate.SENT),
    ({"guarded": "hears"}, Fate.SENT),
    ({"guarded": "later"}, Fate.SENT),
    ({"guarded": "hears", "open": "hears"}, Fate.SENT),
    ({"open": "hears"}, Fate.SENT),
    ({"open": "later"}, Fate.SENT),
    ({"open": "refused"}, Fate.FAILED),
    ({"open": "gone"}, Fate.PARKED),
    ({"guarded": "gone", "open": "hears"}, Fate.SENT),  # by the other channel
    ({"guarded": "gone", "open": "gone"}, Fate.PARKED),
]


def _move_in(work: Work, number: int) -> None:
    eu = people.officer_named(work, "eu")
    assert eu is not None
    officer = work.add(
        Officer(handle=f"p{number}", agency_id=eu.agency_id, role=Role.OBSERVER, state=State.ACTIVE,
                name=f"Person {number}", made_at=work.now)
    )  # fmt: skip
    for channel, what in PEOPLE[number % len(PEOPLE)][0].items():
        address = f"{what}-{number}"
        work.add(
            Account(officer_id=officer.id, channel=channel, address=address, made_at=work.now,
                    address_index=people.address_index(work, channel, address))
        )  # fmt: skip


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_each_of_a_crowd_has_one_outcome_though_the_process_died_three_times(
    database_url: str, tmp_path: Path
) -> None:
    def opened() -> closing[Home]:
        return closing(open_home(database_url, tmp_path / "data.key", tmp_path / "files"))

    with opened() as home, home.database.work(datetime.now(UTC)) as work:
        demo.furnish(work, home.rules)
        for number in range(SIZE):
            _move_in(work, number)
        notice_id = approved.to_observers(work)
    command = [
        sys.executable,
        "-m",
        "tests.crash.crowd",
        str(tmp_path),
        database_url,
        str(notice_id),
        str(SIZE),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=1700, check=False)
    assert (done.returncode, done.stdout.splitlines()[-1:]) == (0, [f"{len(DEATHS)}"]), done.stderr[-2000:]
    with opened() as home, home.database.work(datetime.now(UTC), write=False) as work:
        _check(work, notice_id, tmp_path / "out.jsonl")


def _check(work: Work, notice_id: int, ledger: Path) -> None:
    rows = {row.id: row for row in work.all(select(Outgoing).where(Outgoing.kind == "notice.new"))}
    told = work.all(select(NoticeDelivery).where(NoticeDelivery.notice_id == notice_id))
    handles = {officer.id: officer.handle for officer in work.all(select(Officer))}
    fates = {handles[one.officer_id]: rows[one.outgoing_id].fate for one in told}
    assert fates == {f"p{number}": PEOPLE[number % len(PEOPLE)][1] for number in range(SIZE)}
    assert len(told) == len(rows) == SIZE
    expected = Counter(fate for _, fate in PEOPLE)
    assert notices.outcomes(work, notice_id) == {
        fate: count * SIZE // len(PEOPLE) for fate, count in expected.items()
    }
    arrived = Counter(one["id"] for one in map(json.loads, ledger.read_text("utf-8").splitlines()))
    ours = {row_id: times for row_id, times in arrived.items() if row_id in rows}
    assert set(ours) == {row.id for row in rows.values() if row.fate is Fate.SENT}
    again = {row_id for row_id, times in ours.items() if times > 1}
    assert max(ours.values()) <= 2
    assert all(rows[row_id].may_be_twice for row_id in again)
    assert len(again) <= 2 * _IN_HAND  # two of the deaths came while messages were going out
