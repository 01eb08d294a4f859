"""The whole bot on Telegram, and killed on Telegram.

LIAISON_TEST_KILLS=30 and LIAISON_TEST_OFFICERS=5000 try the same at full size: five minutes each.
"""

import os
import random
import re
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from storage import health
from storage.clues import Clue
from tests.botapi.remote import Remote, child
from tests.telegram.house import NOTICE_SAYS, TOKEN, Process, enlist, furnish, home_of, queue_notice, serving

pytestmark = pytest.mark.telegram
MARTA, LI, STRANGER = 1001, 1002, 1003
KILLS = int(os.environ.get("LIAISON_TEST_KILLS", "3"))
UPDATES = 10 * KILLS
OFFICERS = int(os.environ.get("LIAISON_TEST_OFFICERS", "100"))
# after how many letters Telegram asks for patience, how many seconds, and after how many the process dies
REFUSALS, PATIENCE, DEATH = ((30, 199), 35, 250) if OFFICERS >= 1000 else ((30, 60), 4, 75)


@pytest.fixture
def people() -> Iterator[Remote]:
    with child() as remote:
        remote.add_bot(token=TOKEN)
        remote.add_user(user=MARTA, first_name="Marta", language_code="es")
        remote.add_user(user=LI, first_name="李", language_code="zh-hans")
        remote.add_user(user=STRANGER, first_name="Sam")
        remote.flood(enabled=False)
        yield remote


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    furnish(tmp_path, {"spain": MARTA, "mps": LI})
    return tmp_path


def buttons(message: dict[str, Any]) -> list[str]:
    return [label for row in message["buttons"] for label in row]


def test_a_clue_goes_from_one_officer_to_the_other(people: Remote, folder: Path) -> None:
    people.text(user=LI, text="/help")
    with serving(folder, people.url):
        people.text(user=MARTA, text="/clue China Three women held at a restaurant")
        filed = people.wait(user=MARTA, containing="C-")[-1]
        told = people.wait(user=LI, containing="C-")[-1]
    assert re.search(r"C-\w{4}", filed["text"])
    # neither does what was typed stay there
    assert "deleted here" in filed["text"]
    assert [one["by_bot"] for one in people.screen(user=MARTA)] == [True]
    # it lies above what may be shown on Telegram: that it is there is said, what it holds is not
    assert "Three women" not in told["text"]


def test_a_stranger_is_told_nothing(people: Remote, folder: Path) -> None:
    with serving(folder, people.url):
        for words in ("/start", "/clue China x", "hello"):
            people.text(user=STRANGER, text=words)
        people.wait(user=STRANGER)
        people.wait_confirmed()
        time.sleep(0.5)
    assert len(people.said(user=STRANGER)) == 1


def test_a_wrong_token_at_the_start_is_said_and_the_process_goes_on(people: Remote, folder: Path) -> None:
    process = Process(folder, people.url, token="1:WRONG")
    try:
        for _ in range(400):
            if "channel.out" in process.log.read_text():
                break
            time.sleep(0.05)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(1)
        assert process.stop() == 0
    finally:
        process.kill()
    assert "BotFather" in process.log.read_text()
    assert "WRONG" not in process.log.read_text()
    assert "Traceback" not in process.log.read_text()
    with home_of(folder) as home:
        assert list(health.load(home.database, datetime.now(UTC)).out) == ["telegram"]


def test_it_stops_when_told_to(people: Remote, folder: Path) -> None:
    people.text(user=MARTA, text="/help")
    with serving(folder, people.url) as process:
        people.wait(user=MARTA)
        assert process.stop() == 0


def sends(people: Remote) -> int:
    return int(people.count_calls(methods=["sendMessage"]))


def until(people: Remote, count: int, seconds: float = 30) -> None:
    for _ in range(int(seconds * 20)):
        if sends(people) >= count:
            return
        time.sleep(0.05)
    pytest.fail(f"{sends(people)} of {count} messages")


@pytest.mark.timeout(1200)
def test_a_notice_outlives_refusals_and_a_kill_and_holds_up_no_answer(people: Remote, folder: Path) -> None:
    """Field report 15: each is told, few twice; Telegram's wish is kept to; an answer goes out meanwhile."""
    officers = range(5000, 5000 + OFFICERS)
    for number in officers:
        people.add_user(user=number, first_name="Officer", begun=True)
    enlist(folder, officers)
    queue_notice(folder)
    people.flood(enabled=True)
    for after in REFUSALS:
        people.fault(kind="flood", method="sendMessage", after=after, seconds=PATIENCE)
    pace = {"LIAISON_TELEGRAM__MESSAGES_PER_SECOND": "30"}
    with serving(folder, people.url, **pace):
        until(people, REFUSALS[0] + 1)
        asked = time.monotonic()
        people.text(user=MARTA, text="/help")
        people.wait(user=MARTA)
        assert time.monotonic() - asked < 2
        until(people, DEATH, PATIENCE * len(REFUSALS) + 30)
    with serving(folder, people.url, **pace):
        until(people, OFFICERS, OFFICERS / 20 + PATIENCE + 30)
        for number in officers:
            people.wait(user=number, seconds=30)
    heard = [people.texts(user=number).count(NOTICE_SAYS) for number in officers]
    assert min(heard) == 1
    assert max(heard) <= 2
    assert (
        sum(heard) - len(heard) <= 64
    )  # what four deliverers of sixteen had under way when they were killed
    assert people.refused_by_flood() == 0


def filed(folder: Path) -> list[str]:
    with home_of(folder) as home, home.database.work(datetime.now(UTC), write=False) as work:
        return sorted(clue.text for clue in work.all(select(Clue)))


@pytest.mark.timeout(900)
def test_what_is_killed_again_and_again_does_everything_once(people: Remote, folder: Path) -> None:
    rng = random.Random(3)
    said = [f"clue number {number:03}" for number in range(UPDATES)]
    for number in range(KILLS):
        for words in said[number * UPDATES // KILLS : (number + 1) * UPDATES // KILLS]:
            people.text(user=MARTA, text=f"/clue China {words}")
        already = len(people.said(user=MARTA))
        with serving(folder, people.url):
            people.wait(user=MARTA, count=already + 1, seconds=30)
            time.sleep(rng.random() * 0.4)
    with serving(folder, people.url):
        people.text(user=MARTA, text="/cancel")  # answered after everything before it
        people.wait(user=MARTA, containing="Nothing is open", seconds=180)
    assert filed(folder) == said
    answers = Counter(
        re.findall(r"C-[\w-]+", message["text"])[0]
        for message in people.said(user=MARTA)
        if "C-" in message["text"]
    )
    assert len(answers) == UPDATES
    assert sum(answers.values()) - UPDATES <= KILLS
