"""What the operator does about people, at the command line."""

import io
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
import segno
from typer.testing import CliRunner

from bot.cli import app
from bot.home.network import open_settings
from bot.settings.reading import settings_for
from storage import inbox
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


TOKEN, BOT = "100200300:TESTTOKENxyz", "@liaison:matrix.test"


def know_the_name(folder: Path) -> None:
    """What the channel learns when it has reached Telegram."""
    home = open_settings(settings_for(None, folder))
    with Talk(home).work() as work:
        inbox.know_name(work, "telegram", "liaison_bot")
    home.close()


def test_the_code_comes_as_links_for_the_channels_in_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ["invite", "--agency", "eu", "--data", str(tmp_path), *NEW]
    assert "https://" not in run(*words)[1]
    monkeypatch.setenv("LIAISON_MATRIX__HOMESERVER", "https://matrix.test")
    monkeypatch.setenv("LIAISON_MATRIX__USER_ID", BOT)
    monkeypatch.setenv("LIAISON_MATRIX__PASSWORD", "secret")
    monkeypatch.setenv("LIAISON_TELEGRAM__TOKEN", TOKEN)
    out = run(*words)[1]
    assert f"https://matrix.to/#/{BOT}" in out
    assert "https://t.me/NAME?start=" in out, "how it will read is said until the name is known"
    know_the_name(tmp_path)
    done = CliRunner().invoke(app, words)
    code = done.stdout.removeprefix("enrol ").strip()
    assert CODE.fullmatch(code), "nothing else is on stdout"
    assert f"https://t.me/liaison_bot?start={code}" in done.stderr


def test_a_terminal_shows_the_link_as_a_picture(tmp_path: Path) -> None:
    run("invite", "--agency", "eu", "--data", str(tmp_path), *NEW)
    know_the_name(tmp_path)
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "bot", "invite", "--agency", "eu", "--data", str(tmp_path)]
    env = os.environ | {"LIAISON_TELEGRAM__TOKEN": TOKEN, "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(command, env=env, stdout=theirs, stderr=subprocess.PIPE, timeout=60, check=True)
    os.close(theirs)
    shown = os.read(ours, 100_000).decode().replace("\r\n", "\n")
    os.close(ours)
    link = done.stderr.decode().partition("https://")[2].split()[0]
    picture = io.StringIO()
    segno.make(f"https://{link}", error="l", micro=False).terminal(picture, border=2, compact=True)
    assert shown.startswith("enrol ")
    assert picture.getvalue() in shown


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
