"""Keys, rows, files and backups that are not what they were."""

import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from storage.keys import Keyring
from tests.faults.bots import said_by
from tests.faults.table import fault
from tests.house.files import ROOT
from tests.operations.conftest import CLUE, PHOTO, Liaison, Site

_SPACE = re.compile(r"\s+")


def said(liaison: Liaison, site: Site, *arguments: str | Path, code: int = 1) -> str:
    done = liaison(*arguments, "--data", site.folder)
    assert (done.code, "Traceback" in done.err) == (code, False), done
    return _SPACE.sub(" ", done.out + done.err)


def talked(liaison: Liaison, site: Site, *lines: str) -> str:
    """What a chat said, the log included."""
    script = site.folder / "script"
    script.write_text("\n".join(lines), encoding="utf-8")
    done = liaison("chat", "--data", site.folder, "--script", script)
    assert (done.code, "Traceback" in done.err) == (0, False), done
    return done.out + done.err


def test_another_key_file(site: Site, liaison: Liaison, tmp_path: Path) -> None:
    right = site.key_file.read_text("ascii")
    Keyring.generate().save(site.key_file)
    backup = said(liaison, site, "backup", tmp_path / "backup")
    fault("other-key").was_told(
        run=said_by("run", folder=site.folder), doctor=said(liaison, site, "doctor"), backup=backup
    )
    assert not (tmp_path / "backup").exists()
    site.key_file.write_text(right, encoding="ascii")
    assert site.says() == ([CLUE], [PHOTO])


def test_a_copy_of_the_key_file_from_before_a_rotation(site: Site, liaison: Liaison) -> None:
    old = site.key_file.read_text("ascii")
    said(liaison, site, "keys", "rotate", code=0)
    right = site.key_file.read_text("ascii")
    site.key_file.write_text(old, encoding="ascii")
    fault("old-key").was_told(doctor=said(liaison, site, "doctor"))
    said(liaison, site, "officers", "list")
    site.key_file.write_text(right, encoding="ascii")
    assert site.says() == ([CLUE], [PHOTO])


def test_no_key_file(site: Site, liaison: Liaison) -> None:
    site.key_file.rename(site.folder / "elsewhere")
    fault("no-key").was_told(
        run=said(liaison, site, "chat", "--script", "/dev/null"), doctor=said(liaison, site, "doctor")
    )
    assert not site.key_file.exists()


def test_a_damaged_page(site: Site, liaison: Liaison) -> None:
    path = site.folder / "var/liaison.db"
    with closing(sqlite3.connect(path)) as base:
        (page,) = base.execute("SELECT rootpage FROM sqlite_master WHERE name = 'clue'").fetchone()
        (size,) = base.execute("PRAGMA page_size").fetchone()
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    heard = talked(liaison, site, "spain> /clue list", "spain> /contacts Italy")
    assert "+39" in heard, "others go on"
    fault("page").was_told(log=heard, doctor=said(liaison, site, "doctor"))
    said(liaison, site, "backup", site.folder / "backup")


def test_a_sealed_value_with_another_bit(site: Site, liaison: Liaison) -> None:
    with closing(sqlite3.connect(site.folder / "var/liaison.db")) as base:
        ((row, stored),) = base.execute("SELECT id, text FROM clue").fetchall()
        base.execute("UPDATE clue SET text = ? WHERE id = ?", (flipped(stored, len(stored) // 2), row))
        base.commit()
    heard = talked(liaison, site, "spain> /clue list", "spain> /contacts Italy")
    assert "Three women" not in heard
    assert "1 entry cannot be read and is missing here" in heard
    assert "+39" in heard, "others go on"
    fault("sealed").was_told(log=heard, doctor=said(liaison, site, "doctor"))


@pytest.mark.parametrize("how", ["cut", "cut by a byte", "emptied", "another bit"])
def test_a_damaged_backup(how: str, site: Site, liaison: Liaison) -> None:
    file = site.folder / "saved"
    said(liaison, site, "backup", file, "--with-key", code=0)
    whole = file.read_bytes()
    damaged = {
        "cut": whole[: len(whole) // 2],
        "cut by a byte": whole[:-1],
        "emptied": b"",
        "another bit": flipped(whole, len(whole) // 3),
    }
    file.write_bytes(damaged[how])
    fault("backup").was_told(restore=said(liaison, site, "restore", file, "--force"))
    assert site.says() == ([CLUE], [PHOTO])


def test_an_attachment_half_written_when_the_process_was_killed(site: Site, liaison: Liaison) -> None:
    photo = site.folder / "photo.jpg"
    photo.write_bytes(PHOTO)
    script = site.folder / "script"
    script.write_text(f"spain> /clue Italy A second one\nspain+ {photo} of the plate\n", encoding="utf-8")
    command = [sys.executable, "-m", "tests.operations.child", "storage.files:FileWriter._seal", "2"]
    arguments = ["chat", "--data", str(site.folder), "--script", str(script)]
    done = subprocess.run([*command, *arguments], cwd=ROOT, capture_output=True, timeout=60, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    with site.home() as home:
        (part,) = home.store.root.glob("??/*.part")
        assert set(home.store.ids()) == {path.name for path in home.store.root.glob("??/*") if path != part}
    talked(liaison, site, "spain> /outstanding")  # what was in the inbox is taken up, its file fetched anew
    assert site.says()[1].count(PHOTO) == 2
    assert "ok files" in said(liaison, site, "doctor", code=0)
    with site.home() as home:
        assert home.store.sweep(time.time() + 1) == 1
    assert not part.exists()
    fault("half-file").was_told()


def test_an_attachment_that_was_cut(site: Site, liaison: Liaison) -> None:
    with site.home() as home:
        (file_id,) = home.store.ids()
        path = home.store.path(file_id)
    os.truncate(path, path.stat().st_size // 2)
    doctor = said(liaison, site, "doctor")
    fault("cut-file").was_told(doctor=doctor, keys_rotate=said(liaison, site, "keys", "rotate"))
    said(liaison, site, "audit", "verify", code=0)


def flipped(raw: bytes, at: int) -> bytes:
    return raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]
