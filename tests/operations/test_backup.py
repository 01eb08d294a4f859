"""A backup holds everything, shows nothing, and comes back whole or not at all."""

import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.channels.matrix.keys.machine import open_machine
from bot.settings.reading import load
from storage import dump
from storage.engine import Database
from tests.operations.conftest import CLUE, PHOTO, Liaison, Site, SitesMade

pytestmark = pytest.mark.slow


@contextmanager
def newer(database: Database, real: Callable[..., Any] = dump.snapshot) -> Iterator[dump.Snapshot]:
    with real(database) as moment:
        yield dump.Snapshot("ffff", moment.blocks)


def saved(site: Site, liaison: Liaison, *options: str) -> Path:
    target = site.folder.parent / "saved"
    assert liaison("backup", target, "--config", site.config, *options).code == 0
    return target


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_everything_comes_back_in_a_fresh_place(
    site: Site, kind: str, make_site: SitesMade, liaison: Liaison
) -> None:
    target = saved(site, liaison, "--with-key")
    fresh = make_site("fresh", kind)
    done = liaison("restore", target, "--config", fresh.config)
    assert (done.code, done.err) == (0, "")
    assert fresh.says() == site.says() == ([CLUE], [PHOTO])
    assert liaison("audit", "verify", "--config", fresh.config).code == 0


def test_the_backup_shows_nothing_and_is_closed_to_others(site: Site, liaison: Liaison) -> None:
    target = saved(site, liaison, "--with-key")
    raw = target.read_bytes()
    assert not [word for word in (b"restaurant", b"spain", b"plate", b"officer", b"manifest") if word in raw]
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (target, target.with_name("saved.key"))}
    assert modes == {0o600}


def test_the_matrix_keys_are_in_it(site: Site, make_site: SitesMade, liaison: Liaison) -> None:
    with site.opened() as place:
        store = place.settings.matrix.store
        store.mkdir(parents=True)
        open_machine(
            "@liaison:example.org", "DEVICE", store, "a key of its own", new=True
        ).store.database.close()
    target = saved(site, liaison, "--with-key")
    fresh = make_site("fresh")
    assert liaison("restore", target, "--config", fresh.config).code == 0
    keys = load(fresh.config).matrix.store
    machine = open_machine("@liaison:example.org", "DEVICE", keys, "a key of its own", new=False)
    machine.store.database.close()


def test_without_its_key_a_backup_stays_shut(site: Site, make_site: SitesMade, liaison: Liaison) -> None:
    target = saved(site, liaison)
    fresh = make_site("fresh")
    done = liaison("restore", target, "--config", fresh.config)
    assert done.code == 1
    assert "Not the data keys of this backup" in done.err
    fresh.key_file.unlink()
    done = liaison("restore", target, "--config", fresh.config)
    assert f"Put its data keys at {fresh.key_file}" in done.err


def test_a_backup_is_never_written_over_another(site: Site, liaison: Liaison) -> None:
    target = saved(site, liaison)
    before = target.read_bytes()
    done = liaison("backup", target, "--config", site.config)
    assert (done.code, target.read_bytes()) == (1, before)
    assert "is there already; nothing was written" in done.err


def test_data_that_is_there_is_replaced_only_by_force(site: Site, liaison: Liaison) -> None:
    target = saved(site, liaison)
    with site.home() as home:
        later = home.store.save([b"later"], limit=10)
    with site.opened() as place, place.database.engine.begin() as connection:
        connection.execute(text("DELETE FROM happening"))
    done = liaison("restore", target, "--config", site.config)
    assert done.code == 1
    assert "There is data already; nothing was changed" in done.err
    assert liaison("restore", target, "--config", site.config, "--force").code == 0
    assert site.says() == ([CLUE], [PHOTO])
    assert not (load(site.config).storage.files / later.file_id[:2] / later.file_id).exists()


def test_the_key_of_data_that_is_there_is_never_replaced(
    site: Site, make_site: SitesMade, liaison: Liaison
) -> None:
    target = saved(site, liaison, "--with-key")
    other = make_site("other")
    other.use()
    key = other.key_file.read_bytes()
    done = liaison("restore", target, "--config", other.config, "--force")
    assert (done.code, other.key_file.read_bytes()) == (1, key)
    assert "Restore into a fresh folder instead" in done.err


def test_a_backup_from_before_a_rotation_comes_back(site: Site, liaison: Liaison) -> None:
    target = saved(site, liaison)
    assert liaison("keys", "rotate", "--config", site.config).code == 0
    assert liaison("restore", target, "--config", site.config, "--force").code == 0
    assert site.says() == ([CLUE], [PHOTO])


@pytest.mark.parametrize("where", [3, 60, -1])
def test_one_changed_byte_is_noticed_before_anything_is_replaced(
    where: int, site: Site, liaison: Liaison
) -> None:
    target = saved(site, liaison)
    raw = bytearray(target.read_bytes())
    raw[where] ^= 1
    target.write_bytes(raw)
    done = liaison("restore", target, "--config", site.config, "--force")
    assert done.code == 1
    assert site.says() == ([CLUE], [PHOTO])


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "was changed or cut"), (b"PK\x03\x04 something else" * 9, "was changed or cut")],
)
def test_something_else_is_no_backup(content: bytes, said: str, site: Site, liaison: Liaison) -> None:
    target = site.folder / "not-one"
    target.write_bytes(content)
    done = liaison("restore", target, "--config", site.config, "--force")
    assert done.code == 1
    assert said in done.err
    assert "no file" in liaison("restore", site.folder / "none", "--config", site.config).err


def test_a_cut_backup_is_noticed(site: Site, liaison: Liaison) -> None:
    target = saved(site, liaison)
    target.write_bytes(target.read_bytes()[: 64 * 1024 + 16 + 21])  # whole chunks, but not all
    assert liaison("restore", target, "--config", site.config, "--force").code == 1
    assert site.says() == ([CLUE], [PHOTO])


def test_a_backup_of_a_newer_version_is_refused(
    site: Site, liaison: Liaison, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(dump, "snapshot", newer)
        target = saved(site, liaison)
    done = liaison("restore", target, "--config", site.config, "--force")
    assert done.code == 1
    assert "newer version (schema ffff)" in done.err
    assert site.says() == ([CLUE], [PHOTO])


def test_both_are_in_the_audit_trail(site: Site, liaison: Liaison) -> None:
    saved(site, liaison)
    liaison("restore", site.folder.parent / "saved", "--config", site.config, "--force")
    with site.opened() as place, place.database.engine.connect() as connection:
        tags = connection.execute(text("SELECT tag FROM audit_entry ORDER BY number DESC LIMIT 2")).scalars()
        assert list(tags) == ["operator:data:restore", "operator:data:export"]
