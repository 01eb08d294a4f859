"""How long our functions and files are: `python -m bench.sizes` prints the table.

A function's length is its lines from `def` to its end without the docstring; a file's is all its lines.
"""

import ast
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from statistics import median

HOUSE = ("bot", "handlers", "storage")
APART = ("storage/migrations", "tests", "bench")
ROW = "{:<20} {:>6} {:>16}   {:>9} {:>16}"

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Size:
    """One function or file: its room, where it is, and its lines."""

    package: str
    place: str
    lines: int


@dataclass(frozen=True)
class Spread:
    """What a list of lengths comes to."""

    count: int
    median: float
    p90: int
    longest: int

    def __str__(self) -> str:
        return f"{self.median:g} / {self.p90} / {self.longest}"


def spread(lengths: Sequence[int]) -> Spread:
    """Median, 90th percentile (nearest rank) and maximum; all 0 for none."""
    if not lengths:
        return Spread(0, 0, 0, 0)
    ordered = sorted(lengths)
    return Spread(len(ordered), median(ordered), ordered[ceil(0.9 * len(ordered)) - 1], ordered[-1])


def function_lines(node: Function) -> int:
    """Lines from `def` to the end, decorators and docstring left out."""
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    first = node.body[0]
    if ast.get_docstring(node, clean=False) is not None:
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


def files(root: Path) -> list[Size]:
    """Every Python file of ours under `root`."""
    return [Size(package, path, len(_text(root, path).splitlines())) for package, path in _sources(root)]


def functions(root: Path) -> list[Size]:
    """Every function of ours under `root`, nested ones too; `place` is `file:function`."""
    return [
        Size(package, f"{path}:{node.name}", function_lines(node))
        for package, path in _sources(root)
        for node in ast.walk(ast.parse(_text(root, path)))
        if isinstance(node, Function)
    ]


def report(root: Path) -> str:
    """The table: one line a package, median / p90 / max."""
    lines = [ROW.format("", "files", "med / p90 / max", "functions", "med / p90 / max")]
    for package in (*HOUSE, *APART):
        ours = [
            spread([s.lines for s in sizes if s.package == package])
            for sizes in (files(root), functions(root))
        ]
        lines.append(ROW.format(package, ours[0].count, str(ours[0]), ours[1].count, str(ours[1])))
    return "\n".join(lines)


def _sources(root: Path) -> Iterator[tuple[str, str]]:
    """(package, path relative to `root`); what npm and virtual environments brought is not ours."""
    for top in (*HOUSE, "tests", "bench"):
        for path in sorted((root / top).rglob("*.py")):
            relative = path.relative_to(root)
            if "node_modules" not in relative.parts and not any(p.startswith(".") for p in relative.parts):
                yield _package(relative.as_posix()), relative.as_posix()


def _package(path: str) -> str:
    apart = (package for package in APART if path.startswith(f"{package}/"))
    return next(apart, path.split("/")[0])


def _text(root: Path, path: str) -> str:
    return (root / path).read_text(encoding="utf-8")


def main() -> None:
    """Print the table for the folder given, or for this checkout."""
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1]
    sys.stdout.write(report(root) + "\n")


if __name__ == "__main__":
    main()
