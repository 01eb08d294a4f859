"""Two years of a whole network, in large steps: erased on time, and nothing left for whoever has the keys.

`python -m tests.retention` lives them in smaller steps, and files more.
"""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import select

from storage import migrate, retention
from storage.engine import Database
from storage.items import Attachment
from storage.keys import Keyring
from tests.retention.life import Life, lived
from tests.storage.filling import counts, fill
from tests.storage.raw import left
from tests.talk import Talk

pytestmark = pytest.mark.timeout(300)


def test_two_years_leave_nothing_but_what_was_kept_longer(talk_anywhere: Talk, tmp_path: Path) -> None:
    report = lived(Life(talk_anywhere, tmp_path), step=20, every=600)
    assert report.faults == []
    assert (report.erased, report.kept, report.files) == (6, 1, 3)


def later(talk: Talk, days: int) -> None:
    """What was due meanwhile is done late, once."""
    talk.clock.move_to(talk.clock.now() + timedelta(days=days))
    talk("@ +1m")


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "SECRETPHOTO.jpg"
    path.write_bytes(b"\xff\xd8" + b"SECRETPHOTO" * 50)
    return path


def kept(talk: Talk) -> list[Attachment]:
    with talk.work() as work:
        return work.all(select(Attachment))


def test_a_file_that_nobody_said_what_for_is_dropped_after_a_month(talk: Talk, photo: Path) -> None:
    talk(f"france+ {photo}")
    later(talk, 29)
    assert kept(talk)
    later(talk, 2)
    assert kept(talk) == []
    talk("spain> /help")
    assert left(talk.home.database, "SECRETPHOTO") <= {"arrival.body", "outgoing.params"}  # 45 days


def test_what_a_form_still_holds_stays(talk: Talk, photo: Path) -> None:
    talk(f"france+ {photo}", "france! File as a clue")
    for step, is_kept in (("france> /help", True), ("france> /cancel", False)):
        talk(step)
        with talk.work() as work:
            retention.drop_loose_files(work, work.now + timedelta(days=1))
        assert bool(kept(talk)) is is_kept


def test_the_file_of_an_answer_is_erased_with_its_request(talk: Talk, photo: Path) -> None:
    ref = talk("spain> /request Italy Who owns it?").to("italy").ref
    talk(f"italy+ {photo} /answer {ref} A company", "spain! Confirm")
    later(talk, 170)
    assert kept(talk)
    later(talk, 15)
    assert kept(talk) == []
    assert "1 file" in talk(f"spain> /status {ref}").text


def test_so_are_those_of_answers_that_were_erased_before(database_url: str) -> None:
    database = Database(database_url, Keyring.generate())
    migrate.upgrade(database.engine, "0045")
    fill(database.engine, rows=1)
    with database.engine.begin() as connection:
        (answer, request) = connection.execute(text("SELECT id, request_id FROM answer")).one()
        connection.execute(text("UPDATE attachment SET item = :item"), {"item": f"answer:{answer}"})
        connection.execute(text("UPDATE tombstone SET item = :item"), {"item": f"request:{request}"})
    migrate.upgrade(database.engine)
    assert counts(database.engine)["attachment"] == 0
    database.close()
