"""The coordinators' own law lines: a file with every fault by its line, taken whole; `/law` shows it."""

from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from bot.cli import app
from handlers.agencies import law_lines
from handlers.law import pages
from storage.audit import Tag
from storage.trail import entries
from tests.talk import Talk

GOOD = """
[[line]]
between = ["CN", "ES"]
topic = "fees"
brief = true
en = "None, says \\"Art. 24\\"."
zh = "不收费。"
source = "Invented treaty, Art. 24"
checked = 2026-11-01
"""
WRONG = {
    "between, one place": ('["CN", "ES"]', '["CN"]', "line 3, between: Two places are needed"),
    "between, no place": ('"ES"', '"Spain"', "line 3, between: “Spain” is no place"),
    "topic": ('"fees"', '"costs"', "line 4, topic: It is one of binding, police"),
    "brief": ("= true", '= "yes"', "line 5, brief: It is true or false."),
    "no Chinese": ('"不收费。"', '" "', "line 7, zh: This must not be empty."),
    "no source": ('source = "Invented treaty, Art. 24"\n', "", "line 2, source: This must not be empty."),
    "no date": ("2026-11-01", '"lately"', "line 9, checked: The day on which the source was read"),
    "a day to come": ("2026-11-01", "2036-11-01", "line 9, checked: That day is still to come."),
    "another key": ("brief = true", "brief = true\nde = 'Keine'", "line 6, de: There is no such key."),
    "no TOML": ("topic = ", "topic == ", "line 4: This is no TOML from here on."),
    "no line": ("[[line]]", "[line]", "line 1: No [[line]] stands in it."),
}


def taken(talk: Talk, written: str) -> list[str]:
    """What `check` and `import` say, which is the same."""
    with talk.work() as work:
        _, checked = law_lines.check(work, written.encode())
    with talk.work() as work:
        _, faults = law_lines.take(work, written.encode())
    assert checked == faults
    return [str(fault) for fault in faults]


@pytest.mark.parametrize("what", WRONG)
def test_each_fault_has_its_line_and_nothing_is_taken(talk: Talk, what: str) -> None:
    before, after, said = WRONG[what]
    assert before in GOOD
    (fault,) = taken(talk, GOOD.replace(before, after))
    assert fault.startswith(said)
    assert "Nothing is on record for: Language, Urgency and Fees" in talk("spain> /law China").text


def test_what_stands_twice_is_said(talk: Talk) -> None:
    assert taken(talk, GOOD + GOOD) == ["line 11: The same words stand between the same places before."]


def test_a_file_is_all_of_it(talk: Talk) -> None:
    assert taken(talk, GOOD) == []
    heard = talk("spain> /law China").text
    assert 'None, says "Art. 24". [Invented treaty, Art. 24; checked 2026-11-01]' in heard
    assert "Data Security Law" not in heard
    assert "Every line was checked on 2026-11-01 or later" in heard
    assert "不收费" in talk("mps> /law Spain").text
    assert (
        'None, says "Art. 24".' in talk("spain> /request China by Friday 17:00 How many were inspected?").text
    )
    nothing = talk("spain! Cancel", "italy> /law Germany").text
    assert "Nothing is on record for: What binds" in nothing
    assert "checked on" not in nothing
    with talk.work() as work:
        assert sum(one.tag == Tag.LAW_CHANGED for one in entries(work, 10_000)) == 1


def test_what_is_exported_comes_back_the_same(talk: Talk) -> None:
    with talk.work() as work:
        assert law_lines.take(work, law_lines.give(work)) == (list(pages.lines()), [])
    with talk.work() as work:
        assert tuple(law_lines.in_force(work)) == pages.lines()
        assert law_lines.left_out(law_lines.in_force(work)) == []


def test_a_line_that_somebody_changed_in_the_database_is_not_shown(talk: Talk) -> None:
    with talk.work() as work:
        law_lines.take(work, GOOD.encode() + law_lines.give(work))
    with talk.home.database.engine.begin() as connection:
        connection.execute(text("UPDATE lawline SET source = 'Forged' WHERE topic = 'fees'"))
    assert "Forged" not in talk("spain> /law China").text
    assert "Fees" in talk("spain> /law China").text  # is missing


def test_the_command_says_what_is_left_out(tmp_path: Path) -> None:
    file, data = tmp_path / "law.toml", ["--data", str(tmp_path / "data")]
    ran = CliRunner()
    assert ran.invoke(app, ["law", "export", str(file), *data]).exit_code == 0
    assert file.stat().st_mode & 0o777 == 0o600
    shipped = file.read_text("utf-8")
    file.write_text(shipped + GOOD.replace("2026-11-01", "2026-01-02"), "utf-8")
    told = ran.invoke(app, ["law", "check", str(file), *data])
    assert (told.exit_code, "leaves out" in told.output) == (0, False)
    file.write_text(GOOD.replace("2026-11-01", "2026-01-02"), "utf-8")
    told = ran.invoke(app, ["law", "import", str(file), *data])
    assert told.exit_code == 0
    assert "1 lines are in force." in told.output
    assert "leaves out, of CN–*, assistance: PIPL Art. 41" in told.output
    file.write_text("[[line]]\ntopic = 1", "utf-8")
    assert ran.invoke(app, ["law", "check", str(file), *data]).exit_code == 1
