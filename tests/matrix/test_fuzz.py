"""A small run of `python -m tests.matrix.fuzz`: an officer is answered, whatever else comes."""

from pathlib import Path

from tests.matrix.fuzz import tried


def test_a_small_run_of_the_fuzzer_finds_nothing(tmp_path: Path) -> None:
    outcome = tried(tmp_path, 600, seed=3)
    assert outcome.faults == []
    assert outcome.asked >= 15
    assert outcome.put_aside["event"] > 50
