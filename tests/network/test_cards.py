"""Many invited at once: a list with a fault invites nobody; the cards hold the codes, for one reader."""

import re
from datetime import datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.home.network import open_folder
from storage import inbox
from tests.people.steps import CODE
from tests.talk import Talk

LIST = "agency,role,language,for\nspain,officer,en,Nuria <Nadie>\n辽宁省公安厅,联络官,zh,\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    CliRunner().invoke(app, ["chat", "--demo", "--data", str(tmp_path / "data"), "--script", "-"], input="")
    (tmp_path / "people.csv").write_text(LIST, "utf-8")
    return tmp_path


def invite(folder: Path, *more: str) -> tuple[int, str]:
    words = ["invite", "--file", str(folder / "people.csv"), "--data", str(folder / "data"), *more]
    done = CliRunner().invoke(app, words)
    return done.exit_code, done.output


def test_a_card_for_each_in_both_languages(folder: Path) -> None:
    home = open_folder(folder / "data")
    with Talk(home).work() as work:
        inbox.know_name(work, "telegram", "liaison_bot")
    home.close()
    code, out = invite(folder)
    assert code == 0
    assert "2 codes" in out
    assert CODE.search(out) is None, "the codes stand on the sheet alone"
    page = (folder / "people.html").read_text("utf-8")
    codes = re.findall(r"<code>enrol ([A-Z-]+)</code>", page)
    assert len(codes) == page.count("<svg") == page.count("<article>") == 2
    for said in ("Nuria &lt;Nadie&gt;", "Spanish liaison office", "西班牙驻华联络处", "联络官", "@page"):
        assert said in page
    assert f"https://t.me/liaison_bot?start={codes[0]}" in page
    assert (folder / "people.html").stat().st_mode & 0o777 == 0o600
    assert "src=" not in page
    assert "http-equiv" not in page


def test_two_coordinators_approve_unless_the_operator_vouches(folder: Path) -> None:
    for more, kind in ((), "enrol.waiting"), (("--vouch",), "enrol.welcome"):
        assert invite(folder, *more)[0] == 0
        page = (folder / "people.html").read_text("utf-8")
        home = open_folder(folder / "data")
        talk = Talk(home, at=_now(folder))
        who = f"new{len(more)}"
        code = CODE.findall(page)[0]
        talk(f"{who}> enrol {code}", f"{who}! Accept")
        assert talk(f"{who}> {'Nuria Nadie' if more else 'Olga Otra'}").to(who).kinds[-1] == kind
        home.close()


def _now(folder: Path) -> datetime:
    return datetime.fromisoformat((folder / "data/clock").read_text("ascii"))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("atlantis,officer,en,", "line 3, agency: There is no agency “atlantis”."),
        ("spain,king,en,", "line 3, role: “king” is none of officer, coordinator, observer."),
        ("spain,officer,fr,", "line 3, language: “fr” is none of en, zh."),
    ],
)
def test_a_list_with_a_fault_invites_nobody(folder: Path, line: str, said: str) -> None:
    (folder / "people.csv").write_text(f"agency,role,language,for\nspain,officer,en,\n{line}\n", "utf-8")
    code, out = invite(folder)
    assert code == 1
    assert said in out
    assert "nobody was invited" in out
    assert not (folder / "people.html").exists()
