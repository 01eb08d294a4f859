"""Puts the bill of materials into the wheel (`.dist-info/sboms/`, PEP 770) when hatchling builds it.

CycloneDX, made from requirements.lock and docs/licences.md: what an installation for use brings. It imports
nothing of ours, for hatchling loads it alone, by its path.
"""

import json
import re
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent.parent
USE, LICENCES = ROOT / "requirements.lock", ROOT / "docs/licences.md"
NAME = "liaison.cdx.json"

_PIN = re.compile(r"^([a-z0-9.-]+)==([^\s;]+)", re.MULTILINE)
_ROW = re.compile(r"^\| ([a-z0-9.-]+) \| (.+) \|$", re.MULTILINE)


def pinned(lock: Path) -> dict[str, str]:
    """Every package of a lock with its version."""
    return dict(_PIN.findall(lock.read_text(encoding="utf-8")))


def bill(version: str) -> dict[str, Any]:
    """The same lock gives the same bill: it holds no time and no number of its own."""
    licences = dict(_ROW.findall(LICENCES.read_text(encoding="utf-8")))
    parts = [_part("library", name, at, licences[name]) for name, at in pinned(USE).items()]
    whole = _part("application", "liaison", version, "Apache-2.0")
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": whole},
        "components": parts,
        "dependencies": [{"ref": whole["bom-ref"], "dependsOn": [part["bom-ref"] for part in parts]}],
    }


def _part(kind: str, name: str, version: str, licence: str) -> dict[str, Any]:
    where = f"pkg:pypi/{name}@{version}"
    part = {"type": kind, "bom-ref": where, "name": name, "version": version, "purl": where}
    return {**part, "licenses": [{"expression": licence}]}


class Bill(BuildHookInterface[Any]):
    """What hatchling calls before it builds the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 (their shape)
        path = ROOT / ".cache" / NAME
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(bill(self.metadata.version), indent=1) + "\n", encoding="utf-8")
        build_data["sbom_files"].append(str(path))
