"""`make` and the set-up behind it: what they do, and what they say when they cannot."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.house.files import ROOT, read

PRETENDS_TO_BE_OLD = """#!/bin/sh
case "$1" in --version) echo "Python 3.9.2" ;; *) exit 1 ;; esac
"""
LACKS_VENV = """#!/bin/sh
case "$2" in
    *ensurepip*) exit 1 ;;
    *print*) echo 3.11 ;;
esac
"""
FAILS_TO_INSTALL = """#!/bin/sh
case "$*" in
    *"venv --clear"*) mkdir -p .venv/bin && cp "$0" .venv/bin/python ;;
    *" install "*) echo "no such package" >&2 && exit 1 ;;
esac
"""
TOOLS = ("sh", "cat", "cksum", "dirname", "mkdir", "cp", "tail", "flock")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with nothing set up, and a PATH folder of its own beside it."""
    (tmp_path / ".ci").mkdir()
    (tmp_path / "path").mkdir()
    shutil.copy(ROOT / ".ci/setup", tmp_path / ".ci/setup")
    for name in ("requirements.lock", "pyproject.toml"):
        (tmp_path / name).write_text("", encoding="utf-8")
    for name in TOOLS:
        if found := shutil.which(name):
            (tmp_path / "path" / name).symlink_to(found)
    return tmp_path


def set_up(checkout: Path, python: str | None) -> subprocess.CompletedProcess[str]:
    """Run the set-up where `python` is the only Python there is."""
    if python:
        stub = checkout / "path/python3"
        stub.write_text(python, encoding="utf-8")
        stub.chmod(0o755)
    environment = {"PATH": str(checkout / "path")}
    command = [str(checkout / ".ci/setup")]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=30, check=False)


def make(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    command = ["make", "--no-print-directory", "-C", str(ROOT), *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_a_python_too_old_is_named_with_the_way_out(checkout: Path) -> None:
    done = set_up(checkout, PRETENDS_TO_BE_OLD)
    assert (done.returncode, done.stdout) == (1, "")
    assert "needs Python 3.11 or newer; found here: Python 3.9.2." in done.stderr


def test_no_python_at_all_is_said_too(checkout: Path) -> None:
    done = set_up(checkout, None)
    assert done.returncode == 1
    assert "found here: no python3." in done.stderr


def test_a_missing_venv_module_is_named_by_its_package(checkout: Path) -> None:
    done = set_up(checkout, LACKS_VENV)
    assert (done.returncode, done.stdout) == (1, "")
    assert "apt install python3.11-venv" in done.stderr


def test_a_failed_installation_shows_its_end_and_is_tried_again(checkout: Path) -> None:
    for _ in range(2):
        done = set_up(checkout, FAILS_TO_INSTALL)
        assert (done.returncode, done.stdout) == (1, "")
        assert "no such package" in done.stderr
        assert ".cache/setup.log" in done.stderr


def test_a_finished_set_up_is_left_alone_until_the_lock_changes(checkout: Path) -> None:
    works = FAILS_TO_INSTALL.replace(
        'echo "no such package" >&2 && exit 1', "cp .venv/bin/python .venv/bin/liaison"
    )
    assert "Setting up" in set_up(checkout, works).stderr
    assert set_up(checkout, works).stderr == ""
    (checkout / "requirements.lock").write_text("one==1", encoding="utf-8")
    assert "Setting up" in set_up(checkout, works).stderr


def test_an_environment_that_is_a_link_is_not_touched(checkout: Path) -> None:
    (checkout / ".venv").symlink_to(checkout / "elsewhere")
    done = set_up(checkout, PRETENDS_TO_BE_OLD)
    assert (done.returncode, done.stderr) == (0, "")


def test_help_lists_every_task() -> None:
    listed = {line.split()[1] for line in make("help").stdout.splitlines()}
    phony = re.search(r"^\.PHONY: (.*)$", read(ROOT / "Makefile"), re.MULTILINE)
    assert phony
    assert listed == set(phony.group(1).split())


@pytest.mark.parametrize("task", ["backup", "restore"])
def test_a_backup_without_a_name_is_asked_for_one(task: str) -> None:
    done = make("-o", "install", task)
    assert done.returncode == 2
    assert f"make {task} FILE=" in done.stderr


def test_a_chat_starts_where_there_is_no_configuration() -> None:
    assert "chat --demo --as spain" in make("-n", "-o", "install", "run").stdout
