"""What the operator does about people, at the command line."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.configfile import settings_for
from bot.home import open_settings
from storage.people import State, officer_named
from tests.people.steps import CODE
from tests.talk import Talk

NEW = ["--name", "EU Delegation", "--country", "be", "--level", "international"]


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, list(words))
    return done.exit_code, done.output


def test_the_first_coordinator_is_active_on_enrolment(tmp_path: Path) -> None:
    code, out = run("invite", "--agency", "eu", "--role", "coordinator", "--data", str(tmp_path), *NEW)
    found = CODE.search(out)
    assert code == 0
    assert found is not None
    home = open_settings(settings_for(None, tmp_path))
    talk = Talk(home)
    heard = talk(f"ada> enrol {found.group()}", "ada! English", "ada! Accept", "ada> Ada Andere")
    assert heard.kinds[-1] == "enrol.welcome"
    assert talk("ada> /invite eu officer").kinds == ["invite.made"]
    with talk.work() as work:
        ada = officer_named(work, "eu")
        assert ada is not None
        assert ada.state is State.ACTIVE
    home.close()


def test_an_agency_that_is_not_there_is_not_invented(tmp_path: Path) -> None:
    code, out = run("invite", "--agency", "atlantis", "--data", str(tmp_path))
    assert code == 1
    assert "There is no agency atlantis" in out


@pytest.mark.parametrize("words", [["invite"], ["invite", "--agency", "eu", "--role", "king"]])
def test_what_makes_no_sense_is_refused(words: list[str]) -> None:
    assert run(*words)[0] == 2


def test_the_operator_suspends_and_brings_back(tmp_path: Path) -> None:
    CliRunner().invoke(app, ["chat", "--demo", "--data", str(tmp_path), "--script", "-"], input="")
    data = ["--data", str(tmp_path)]
    assert "Marta Ejemplo" in run("officers", "list", *data)[1]
    assert run("officers", "suspend", "spain", "--reason", "lost phone", *data)[0] == 0
    assert run("officers", "suspend", "spain", "--reason", "again", *data) == (1, "spain is suspended.\n")
    assert run("officers", "reinstate", "spain", *data)[0] == 0
    assert run("officers", "renew", "eu", *data)[0] == 0
    assert run("officers", "trust", "spain", *data)[0] == 0
    assert run("officers", "renew", "nobody", *data)[0] == 1
