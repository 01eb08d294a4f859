"""Reports R27 and R28: instants that lost their zone, and characters that only one database takes."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlmodel import select

from bot.chat.script import START
from bot.home.network import Home, open_home
from handlers.vocabulary.incoming import Incoming, IncomingFile
from storage import dump
from storage.items import Attachment
from storage.reminders import Reminder, claim_steps
from storage.requests import Addressee
from tests.access.people import take
from tests.house.files import ROOT
from tests.people.steps import enrol
from tests.talk import Talk, talk_at

DUE = datetime(2027, 3, 1, 9, 0, tzinfo=timezone(timedelta(hours=8)))
READER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from sqlmodel import select
from bot.home.network import open_home
from storage.requests import Addressee
home = open_home(sys.argv[1], Path(sys.argv[2]) / "data.key", Path(sys.argv[2]) / "files")
with home.database.work(datetime.now(UTC), write=False) as work:
    print(work.all(select(Addressee))[0].due_at.isoformat())
home.close()
"""


def with_deadline(talk: Talk) -> Talk:
    """A request and a reminder, both due at nine in Beijing."""
    talk("mps> /请求 西班牙 2027-03-01 09:00 前 谁是店主？", "mps! 1")
    talk("mps> /提醒 2027-03-01 09:00 打电话给马德里")
    return talk


def due(home: Home) -> list[datetime]:
    with home.database.work(START, write=False) as work:
        deadlines = [row.due_at for row in work.all(select(Addressee))]
        return [*deadlines, *(r.due_at for r in work.all(select(Reminder)) if r.words)]


def claimed(home: Home, at: datetime) -> int:
    """Own reminders that the clock would take at this moment."""
    with home.database.work(at) as work:
        return len([step for step in claim_steps(work, 100) if step.words])


def test_r27_the_same_instant_in_another_process(talk_anywhere: Talk, tmp_path: Path) -> None:
    with_deadline(talk_anywhere)
    assert due(talk_anywhere.home) == [DUE, DUE]
    command = [sys.executable, "-c", READER, talk_anywhere.url, str(tmp_path)]
    read = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert datetime.fromisoformat(read.stdout.strip()) == DUE, read.stderr[-500:]


def test_r27_what_is_due_flips_at_one_in_utc(talk_anywhere: Talk) -> None:
    with_deadline(talk_anywhere)
    assert claimed(talk_anywhere.home, datetime(2027, 3, 1, 0, 59, tzinfo=UTC)) == 0
    assert claimed(talk_anywhere.home, datetime(2027, 3, 1, 1, 1, tzinfo=UTC)) == 1


def test_r27_the_clock_rings_at_nine_in_beijing(talk_anywhere: Talk) -> None:
    with_deadline(talk_anywhere)
    assert not talk_anywhere("@ 2027-03-01T00:59:00+00:00").of("remind.now")
    rung = talk_anywhere("@ 2027-03-01T01:01:00+00:00").of("remind.now")
    assert [(event["to"], event["at"]) for event in rung.events] == [("mps", "2027-03-01T01:00:00Z")]


@pytest.mark.postgres
def test_r27_a_dump_of_sqlite_is_the_same_on_postgresql(postgres_url: str, tmp_path: Path) -> None:
    talk = with_deadline(talk_at(f"sqlite:///{tmp_path / 'liaison.db'}", tmp_path))
    moved = open_home(postgres_url, tmp_path / "data.key", tmp_path / "files")
    with dump.snapshot(talk.home.database) as moment:
        dump.replace(moved.database, moment.revision, moment.blocks, START)
    assert due(moved) == due(talk.home) == [DUE, DUE]
    assert claimed(moved, datetime(2027, 3, 1, 0, 59, tzinfo=UTC)) == 0
    assert claimed(moved, datetime(2027, 3, 1, 1, 1, tzinfo=UTC)) == 1
    assert Talk(moved)("mps> /待办").kinds == ["outstanding"]
    moved.close()
    talk.home.close()


SPOILED = "plate\x00123 \ud800 \u202eabc\u202c"


def test_r28_nul_surrogates_and_overrides_are_left_out(talk_anywhere: Talk) -> None:
    heard = talk_anywhere(f"spain> /clue Italy {SPOILED}", "spain> /status")
    assert "plate123  abc" in heard.to("italy").text
    assert talk_anywhere("spain> /clue Italy the next one").to("italy").kinds == ["clue.referred"]


def test_r28_in_a_search_an_answer_and_a_command(talk_anywhere: Talk) -> None:
    assert talk_anywhere("spain> /contacts Ita\x00ly").text == talk_anywhere("spain> /contacts Italy").text
    said = talk_anywhere("spain> /contacts a\x00").text
    assert said == talk_anywhere("spain> /contacts a").text
    assert talk_anywhere("spain> /he\x00lp").kinds == ["help"]
    ref = talk_anywhere("spain> /request China who is it?").ref
    heard = talk_anywhere(f"mps> /answer {ref} nobody\x00 we know\ud800")
    assert "nobody we know" in heard.to("spain").text


def test_r28_in_the_names_of_files_and_of_people(talk_anywhere: Talk, tmp_path: Path) -> None:
    photo = tmp_path / "van"
    photo.write_bytes(b"a van")
    file = IncomingFile("va\x00n\ud800.jpg", "image/jpeg", str(photo), caption="seen\x00 today")
    said = Incoming("console", "spain", "e1", talk_anywhere.clock.now(), "/clue Italy A van", files=(file,))
    take(talk_anywhere, Incoming.from_json({**said.to_json(), "name": "Ma\x00rta\udfff"}))
    with talk_anywhere.work() as work:
        kept = work.all(select(Attachment))
        assert [(one.name, one.caption, one.item != "") for one in kept] == [("van.jpg", "seen today", True)]
    enrol(talk_anywhere, name="Nu\x00ria Nadie\ud800")
    assert "Nuria Nadie" in talk_anywhere("eu> /approve").text
