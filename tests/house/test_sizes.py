"""Functions and files stay small enough to be read in one go."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from bench import sizes

ROOT = Path(__file__).parents[2]

# A longer one needs a line here, with its reason: "path" or "path:function" -> why it is better whole.
REASONS: dict[str, str] = {}

HOUSE_LIMITS = (60, 400)  # lines of a function, lines of a file
APART_LIMITS = (100, 600)  # tests and benchmarks tell longer stories
MIGRATION_LIMITS = (500, 600)  # as generated: a list of tables, read beside the models


def limits(package: str) -> tuple[int, int]:
    if package == "storage/migrations":
        return MIGRATION_LIMITS
    return HOUSE_LIMITS if package in sizes.HOUSE else APART_LIMITS


MOST_FILES = 20  # of a folder: the next flat one is noticed when it begins


def length_of(source: str) -> int:
    node = ast.parse(source).body[0]
    assert isinstance(node, sizes.Function)
    return sizes.function_lines(node)


def test_no_folder_holds_so_many_files_that_nobody_finds_one() -> None:
    folders = Counter(
        str(path.parent.relative_to(ROOT)) for top in sizes.HOUSE for path in (ROOT / top).rglob("*.py")
    )
    assert sorted(name for name, count in folders.items() if count > MOST_FILES) == [
        "storage",  # a table each
        "storage/migrations/versions",  # a change of the schema each
    ]


def test_the_typical_function_is_short() -> None:
    of_the_house = [s.lines for s in sizes.functions(ROOT) if s.package in sizes.HOUSE]
    found = sizes.spread(of_the_house)
    assert found.median < 8
    assert found.p90 <= 32


def test_what_returns_nothing_returns_nothing() -> None:
    """`-> None` and `return f(x)` together leave the reader to look up what f returns."""
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for top in (*sizes.HOUSE, "tests")
        for path in (ROOT / top).rglob("*.py")
        for line in returns_of_nothing(path.read_text("utf-8"))
    ]
    assert found == []
    assert returns_of_nothing(
        "def f() -> None:\n    def g() -> int:\n        return 1\n    return h(g)\n"
    ) == [4]


def returns_of_nothing(source: str) -> list[int]:
    made = [one for one in ast.walk(ast.parse(source)) if isinstance(one, sizes.Function)]
    silent = [one for one in made if isinstance(one.returns, ast.Constant) and one.returns.value is None]
    return [said.lineno for one in silent for said in _own(one) if said.value is not None]


def _own(function: ast.AST) -> Iterator[ast.Return]:
    """What it returns itself, not what is defined within."""
    for child in ast.iter_child_nodes(function):
        if isinstance(child, ast.Return):
            yield child
        elif not isinstance(child, (*get_args(sizes.Function), ast.Lambda)):
            yield from _own(child)


def test_no_function_is_too_long_to_read() -> None:
    long = {s.place: s.lines for s in sizes.functions(ROOT) if s.lines > limits(s.package)[0]}
    assert {place: lines for place, lines in long.items() if place not in REASONS} == {}


def test_no_file_is_too_long_to_read() -> None:
    long = {s.place: s.lines for s in sizes.files(ROOT) if s.lines > limits(s.package)[1]}
    assert {place: lines for place, lines in long.items() if place not in REASONS} == {}


def test_every_exception_still_names_something_too_long() -> None:
    everything = (*((s, 0) for s in sizes.functions(ROOT)), *((s, 1) for s in sizes.files(ROOT)))
    long = {size.place for size, kind in everything if size.lines > limits(size.package)[kind]}
    assert set(REASONS) <= long


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("def f():\n    return 1", 2),
        ('def f():\n    """One\n\n    Two."""\n    return 1', 2),
        ("@wraps\n@cached\nasync def f(\n    a,\n):\n    return a", 4),
    ],
    ids=["plain", "docstring", "decorated"],
)
def test_a_length_leaves_decorators_and_docstring_out(source: str, lines: int) -> None:
    assert length_of(source) == lines


def test_a_spread_takes_the_nearest_rank() -> None:
    assert sizes.spread(range(1, 11)) == sizes.Spread(count=10, median=5.5, p90=9, longest=10)
    assert str(sizes.spread([])) == "0 / 0 / 0"


def test_the_report_has_a_line_for_each_room_and_keeps_migrations_apart(tmp_path: Path) -> None:
    for path in ("bot/a.py", "storage/b.py", "storage/migrations/c.py", "tests/node_modules/d.py"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("def f():\n    return 1\n", encoding="utf-8")
    rows = {line.split()[0]: line.split()[1] for line in sizes.report(tmp_path).splitlines()[1:]}
    expected = {"bot": "1", "handlers": "0", "storage": "1", "storage/migrations": "1"}
    assert rows == {**expected, "tests": "0", "bench": "0"}
