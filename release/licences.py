"""`python -m release.licences` writes docs/licences.md: under which licence each locked package stands.

It is what the packages say of themselves, so it runs where all of them are installed.
"""

import re
from collections.abc import Iterable, Iterator
from importlib.metadata import metadata

from release.sbom import LICENCES, ROOT, USE, pinned

DEV = ROOT / "requirements-dev.lock"

_HEAD = """# Licences

What an installation for use brings (`requirements.lock`), and what only development adds
(`requirements-dev.lock`), by SPDX identifier. `make lock` writes this page from what the packages say of
themselves. A test holds it to the locks, and refuses GPL and AGPL (not LGPL) in what is installed for use.
"""
_READ = {  # read in the licence that lies in the package: its metadata has none, or none that says which
    "contourpy": "BSD-3-Clause",
    "cycler": "BSD-3-Clause",
    "grimp": "BSD-2-Clause",
    "import-linter": "BSD-2-Clause",
    "kiwisolver": "BSD-3-Clause",
    "matrix-nio": "ISC",
    "peewee": "MIT",
    "prompt-toolkit": "BSD-3-Clause",
    "python-dateutil": "Apache-2.0 OR BSD-3-Clause",
    "segno": "BSD-3-Clause",
    "vodozemac": "MIT",
}
_CLASSIFIERS = {
    "Apache Software License": "Apache-2.0",
    "GNU Lesser General Public License v2 or later (LGPLv2+)": "LGPL-2.1-or-later",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
_SPDX = re.compile(r"MIT|[A-Za-z]+-\d\S*")


def licence_of(package: str) -> str:
    """An SPDX expression; LookupError where nobody has read yet which it is."""
    about = metadata(package)
    if expression := about.get_all("License-Expression", []):
        return str(expression[0])
    said = _READ.get(package) or _in_old_words(about.get_all("License", []), about.get_all("Classifier", []))
    if not said:
        raise LookupError(f"{package} does not say its licence: read it, and add it to release/licences.py")
    return said


def _in_old_words(words: list[str], classifiers: list[str]) -> str:
    """What packages said before there were expressions; empty where that is not clear."""
    if words and _SPDX.fullmatch(words[0].strip()):
        return words[0].strip()
    names = (line.rpartition(" :: ")[2] for line in classifiers)
    return " OR ".join(sorted({_CLASSIFIERS[name] for name in names if name in _CLASSIFIERS}))


def page() -> str:
    """The whole of docs/licences.md."""
    use, dev = set(pinned(USE)), set(pinned(DEV))
    return "\n".join([_HEAD, *_table("For use", use), *_table("Only for development", dev - use)])


def _table(title: str, packages: Iterable[str]) -> Iterator[str]:
    yield from (f"## {title}", "", "| package | licence |", "|---|---|")
    yield from (f"| {package} | {licence_of(package)} |" for package in sorted(packages))
    yield ""


if __name__ == "__main__":
    LICENCES.write_text(page(), encoding="utf-8")
