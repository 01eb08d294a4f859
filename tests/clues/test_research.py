"""A closed clue goes to research where its agency lets it, once, and never alone."""

import csv
from pathlib import Path

import pytest
from sqlmodel import select
from typer.testing import CliRunner

from bot.cli import app
from handlers.clues import research as rooms
from handlers.law import htcds
from storage import clues, research, retention
from storage.audit import AuditEntry, Tag
from storage.clues import Clue
from storage.item import Item
from storage.research import Research
from tests.talk import Talk, talk_at

DETAILS = {"exploitation": ["labour"], "control": ["debt"], "place": "Example Street 5"}
WORDS = "Three women held at a restaurant in Example Street"


def filed(talk: Talk, **details: object) -> str:
    """A clue of Spain to China; with these details."""
    ref = talk(f"spain> /clue China {WORDS}").ref
    with talk.work() as work:
        newest = work.all(select(Clue).order_by(Clue.id.desc()).limit(1))[0]  # type: ignore[attr-defined]
        newest.details = {**DETAILS, **details}
        work.add(newest)
    return ref


def closed(talk: Talk, **details: object) -> str:
    ref = filed(talk, **details)
    talk("mps! 受理", "mps! 反馈结果", "mps> 三人获救")
    return ref


def given(talk: Talk, ref: str) -> str:
    talk(f"spain> /status {ref}", "spain! Give to research")
    return talk("spain! Allow it").text


def all_given(talk: Talk, count: int) -> None:
    """So many clues like one that was given: made where they are kept."""
    with talk.work() as work:
        (one,) = work.all(select(Research))
        clue = work.need(Clue, one.item.id)
        known = {
            name: getattr(clue, name) for name in type(clue).model_fields if name not in ("id", "rights")
        }
        for _ in range(count):
            made = work.add(Clue(**known))
            for referral in clues.referrals_of(work, clue.id):
                names = [name for name in type(referral).model_fields if name not in ("id", "rights")]
                copied = {name: getattr(referral, name) for name in names} | {"clue_id": made.id}
                work.add(type(referral)(**copied))
            research.give(work, Item("clue", made.id))


def test_its_own_agency_sees_what_would_go_and_lets_it(talk: Talk) -> None:
    ref = closed(talk)
    heard = talk(f"spain> /status {ref}")
    assert "Give to research" in heard.buttons
    asked = talk("spain! Give to research").text
    assert f"May {ref} go to research?" in asked
    assert "Exploitation: Forced labour" in asked
    assert "Example Street" not in asked
    assert "once enough others look like it" in talk("spain! Allow it").text
    with talk.work() as work:
        assert [one.item.kind for one in work.all(select(Research))] == ["clue"]
        assert not rooms.rows(work)  # it is alone
        assert Tag.RESEARCH_GIVEN in [one.tag for one in work.all(select(AuditEntry))]


def test_it_can_be_taken_back_until_it_has_gone(talk: Talk) -> None:
    ref = closed(talk)
    given(talk, ref)
    talk(f"spain> /status {ref}", "spain! Give to research")
    assert f"{ref} does not go to research" in talk("spain! Take it back").text
    with talk.work() as work:
        assert not work.all(select(Research))
    given(talk, ref)
    with talk.work() as work:
        rooms.sent(work, [one.item for one in research.waiting(work)])
    talk(f"spain> /status {ref}")
    assert f"{ref} has gone to research" in talk("spain! Give to research").text


def test_nothing_is_offered_for_what_is_open_or_says_nothing_in_codes(talk: Talk) -> None:
    ref = filed(talk)
    assert "Give to research" not in talk(f"spain> /status {ref}").buttons
    ref = closed(talk, exploitation=[])
    assert "Give to research" not in talk(f"spain> /status {ref}").buttons


def test_whoever_it_was_sent_to_cannot_give_it(talk: Talk) -> None:
    ref = closed(talk)
    assert not any("研究" in one for one in talk(f"mps> /status {ref}").buttons)


@pytest.mark.parametrize("how", ["withdrawn", "red", "erased"])
def test_what_may_not_be_used_any_more_does_not_go(talk: Talk, how: str) -> None:
    ref = closed(talk)
    given(talk, ref)
    all_given(talk, htcds.K - 1)
    with talk.work() as work:
        assert len(rooms.rows(work)) == htcds.K
        if how == "red":
            clue = work.need(Clue, research.waiting(work)[0].item.id)
            clue.tlp = "RED"
            work.add(clue)
    if how == "withdrawn":
        talk(f"spain> /status {ref}", "spain! Withdraw", "spain! Withdraw it")
    if how == "erased":
        with talk.work() as work:
            retention.erase(work, research.waiting(work)[0].item)
            assert len(work.all(select(Research))) == htcds.K - 1
    with talk.work() as work:
        assert not rooms.rows(work)


def run(data: Path, out: Path) -> str:
    done = CliRunner().invoke(app, ["htcds", "--out", str(out), "--data", str(data)])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_the_operator_writes_a_file_once(tmp_path: Path) -> None:
    data, out = tmp_path / "data", tmp_path / "out.csv"
    (data / "var").mkdir(parents=True)
    talk = talk_at(f"sqlite:///{data / 'var' / 'liaison.db'}", data / "var")
    ref = closed(talk)
    given(talk, ref)
    assert run(data, out).startswith("0 written; 1 wait")
    assert not out.exists()
    all_given(talk, htcds.K - 1)
    assert run(data, out).startswith(f"{htcds.K} written; 0 wait")
    assert out.stat().st_mode & 0o077 == 0
    rows = list(csv.DictReader(out.read_text("utf-8").splitlines()))
    assert len(rows) == htcds.K
    assert {row["con_Consent"] for row in rows} == {"TRUE"}
    assert {row["vic_TypeOfExploitation"] for row in rows} == {"ForcedLabour"}
    assert WORDS not in out.read_text("utf-8")
    assert ref not in out.read_text("utf-8")
    assert run(data, tmp_path / "again.csv").startswith("0 written; 0 wait")
    talk.home.close()
