"""The files of this checkout, as git knows them."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
NOT_OURS = {".venv", ".git", ".cache", "node_modules", "var", "__pycache__"}


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that belongs to the repository, also where there is no git (an unpacked archive)."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    names = listed.stdout.decode().split("\0")
    ours = (ROOT / name for name in names if name) if listed.returncode == 0 else ROOT.rglob("*")
    return tuple(path for path in ours if path.is_file() and not NOT_OURS & set(path.parts))


def read(path: Path) -> str:
    """A file's text; bytes that are no text (pictures) become marks that no pattern meets."""
    return path.read_bytes().decode("utf-8", errors="replace")
