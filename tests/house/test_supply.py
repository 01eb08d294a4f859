"""What is installed: only what somebody uses, each piece from a lock, its licence known."""

import ast
import json
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest

from release import licences
from release.sbom import LICENCES, NAME, ROOT, USE, pinned
from tests.house.files import read, tracked

PROJECT = tomllib.loads(read(ROOT / "pyproject.toml"))
WANTED_UNSEEN = {
    "tzdata": "zoneinfo and handlers/places read its files",
}
SCRIPTS_OF_DEVELOPERS = {"handlers/places/gather.py"}
COPYLEFT = re.compile(r"\bA?GPL", re.IGNORECASE)


def names_of(requirements: list[str]) -> set[str]:
    """Package names as the lock spells them, extras and versions left out."""
    names = (re.split(r"[\[<>=!~; ]", requirement)[0] for requirement in requirements)
    return {re.sub(r"[-_.]+", "-", name).lower() for name in names}


def imports(path: Path) -> Iterator[str]:
    """The top-level modules that a file imports, wherever it does."""
    for node in ast.walk(ast.parse(read(path))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.split(".")[0]


def packages_imported(*folders: str) -> set[str]:
    """The packages from which the product's own files import."""
    ours = [path for path in tracked() if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in folders]
    kept = [path for path in ours if str(path.relative_to(ROOT)) not in SCRIPTS_OF_DEVELOPERS]
    known = packages_distributions()
    return names_of([found for path in kept for name in imports(path) for found in known.get(name, ())])


def test_nothing_is_installed_for_use_that_nobody_imports() -> None:
    asked = names_of(PROJECT["project"]["dependencies"])
    assert asked - packages_imported("bot", "handlers", "storage") == set(WANTED_UNSEEN)


def test_what_the_product_imports_is_installed_for_use() -> None:
    assert packages_imported("bot", "handlers", "storage") - set(pinned(USE)) - {"liaison"} == set()


def test_each_lock_holds_what_is_asked_for() -> None:
    extras = PROJECT["project"]["optional-dependencies"]
    assert names_of(PROJECT["project"]["dependencies"]) - set(pinned(USE)) == set()
    assert (
        names_of([name for extra in extras.values() for name in extra]) - set(pinned(licences.DEV)) == set()
    )


def test_development_stands_on_what_is_installed_for_use() -> None:
    assert pinned(USE).items() <= pinned(licences.DEV).items()


def test_an_installation_for_use_brings_no_test_tool() -> None:
    only_for_development = names_of(PROJECT["project"]["optional-dependencies"]["dev"])
    assert only_for_development & set(pinned(USE)) == set()


def test_the_wheel_is_built_with_the_locked_backend() -> None:
    (backend,) = PROJECT["build-system"]["requires"]
    assert backend == f"hatchling=={pinned(licences.DEV)['hatchling']}"
    assert backend in PROJECT["project"]["optional-dependencies"]["dev"]


def test_the_page_of_licences_is_what_the_packages_say() -> None:
    assert read(LICENCES) == licences.page(), "run `.venv/bin/python -m release.licences`"


def test_nothing_for_use_stands_under_a_licence_that_would_bind_ours() -> None:
    found = {package: licences.licence_of(package) for package in pinned(USE)}
    assert {package: said for package, said in found.items() if COPYLEFT.search(said)} == {}


@pytest.mark.parametrize(
    ("said", "binds"),
    [("AGPL-3.0-or-later", True), ("MIT AND GPL-2.0-only", True), ("LGPL-3.0-only", False), ("MIT", False)],
)
def test_the_search_for_such_licences_finds_them(said: str, binds: bool) -> None:
    assert bool(COPYLEFT.search(said)) == binds


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[zipfile.ZipFile]:
    """Built as a release is, from what is installed here: nothing is fetched."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (path,) = folder.glob("*.whl")
    with zipfile.ZipFile(path) as made:
        yield made


def test_the_wheel_holds_its_bill_of_materials(wheel: zipfile.ZipFile) -> None:
    (name,) = (name for name in wheel.namelist() if "/sboms/" in name)
    assert re.fullmatch(rf"liaison-[\d.]+\.dist-info/sboms/{re.escape(NAME)}", name)
    bill: dict[str, Any] = json.loads(wheel.read(name))
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert {part["name"]: part["version"] for part in bill["components"]} == pinned(USE)
    assert {part["name"]: part["licenses"][0]["expression"] for part in bill["components"]} == {
        package: licences.licence_of(package) for package in pinned(USE)
    }


def test_the_wheel_holds_the_product_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    folders = {name.split("/")[0] for name in wheel.namelist()}
    assert {folder for folder in folders if ".dist-info" not in folder} == {"bot", "handlers", "storage"}
    ours = {str(path.relative_to(ROOT)) for path in tracked()}
    shipped = {name for name in ours if name.split("/")[0] in {"bot", "handlers", "storage"}}
    assert shipped - set(wheel.namelist()) == set()
