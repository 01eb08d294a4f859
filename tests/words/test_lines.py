"""What becomes of the lines that officers type: floors that only rise, and nothing taken wrongly."""

from pathlib import Path

import pytest

from tests.words.__main__ import measured, table
from tests.words.judging import Verdict

FLOORS = {
    "lines": (196, 0),
    "lines-unseen": (312, 5),
    "lines-second": (256, 0),
    "lines-unseen-3": (176, 0),
}  # understood or asked, at least; wrong, at most


@pytest.mark.slow
@pytest.mark.timeout(600)  # hundreds of conversations, each its own
@pytest.mark.parametrize("name", FLOORS)
def test_lines_are_understood_or_asked_about(name: str, tmp_path: Path) -> None:
    found = measured(name, tmp_path)
    good, wrong = FLOORS[name]
    verdicts = [verdict for verdict, _ in found]
    assert sum(verdict in {Verdict.UNDERSTOOD, Verdict.ASKED} for verdict in verdicts) >= good, table(found)
    assert verdicts.count(Verdict.WRONG) <= wrong, table(found)
