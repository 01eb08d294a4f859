"""docs/first-network.md as it stands: its files written, its commands run, sixty officers let in."""

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.home.network import open_settings
from bot.settings.reading import load
from storage import people, vouching
from storage.people import Role, State
from tests.house.files import ROOT
from tests.people.steps import CODE
from tests.talk import Talk

PAGE = (ROOT / "docs/first-network.md").read_text("utf-8")
FILES = dict(re.findall(r"```csv (\S+)\n(.*?)```", PAGE, re.DOTALL))
LINES = [line for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()]
OFFICERS = 60
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def name(number: int) -> str:
    """An invented one."""
    first, second = LETTERS[number % 26], LETTERS[number * 7 % 26]
    return f"{first}imo{second}a {second}ar{LETTERS[number // 26]}eno".title()


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the page's files; the list of people goes on to sixty."""
    monkeypatch.chdir(tmp_path)
    head, *guests = FILES["people.csv"].splitlines()
    more = [guests[number % len(guests)] for number in range(OFFICERS)]
    for file, text in {**FILES, "people.csv": "\n".join([head, *more])}.items():
        (tmp_path / file).write_text(text, "utf-8")
    for secret in ("matrix.password", "telegram.token"):
        (tmp_path / secret).write_text("100200300:an-invented-secret-value-of-35-letters", "ascii")
    monkeypatch.setattr("bot.commands.setup.examine", lambda _path: [])  # its channels are nowhere
    return tmp_path


def run(line: str) -> str:
    done = CliRunner().invoke(app, shlex.split(line)[1:])
    assert done.exit_code == 0, f"{line}: {done.output} {done.exception}"
    return done.output


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_page_is_played_to_its_end(place: Path) -> None:
    heard = {line: run(line) for line in LINES if line.startswith("liaison ") and " run " not in line}
    first, second = CODE.findall(next(said for line, said in heard.items() if " init " in line))
    cards = (place / "people.html").read_text("utf-8")
    codes = re.findall(r"<code>enrol ([A-Z-]+)</code>", cards)
    assert len(set(codes)) == OFFICERS
    assert (place / "people.html").stat().st_mode & 0o077 == 0
    home = open_settings(load(place / "liaison/config.toml"))
    talk = Talk(home)
    for who, code, name_ in (("ada", first, "Ada Andere"), ("ben", second, "Ben Beispiel")):
        said = talk(f"{who}> enrol {code}", f"{who}! English", f"{who}! Accept", f"{who}> {name_}")
        assert "enrol.welcome" in said.to(who).kinds
    for number, code in enumerate(codes):
        _let_in(talk, f"guest{number}", code, name(number))
    with talk.work() as work:
        active = vouching.in_state(work, [State.ACTIVE])
        assert len([one for one in active if one.role is Role.OFFICER]) == OFFICERS
        assert len(people.agencies(work)) == len(FILES["agencies.csv"].splitlines()) - 1
    clue = talk("guest0> /clue Liaoning Two women held in a flat")
    assert {event["to"] for event in clue.of("clue.referred").events} >= {"guest4", "guest10"}
    home.close()


def _let_in(talk: Talk, who: str, code: str, called: str) -> None:
    accept = "同意" if talk(f"{who}> enrol {code}").buttons[:1] != ["Accept"] else "Accept"
    talk(f"{who}! {accept}", f"{who}> {called}")
    assert "enrol.welcome" in talk("ada! Approve", "ben! Approve").to(who).kinds
