"""Rotation, the audit trail and the schema, from the command line."""

from pathlib import Path

import pytest
from sqlalchemy import text

from bot.settings.reading import load
from storage import migrate, reminders, requests
from storage.item import Item
from storage.keys import Keyring
from tests.operations.conftest import CLUE, PHOTO, Liaison, Site
from tests.talk import Talk


def execute(site: Site, statement: str) -> None:
    with site.opened() as place, place.database.engine.begin() as connection:
        connection.execute(text(statement))


def test_an_open_request_without_a_next_step_is_named(site: Site, liaison: Liaison) -> None:
    with site.home() as home:
        talk = Talk(home)
        talk("spain> /request China Who owns the phone shop?")
        ref = talk("italy> /request China Who sent the money?").to("italy").ref
        done = liaison("audit", "open", "--config", site.config)
        assert (done.code, done.out) == (0, "Open requests: 2, each with its next step.\n")
        with talk.work() as work:
            reminders.drop_waiting(work, Item("addressee", requests.unfinished(work)[-1].id))
        done = liaison("audit", "open", "--config", site.config)
        assert done.out == f"{ref}  mps: seen since 2026-12-01 01:00 UTC\n"
        assert (done.code, "1 of 2 open requests" in done.err) == (1, True)
        talk(f"mps> /answer {ref} nothing")
        assert liaison("audit", "open", "--config", site.config).code == 0


def test_after_a_rotation_everything_is_under_the_new_key_and_opens(site: Site, liaison: Liaison) -> None:
    before = Keyring.load(site.key_file).current
    done = liaison("keys", "rotate", "--config", site.config)
    assert (done.code, done.err) == (0, "")
    fresh = Keyring.load(site.key_file)
    assert fresh.current != before
    with site.opened() as place, place.database.engine.connect() as connection:
        sealed = [bytes(value) for value in connection.execute(text("SELECT text FROM clue")).scalars()]
        assert [value.startswith(fresh.header) for value in sealed] == [True]
        assert [place.store.reseal(file_id) for file_id in place.store.ids()] == [False]
    assert site.says() == ([CLUE], [PHOTO])
    assert liaison("audit", "verify", "--config", site.config).code == 0


def test_a_running_process_follows_a_rotation(site: Site, liaison: Liaison) -> None:
    before = Keyring.load(site.key_file)
    with site.home() as running:
        assert liaison("keys", "rotate", "--config", site.config).code == 0
        if running.database.is_sqlite:  # nothing under the old key is left, in the log neither
            files = list((site.folder / "var").glob("liaison.db*"))
            assert [path.name for path in files if before.header in path.read_bytes()] == []
        with running.database.engine.connect() as connection:
            assert connection.execute(text("SELECT count(*) FROM clue")).scalar_one() == 1
        file_id = next(iter(running.store.ids()))
        assert b"".join(running.store.read(file_id)) == PHOTO
        assert running.database.keyring.current == Keyring.load(site.key_file).current


def test_a_key_in_the_environment_cannot_be_rotated_here(
    site: Site, liaison: Liaison, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = site.key_file.read_text(encoding="ascii").splitlines()
    monkeypatch.setenv("LIAISON_STORAGE__DATA_KEY", ";".join(lines[1:]))
    done = liaison("keys", "rotate", "--config", site.config)
    assert done.code == 1
    assert "Rotation needs storage.key_file" in done.err


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (
            "UPDATE audit_entry SET item = 'clue:1' WHERE number = 2",
            "Entry 2 was changed. The 1 entries before",
        ),
        ("DELETE FROM audit_entry WHERE number = 1", "Entry 1 is missing. The 0 entries before"),
        ("DELETE FROM audit_entry WHERE number > 1", "Entry 2 and what follows were cut off. The 1 entries"),
    ],
)
def test_the_first_entry_that_is_not_what_was_written_is_named(
    spoil: str, said: str, site: Site, liaison: Liaison
) -> None:
    assert "all as they were written" in liaison("audit", "verify", "--config", site.config).out
    execute(site, spoil)
    done = liaison("audit", "verify", "--config", site.config)
    assert (done.code, done.out) == (1, "")
    assert said in done.err


def test_a_schema_is_brought_up_to_date(site: Site, liaison: Liaison) -> None:
    assert "nothing to do" in liaison("db", "upgrade", "--config", site.config).out
    with site.opened() as place:
        migrate.downgrade(place.database.engine, "-1")
    done = liaison("audit", "verify", "--config", site.config)
    assert (done.code, "`liaison db upgrade`" in done.err) == (1, True)
    assert "brought up to date" in liaison("db", "upgrade", "--config", site.config).out
    assert liaison("audit", "verify", "--config", site.config).code == 0


@pytest.mark.parametrize("command", [["audit", "verify"], ["keys", "rotate"], ["backup", "x"]])
def test_what_is_not_there_is_said_in_a_sentence(command: list[str], site: Site, liaison: Liaison) -> None:
    execute(site, "UPDATE alembic_version SET version_num = 'ffff'")
    assert "newer version (schema ffff)" in liaison(*command, "--config", site.config).err
    site.key_file.unlink()
    assert f"The key file {site.key_file} is missing" in liaison(*command, "--config", site.config).err
    assert "`liaison init` writes one" in liaison(*command, "--config", site.folder / "none.toml").err


def test_a_key_file_others_can_read_is_refused(site: Site, liaison: Liaison) -> None:
    site.key_file.chmod(0o644)
    done = liaison("audit", "verify", "--config", site.config)
    assert (done.code, "chmod 600" in done.err) == (1, True)


def test_a_database_that_was_never_made_is_said_so(tmp_path: Path, liaison: Liaison) -> None:
    assert liaison("init", "--dir", tmp_path / "new").code == 0
    done = liaison("audit", "verify", "--data", tmp_path / "new")
    assert (done.code, "`liaison run` makes it" in done.err) == (1, True)
    assert load(tmp_path / "new/config.toml").storage.key_file.exists()
