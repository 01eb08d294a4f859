"""What becomes of the lines that officers type: floors that only rise, and nothing taken wrongly."""

from pathlib import Path

import pytest

from tests.words.__main__ import measured, table
from tests.words.judging import Verdict, judge
from tests.words.playing import Networks, play
from tests.words.test_tables import lines

FLOORS = {
    "lines": (196, 0),
    "lines-unseen": (312, 5),
    "lines-second": (256, 0),
    "lines-unseen-3": (
        176,
        1,
    ),  # "let me think": the summary is shown once more, and nothing goes, as is right
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


# of each third line; what the judge calls wrong is named: an address that was shown as was right, a summary
# that is shown once more, with [Cancel]
THIRDS = {"lines-practice": 89, "lines-unseen-4": 58, "lines-unseen-5": 60}
KNOWN = {"Paolo Esempio's email", "no"}


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", THIRDS)
def test_a_third_of_the_later_tables(name: str, tmp_path: Path) -> None:
    """The whole of them is played by `python -m tests.words`: it takes as long as all the others."""
    networks = Networks(tmp_path)
    found = [(judge(one), one) for one in (play(networks, line) for line in lines(f"{name}.tsv")[::3])]
    good = [one for verdict, one in found if verdict in {Verdict.UNDERSTOOD, Verdict.ASKED}]
    wrong = {one.line["said"] for verdict, one in found if verdict is Verdict.WRONG}
    assert len(good) >= THIRDS[name], table(found)
    assert wrong <= KNOWN
