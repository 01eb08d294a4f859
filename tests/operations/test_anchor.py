"""The audit trail cannot be cut or bent unseen by who writes the database without the keys."""

from pathlib import Path

import pytest
from sqlmodel import select
from typer.testing import CliRunner

from bot.cli import app
from storage import anchor, audit
from storage.audit import AuditEntry, AuditHead, Tag
from tests.talk import Talk


def _cut(talk: Talk, last: int) -> None:
    """The last entries are taken away, and the older link is written into the head."""
    with talk.work() as work:
        head = work.session.exec(select(AuditHead)).one()
        for number in range(head.number - last + 1, head.number + 1):
            work.session.delete(work.session.get_one(AuditEntry, number))
        kept = work.session.get_one(AuditEntry, head.number - last)
        head.number, head.link = kept.number, kept.link
        work.session.add(head)


def _fault(talk: Talk) -> str:
    with talk.work() as work:
        fault = audit.verify(work.session, work.keyring)[1]
    return fault.reason if fault is not None else ""


def test_what_was_cut_off_at_the_end_is_missed(talk_anywhere: Talk) -> None:
    talk = talk_anywhere
    talk("spain> /clue China Three women held", "mps! 1")
    assert _fault(talk) == ""
    _cut(talk, 3)
    assert _fault(talk) == "and what follows were cut off"


def test_no_later_entry_covers_it_up(talk_anywhere: Talk) -> None:
    talk = talk_anywhere
    talk("spain> /clue China Three women held", "mps! 1")
    _cut(talk, 3)
    talk("spain> /clue Italy Two women held")
    assert _fault(talk) == "says that the trail before it was cut or changed"
    with talk.work() as work:
        assert Tag.TRAIL_BROKEN in [one.tag for one in work.all(select(AuditEntry))]


def test_a_head_that_is_gone_is_missed(talk_anywhere: Talk) -> None:
    talk_anywhere("spain> /clue China Three women held")
    with talk_anywhere.work() as work:
        work.session.delete(work.session.exec(select(AuditHead)).one())
    assert _fault(talk_anywhere) == "and what follows were cut off"


def test_an_anchor_kept_elsewhere_shows_a_trail_written_anew(talk_anywhere: Talk) -> None:
    """Somebody with the keys can seal a head; the line that was kept outside says what there was."""
    talk = talk_anywhere
    talk("spain> /clue China Three women held", "mps! 1")
    with talk.work() as work:
        line = str(anchor.take(work.session, work.keyring, work.now))
    (kept,) = anchor.found_in(f"a log\n{line}\n")
    with talk.work() as work:
        assert anchor.fault(work.session, work.keyring, kept) is None
    _cut(talk, 2)
    with talk.work() as work:
        head = work.session.exec(select(AuditHead)).one()
        head.seal = audit.head_seal(work.keyring, head.number, head.link)
        work.session.add(head)
    assert _fault(talk) == ""
    with talk.work() as work:
        wrong = anchor.fault(work.session, work.keyring, kept)
        assert wrong is not None
        assert "is gone" in wrong.reason
        forged = anchor.Anchor(kept.at, kept.number, "0" * 64, kept.seal)
        assert not anchor.is_ours(work.keyring, forged)


def test_the_operator_prints_one_and_checks_it(tmp_path: Path) -> None:
    run, data = CliRunner(), ["--data", str(tmp_path / "d")]
    assert (
        run.invoke(app, ["chat", *data, "--demo", "--script", "-"], input="spain> /clue China x\n").exit_code
        == 0
    )
    printed = run.invoke(app, ["audit", "anchor", *data]).stdout.strip()
    assert anchor.LINE.fullmatch(printed)
    (tmp_path / "lines.txt").write_text(f"{printed}\n", "utf-8")
    for given in (printed, str(tmp_path / "lines.txt")):
        checked = run.invoke(app, ["audit", "verify", *data, "--anchor", given])
        assert checked.exit_code == 0
        assert "anchored before, unchanged" in checked.stdout


@pytest.mark.parametrize("given", ["nothing", "liaison-audit yesterday 3"])
def test_what_is_no_anchor_is_said(tmp_path: Path, given: str) -> None:
    run, data = CliRunner(), ["--data", str(tmp_path / "d")]
    run.invoke(app, ["chat", *data, "--demo", "--script", "-"], input="spain> /me\n")
    assert run.invoke(app, ["audit", "verify", *data, "--anchor", given]).exit_code == 1
