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
INSTALLS = """#!/bin/sh
case "$*" in
    *"-m venv "*) mkdir -p .venv/bin && cp "$0" .venv/bin/python ;;
    *sysconfig*) echo .venv ;;
    *" install "*)
        [ ! -e is-closed ] || { echo "no such package" >&2; exit 1; }
        for last in "$@"; do :; done
        echo "$last" >>.venv/installed ;;
esac
"""
TOOLS = ("sh", "cat", "chmod", "cksum", "cp", "dirname", "flock", "mkdir", "mv", "rm", "sed", "tail")
USE, DEV = "requirements.lock", "requirements-dev.lock"
PIP = ".venv/pip.lock"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with nothing set up, and a PATH folder of its own beside it."""
    (tmp_path / ".ci").mkdir()
    (tmp_path / "path").mkdir()
    shutil.copy(ROOT / ".ci/setup", tmp_path / ".ci/setup")
    for name in (USE, DEV):
        (tmp_path / name).write_text("", encoding="utf-8")
    for name in TOOLS:
        if found := shutil.which(name):
            (tmp_path / "path" / name).symlink_to(found)
    return tmp_path


def set_up(checkout: Path, python: str | None, level: str = "use") -> subprocess.CompletedProcess[str]:
    """Run the set-up where `python` is the only Python there is."""
    if python:
        stub = checkout / "path/python3"
        stub.write_text(python, encoding="utf-8")
        stub.chmod(0o755)
    environment = {"PATH": str(checkout / "path")}
    command = [str(checkout / ".ci/setup"), level]
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


def installed(checkout: Path) -> list[str]:
    """From which files, in order."""
    return (checkout / ".venv/installed").read_text(encoding="utf-8").split()


def test_a_failed_installation_shows_its_end_and_is_tried_again(checkout: Path) -> None:
    (checkout / "is-closed").touch()
    for _ in range(2):
        done = set_up(checkout, INSTALLS)
        assert (done.returncode, done.stdout) == (1, "")
        assert "no such package" in done.stderr
        assert ".cache/setup.log" in done.stderr


def test_a_failed_installation_leaves_what_was_there(checkout: Path) -> None:
    set_up(checkout, INSTALLS)
    (checkout / USE).write_text("one==1", encoding="utf-8")
    (checkout / "is-closed").touch()
    assert set_up(checkout, INSTALLS).returncode == 1
    assert installed(checkout) == [PIP, USE]
    (checkout / "is-closed").unlink()
    assert "Setting up" in set_up(checkout, INSTALLS).stderr


def test_a_finished_set_up_is_left_alone_until_the_lock_changes(checkout: Path) -> None:
    assert "Setting up" in set_up(checkout, INSTALLS).stderr
    assert set_up(checkout, INSTALLS).stderr == ""
    (checkout / ".venv/of-an-earlier-lock").touch()
    (checkout / USE).write_text("one==1", encoding="utf-8")
    assert "Setting up" in set_up(checkout, INSTALLS).stderr
    assert not (checkout / ".venv/of-an-earlier-lock").exists()


def test_an_installation_for_use_leaves_the_tools_away(checkout: Path) -> None:
    set_up(checkout, INSTALLS)
    assert installed(checkout) == [PIP, USE]


def test_development_is_put_on_top_of_what_is_for_use(checkout: Path) -> None:
    set_up(checkout, INSTALLS)
    set_up(checkout, INSTALLS, "dev")
    assert installed(checkout) == [PIP, USE, DEV]


def test_what_is_made_for_development_stays_so(checkout: Path) -> None:
    set_up(checkout, INSTALLS, "dev")
    assert set_up(checkout, INSTALLS, "use").stderr == ""
    (checkout / DEV).write_text("one==1", encoding="utf-8")
    assert "Setting up" in set_up(checkout, INSTALLS, "use").stderr
    assert installed(checkout) == [PIP, DEV]
    assert set_up(checkout, INSTALLS, "dev").stderr == ""


def test_the_command_works_from_anywhere_and_through_a_link(checkout: Path) -> None:
    set_up(checkout, INSTALLS)
    (checkout / ".venv/bin/python").write_text('#!/bin/sh\necho "$0 $*"', encoding="utf-8")
    (checkout / "liaison").symlink_to(checkout / ".venv/bin/liaison")
    command = [str(checkout / "liaison"), "doctor", "--json"]
    done = subprocess.run(command, cwd="/", capture_output=True, text=True, timeout=30, check=True)
    assert done.stdout == f"{checkout}/.venv/bin/python -P -m bot doctor --json\n"


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


def audit(checkout: Path, *answers: str) -> subprocess.CompletedProcess[str]:
    """Run the audit where pip-audit, asked one time after the other, is these lines of shell."""
    shutil.copy(ROOT / ".ci/audit", checkout / ".ci/audit")
    asked = "".join(f"{number}) {answer} ;;\n" for number, answer in enumerate(answers, start=1))
    stub = checkout / ".venv/bin/pip-audit"
    stub.parent.mkdir(parents=True)
    count = "echo x >>asked; case $(grep -c x asked) in"
    stub.write_text(f"#!/bin/sh\n{count}\n{asked}esac\n", encoding="utf-8")
    stub.chmod(0o755)
    command = [str(checkout / ".ci/audit")]
    return subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)


HOLES = 'echo "Found 2 known vulnerabilities in 1 package"; exit 1'
NONE = 'echo "No known vulnerabilities found"'
CLOSED = 'echo "Traceback: ConnectionError"; exit 1'


def test_an_audit_without_holes_says_so(checkout: Path) -> None:
    done = audit(checkout, HOLES, NONE)
    assert (done.returncode, done.stdout.split(":")[0], done.stderr) == (0, "Advisories", "")


def test_an_audit_names_a_hole_and_fails(checkout: Path) -> None:
    done = audit(checkout, HOLES, HOLES)
    assert done.returncode == 1
    assert "Found 2 known" in done.stdout


@pytest.mark.parametrize(
    "answers",
    [(CLOSED, CLOSED), (NONE, NONE), (NONE, CLOSED), (HOLES, CLOSED)],
    ids=["no network", "databases that know nothing", "neither", "network lost half-way"],
)
def test_an_audit_that_nobody_answers_is_said_and_no_failure(
    checkout: Path, answers: tuple[str, ...]
) -> None:
    done = audit(checkout, *answers)
    assert (done.returncode, done.stdout) == (0, "")
    assert "ADVISORIES NOT CHECKED" in done.stderr


def test_an_audit_asks_the_next_database_where_the_first_knows_nothing(checkout: Path) -> None:
    assert audit(checkout, CLOSED, HOLES, HOLES).returncode == 1
