"""The file of a scenario: those that are shipped, the one in the documentation, what is wrong in others."""

import re
from pathlib import Path
from typing import Any

import pytest

from bot.chat.script import START
from handlers.exercises import clock, scenarios
from handlers.exercises.outcomes import by_objective, outcomes
from handlers.exercises.scenario import ScenarioError, read
from storage.exercises import Did, ExerciseAct, ExerciseInject, InjectState
from tests.house.files import ROOT

PAGE = (ROOT / "docs" / "exercises.md").read_text("utf-8")
EXAMPLE = PAGE.split("```toml\n")[1].split("```")[0]


def test_three_come_with_the_program_and_each_ends() -> None:
    scenarios.use_folder("")
    assert list(scenarios.known()) == ["intermediaries", "marriages", "parlours"]
    for one in scenarios.known().values():
        last = max(one.injects.values(), key=lambda inject: inject.due or 0)
        assert not last.expects  # the end of the exercise
        assert set(one.objectives) == {e.objective for i in one.injects.values() for e in i.expects}
        assert any(inject.instead_of for inject in one.injects.values())


def test_nothing_in_them_could_be_anybodys() -> None:
    for path in (ROOT / "handlers/exercises/cases").glob("*.toml"):
        said = path.read_text("utf-8")
        assert "invented" in said.splitlines()[0]
        assert all(number.startswith("+44 20 7946 0") for number in re.findall(r"\+\d[\d ]{6,}", said))
        assert not re.search(r"SIENA (?!2026-EX-)|passport [A-DF-Z]\d", said)


def test_the_one_in_the_documentation_can_be_read() -> None:
    made = read("example", EXAMPLE)
    assert [inject.due for inject in made.injects.values()] == [3 * 3600, None]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('time = "D+0 H+3"', 'time = "9 o\'clock"', "inject 1: .* is no time"),
        ("number = 2\n", "number = 1\n", "same number"),
        ('to = ["europe"]', 'to = ["mars"]', "from and to parts"),
        ('zh = "有人吗"', 'zh = ""', ""),
        ('what = "acknowledge", within = "H+8"', 'what = "guess"', "none of acknowledge"),
        ("instead_of = 1", 'time = "H+9"\ninstead_of = 1', "either a time or instead_of"),
        ('within = "H+8", ', "", "expects nothing within a time"),
        ('objective = "prompt" }]\nmore', 'objective = "fame" }]\nmore', "no objective 'fame'"),
        ("[name]", "[name", "no TOML"),
    ],
)
def test_what_is_wrong_is_said(old: str, new: str, said: str) -> None:
    if not said:
        old, new, said = 'zh = "我们问过一辆面包车，有人在吗？"', 'zh = ""', "inject 2 needs en and zh"
    assert old in EXAMPLE
    with pytest.raises(ScenarioError, match=said):
        read("example", EXAMPLE.replace(old, new))


def test_a_faulty_file_is_left_out_and_named(tmp_path: Path) -> None:
    (tmp_path / "van.toml").write_text(EXAMPLE, "utf-8")
    (tmp_path / "bad.toml").write_text("[name", "utf-8")
    scenarios.use_folder(str(tmp_path))
    assert "van" in scenarios.known()
    assert list(scenarios.faults()) == ["bad.toml"]
    scenarios.use_folder("")


@pytest.mark.parametrize(
    ("typed", "seconds"),
    [
        ("2h", 7200),
        ("30m", 1800),
        ("1 day 2 hours", 93600),
        ("2小时30分钟", 9000),
        ("soon", None),
        ("2h soon", None),
    ],
)
def test_a_length_is_read(typed: str, seconds: int | None) -> None:
    assert clock.length(typed) == seconds


ABOUT: dict[str, Any] = {"exercise_id": 1, "inject_id": 7, "officer_id": 1, "part": "europe"}
HOUR = 3600


@pytest.mark.parametrize(
    ("expects", "acts", "now", "met", "missed"),
    [
        ('{ what = "acknowledge", within = "H+8", objective = "prompt" }', [], 7 * HOUR, 0, 0),
        ('{ what = "acknowledge", within = "H+8", objective = "prompt" }', [], 8 * HOUR, 0, 1),
        (
            '{ what = "acknowledge", within = "H+8", objective = "prompt" }',
            [(Did.MORE, 8 * HOUR)],
            9 * HOUR,
            1,
            0,
        ),
        (
            '{ what = "acknowledge", within = "H+8", objective = "prompt" }',
            [(Did.ANSWER, 9 * HOUR)],
            9 * HOUR,
            0,
            1,
        ),
        ('{ what = "answer", within = "H+8", objective = "prompt" }', [(Did.ACKNOWLEDGE, 1)], 9 * HOUR, 0, 1),
        ('{ what = "masked", objective = "prompt" }', [(Did.ANSWER, 1)], 2, 1, 0),
        ('{ what = "masked", objective = "prompt" }', [], 9 * HOUR, 0, 0),
        ('{ what = "tick", objective = "prompt" }', [(Did.MISSED, 1), (Did.MET, 2)], 3, 1, 0),
    ],
)
def test_what_was_expected_is_judged(
    expects: str, acts: list[tuple[Did, int]], now: int, met: int, missed: int
) -> None:
    old = '{ what = "acknowledge", within = "H+8", objective = "prompt" }'
    data = EXAMPLE.split("[[injects]]\nnumber = 2")[0].replace(old, expects)
    row = ExerciseInject(id=7, exercise_id=1, number=1, state=InjectState.GIVEN, due=0, given=0)
    done = [ExerciseAct(**ABOUT, did=did, at=at, made_at=START) for did, at in acts]
    found = by_objective(made := read("one", data), outcomes(made, [row], done, {"europe"}, now))
    assert (found[0]["met"], found[0]["missed"]) == (met, missed)
