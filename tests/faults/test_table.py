"""The table of faults: its page, and that each of them is really tried."""

import re
from pathlib import Path

from tests.faults import table
from tests.house.files import ROOT

_TEST = re.compile(r"^(?:async )?def (test_\w+)", re.MULTILINE)
HERE = Path(__file__)


def found_in(path: Path) -> set[str]:
    name = path.relative_to(ROOT).as_posix()
    return {f"{name}::{test}" for test in _TEST.findall(path.read_text("utf-8"))}


def test_the_page_is_what_the_table_says() -> None:
    assert table.PAGE.read_text("utf-8") == table.page(), "python -m tests.faults.table"


def test_each_fault_is_tried_by_a_test_that_exists_and_each_test_is_in_the_table() -> None:
    faults = [one for part in table.parts() for one in part.faults]
    assert len({one.name for one in faults}) == len(faults)
    tried = {one.tried for one in faults}
    there = {test for path in {ROOT / name.split("::")[0] for name in tried} for test in found_in(path)}
    assert tried <= there
    ours = {test for path in HERE.parent.glob("test_*.py") if path != HERE for test in found_in(path)}
    assert ours <= tried


def test_a_sentence_that_was_not_said_is_noticed() -> None:
    one = table.Fault("x", "", "", "", (("doctor", "the disk … is full"),))
    one.was_told(doctor="fail  the disk /srv is full")
    try:
        one.was_told(doctor="fail  the disk /srv is fine")
    except AssertionError:
        return
    raise AssertionError
