"""`liaison privacy`: one officer's own data is handed out whole, and erased once he or she has left."""

import json
import stat
from pathlib import Path

from storage.people import State, officer_named
from tests.operations.conftest import Liaison, Site
from tests.storage.raw import left, tidied
from tests.talk import Talk


def named(site: Site) -> str:
    """The Italian officer's name, who has a reminder and a draft."""
    with site.home() as home:
        talk = Talk(home)
        talk(
            "italy> /remind tomorrow 9:00 call the SECRETSCHOOL",
            "italy> /clue SECRETDRAFT nobody knows where",
        )
        with talk.work() as work:
            officer = officer_named(work, "italy")
            assert officer is not None
            return officer.name


def leaves(site: Site) -> None:
    with site.home() as home, Talk(home).work() as work:
        officer = officer_named(work, "italy")
        assert officer is not None
        officer.state = State.LEFT
        work.add(officer)


def test_the_export_holds_all_of_it_and_is_private(site: Site, liaison: Liaison, tmp_path: Path) -> None:
    name, out = named(site), tmp_path / "italy.json"
    done = liaison("privacy", "export", "italy", "--out", out, "--config", site.config)
    assert (done.code, done.err) == (0, "")
    found = json.loads(out.read_text("utf-8"))
    assert found["officer"]["name"] == name
    assert found["accounts"][0]["address"] == "italy"
    assert "SECRETSCHOOL" in found["reminders"][0]["words"]
    assert "SECRETDRAFT" in json.dumps(found["drafts"])
    assert found["filed"] == {"clues": 0, "requests": 0, "answers": 0}
    assert found["trail"]
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


def test_only_who_has_left_is_erased(site: Site, liaison: Liaison) -> None:
    done = liaison("privacy", "erase", "italy", "--config", site.config)
    assert (done.code, "Only who has left" in done.err) == (1, True)
    assert liaison("privacy", "erase", "nobody", "--config", site.config).code == 1


def test_nothing_is_left_of_who_was_erased(site: Site, liaison: Liaison) -> None:
    name = named(site)
    leaves(site)
    done = liaison("privacy", "erase", "italy", "--config", site.config)
    assert (done.code, done.err) == (0, "")
    assert liaison("audit", "verify", "--config", site.config).code == 0
    assert name not in liaison("officers", "list", "--config", site.config).out
    with site.opened() as place:
        tidied(place.database)
        for word in (name, "SECRETSCHOOL", "SECRETDRAFT"):
            assert left(place.database, word) - {"arrival.body"} == set()
