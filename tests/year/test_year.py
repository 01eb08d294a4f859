"""Every reminder of a year goes out once and in its hour: `python -m tests.year` is the full size."""

from pathlib import Path

import pytest

from tests.year.outcome import lived


@pytest.mark.timeout(900)
@pytest.mark.parametrize("count", [40, pytest.param(150, marks=pytest.mark.slow)])
def test_every_reminder_of_a_year_goes_once_and_in_its_hour(tmp_path: Path, count: int) -> None:
    outcome = lived(tmp_path, count)
    print(outcome)
    assert outcome.faults == [], outcome
    assert outcome.sent > count
