"""The pages that tell how something is added are followed to the letter, in a copy of this checkout."""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.house.files import ROOT, tracked

PAGE = ROOT / "docs/howto/add-a-job.md"
_BLOCK = re.compile(r"(?P<before>(?:[^\n]+\n)+)\n?```\w*\n(?P<code>.*?)\n```", re.DOTALL)
_PATH = re.compile(r"`((?:handlers|storage|tests)/[\w/.]+\.\w+|pyproject\.toml)`")


def blocks(page: str) -> dict[str, str]:
    """What the page shows, by the file that the paragraph before it names first."""
    named = ((_PATH.search(found["before"]), found["code"]) for found in _BLOCK.finditer(page))
    return {path[1]: code for path, code in named if path is not None}


def _into_house(house: str, shown: str) -> str:
    imported, room = shown.splitlines()
    after_import = house.replace("from handlers import (\n", f"from handlers import (\n{imported}\n", 1)
    return after_import.replace("ROOMS = (\n", f"ROOMS = (\n{room}\n", 1)


def _into_layers(project: str, shown: str) -> str:
    beside = shown.replace(" | greetings", "")
    assert beside in project
    return project.replace(beside, shown)


def _into_tags(audit: str, shown: str) -> str:
    return audit.replace("    STRANGER_WROTE = ", f"{shown}\n    STRANGER_WROTE = ", 1)


CHANGED: dict[str, Callable[[str, str], str]] = {
    "handlers/house.py": _into_house,
    "pyproject.toml": _into_layers,
    "storage/audit.py": _into_tags,
}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout in which somebody has followed the page."""
    folder = tmp_path_factory.mktemp("copy")
    for path in tracked():
        if path.suffix != ".xz":
            (folder / path.relative_to(ROOT)).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, folder / path.relative_to(ROOT))
    for name, code in blocks(PAGE.read_text("utf-8")).items():
        target = folder / name
        change = CHANGED.get(name)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(change(target.read_text("utf-8"), code) if change else f"{code}\n", "utf-8")
    return folder


def run(folder: Path, *command: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=folder, capture_output=True, text=True, check=False, timeout=100
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_page_names_every_file_that_it_changes() -> None:
    assert set(CHANGED) < set(blocks(PAGE.read_text("utf-8")))


def test_the_job_is_there_in_both_languages(copy: Path) -> None:
    script = copy / "greetings.txt"
    script.write_text("spain> /greet italy\nmps> /问候 spain\nspain! 1\n", "utf-8")
    said = run(copy, "bot", "chat", "--data", str(copy / "var"), "--demo", "--script", str(script))
    assert "sends you greetings" in said
    assert "已向" in said
    assert "You waved back." in said


@pytest.mark.slow
def test_the_checks_of_the_house_pass_with_it(copy: Path) -> None:
    tests = ("tests/house/test_messages.py", "tests/house/test_catalogues.py", "tests/house/test_sizes.py")
    walk = "tests/transcripts/test_transcripts.py"
    run(
        copy,
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        *tests,
        walk,
        "-k",
        "not transcripts or sqlite-greetings",
    )
