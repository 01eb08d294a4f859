"""What every file of the repository promises, whoever wrote it."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.files import ROOT, read, tracked

# Built from parts, so that this file does not hold what it looks for.
BEFORE = r"(?<![\w.~/-])"
MACHINE_PATHS = [
    BEFORE + "/" + name for name in (r"work\b(?!\.)", "root/", r"home/\w", r"opt/pypi", r"Users/\w")
]
REGISTRIES = [
    re.escape(f"{name}.{end}")
    for name, end in [
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("registry.npmjs", "org"),
        ("registry.yarnpkg", "com"),
        ("deb.debian", "org"),
        ("archive.ubuntu", "com"),
    ]
]
FORBIDDEN = re.compile("|".join(MACHINE_PATHS + REGISTRIES))
PINNED = re.compile(
    r"^[a-z0-9][a-z0-9._-]*(\[[a-z0-9,-]+\])?==\S+( *;[^\\]+)?(\s+--hash=sha256:[0-9a-f]{64})+$"
)


def entries(lock: Path) -> list[str]:
    """The requirements of a lock file, each joined to one line; comments left out."""
    lines = (line for line in read(lock).splitlines() if line.strip() and not line.lstrip().startswith("#"))
    return re.sub(r"\\\n\s*", "", "\n".join(lines)).splitlines()


def found_in(text: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), start=1):
        if FORBIDDEN.search(line):
            yield f"{number}: {line.strip()[:100]}"


LOCKS = [path for path in tracked() if path.suffix == ".lock"]


def test_no_file_names_a_machine_or_a_registry() -> None:
    found = {str(path.relative_to(ROOT)): list(found_in(read(path))) for path in tracked()}
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    "text", ["/" + "work/x.py", "see /" + "work", "cd /" + "root/x", "https://" + "pypi." + "org/simple"]
)
def test_the_search_finds_what_must_not_be_there(text: str) -> None:
    assert list(found_in(text)) == [f"1: {text}"]


@pytest.mark.parametrize(
    "text", ["storage/work.py", "https://example.org/work/", "/workers", "~/work", "pypi.example.org"]
)
def test_the_search_leaves_honest_text_alone(text: str) -> None:
    assert list(found_in(text)) == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_pins_everything_by_hash_and_holds_no_address(lock: Path) -> None:
    assert [entry[:80] for entry in entries(lock) if not PINNED.match(entry)] == []
    assert "://" not in read(lock)


def test_npm_locks_pin_everything_by_hash_and_leave_the_registry_to_the_reader() -> None:
    for path in (path for path in tracked() if path.name == "package-lock.json"):
        packages = json.loads(read(path))["packages"]
        assert [name for name, package in packages.items() if "resolved" in package] == []
        assert [name for name, package in packages.items() if name and "integrity" not in package] == []


def test_the_change_log_has_a_place_for_the_next_change() -> None:
    headings = [line for line in read(ROOT / "CHANGELOG.md").splitlines() if line.startswith("## ")]
    assert headings[0] == "## Unreleased"


def test_no_database_and_no_key_is_kept_here() -> None:
    left_by_a_run = {".db", ".db-wal", ".db-shm", ".key", ".log"}
    assert [str(path.relative_to(ROOT)) for path in tracked() if path.suffix in left_by_a_run] == []


def test_the_scripts_can_be_run() -> None:
    scripts = sorted(path for path in (ROOT / ".ci").iterdir() if path.is_file())
    assert [path.name for path in scripts] == ["audit", "lock", "run", "setup"]
    assert all(os.access(path, os.X_OK) for path in scripts)


INSTALLS = re.compile(r"\bpip\"?,? .*\binstall\b|\bnpm (install|ci|i)\b")

CAREFUL = ("--require-hashes", "--only-binary")  # a build runs foreign code, and fetches its backend unpinned


def test_nothing_is_installed_but_from_hashes() -> None:
    """pip must be told so, or fetch nothing; `npm ci` takes what its lock says; Debian signs its packages."""
    mine = Path(__file__).resolve()
    runs = (path for path in tracked() if path != mine and path.suffix in {"", ".py", ".sh"})
    found = [(path, line) for path in runs for line in read(path).splitlines() if INSTALLS.search(line)]
    assert len(found) > 3
    careless = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path, line in found
        if not all(word in line for word in CAREFUL)
        and "npm ci" not in line
        and "--no-index" not in line
        and line.lstrip()[0] != "#"
    ]
    assert careless == []
