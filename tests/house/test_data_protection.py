"""Every line of the page for a data-protection officer names its test, and that test is there."""

import re

from tests.house.files import ROOT, read

PAGE = ROOT / "docs" / "data-protection.md"
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def rows() -> list[str]:
    found = [line for line in read(PAGE).splitlines() if line.startswith("| ")]
    return [line for line in found if not line.endswith("| shown by |")]


def test_every_line_names_its_test() -> None:
    assert len(rows()) > 15
    assert [row for row in rows() if not NAMED.search(row)] == []


def test_every_test_that_is_named_is_there() -> None:
    named = NAMED.findall(read(PAGE))
    missing = [f"{file}::{test}" for file, test in named if f"def {test}(" not in read(ROOT / file)]
    assert missing == []


def test_the_periods_are_those_of_the_example() -> None:
    example = read(ROOT / "config.example.toml")
    for key, said in (("items", "180 days"), ("items_warning", "14 days"), ("drafts", "14 days")):
        assert re.search(rf'^{key} = "{said}"', example, re.MULTILINE)
        assert said in read(PAGE)
