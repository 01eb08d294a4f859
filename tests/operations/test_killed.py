"""Killed with SIGKILL half-way, an operation has changed nothing or all of it, and can simply be repeated."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from storage.keys import Keyring
from tests.house.files import ROOT
from tests.operations.conftest import CLUE, PHOTO, Liaison, Site
from tests.talk import Talk

pytestmark = pytest.mark.slow
LATER = "A second clue, filed after the backup"


def killed(target: str, calls: int, *arguments: str | Path) -> None:
    command = [sys.executable, "-m", "tests.operations.child", target, str(calls), *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == -signal.SIGKILL, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("target", "calls"),
    [
        ("storage.files:FileWriter._seal", 1),
        ("storage.files:FileWriter._seal", 4),
        ("storage.files:sync_folder", 1),
        ("bot.operations.backup:check", 1),
    ],
)
def test_a_killed_backup_leaves_a_whole_file_or_none(
    target: str, calls: int, site: Site, liaison: Liaison
) -> None:
    file = site.folder / "saved"
    killed(target, calls, "backup", file, "--config", site.config)
    if file.exists():
        assert liaison("restore", file, "--config", site.config, "--force").code == 0
        file.unlink()
    assert liaison("backup", file, "--config", site.config).code == 0
    assert [path.name for path in site.folder.glob("*saved*")] == ["saved"]
    assert site.says() == ([CLUE], [PHOTO])


@pytest.mark.parametrize(
    ("target", "calls"),
    [
        ("bot.commands.upkeep:_reseal", 1),
        ("storage.rotation:_reseal_cell", 1),
        ("storage.rotation:_reseal_cell", 20),
        ("storage.rotation:_stale", 9),
        ("storage.files:FileStore.reseal", 1),
        ("storage.files:FileWriter.commit", 1),
        ("storage.audit:append", 1),
    ],
)
def test_a_killed_rotation_leaves_everything_readable(
    target: str, calls: int, site: Site, liaison: Liaison
) -> None:
    before = Keyring.load(site.key_file).current
    killed(target, calls, "keys", "rotate", "--config", site.config)
    assert Keyring.load(site.key_file).current != before
    assert site.says() == ([CLUE], [PHOTO])
    assert liaison("keys", "rotate", "--config", site.config).code == 0
    assert site.says() == ([CLUE], [PHOTO])
    assert liaison("audit", "verify", "--config", site.config).code == 0


@pytest.mark.parametrize(
    ("target", "calls", "is_done"),
    [
        ("bot.operations.backup:_put", 1, False),
        ("storage.dump:_drop_everything", 1, False),
        ("storage.dump:_insert", 1, False),
        ("storage.dump:_insert", 12, False),
        ("storage.dump:_check_and_note", 1, False),
        ("storage.files:FileStore.delete", 1, True),
    ],
)
def test_a_killed_restore_leaves_the_old_or_the_new(
    target: str, calls: int, is_done: bool, site: Site, liaison: Liaison
) -> None:
    file = site.folder / "saved"
    assert liaison("backup", file, "--config", site.config).code == 0
    with site.home() as home:
        Talk(home)(f"italy> /clue China {LATER}")
        home.store.save([b"later"], limit=10)
    killed(target, calls, "restore", file, "--config", site.config, "--force")
    assert sorted(site.says()[0]) == sorted([CLUE] if is_done else [CLUE, LATER])
    assert PHOTO in site.says()[1]
    assert liaison("audit", "verify", "--config", site.config).code == 0
    assert liaison("restore", file, "--config", site.config, "--force").code == 0
    assert site.says() == ([CLUE], [PHOTO])
