"""Who was shown content of which item, and where: in the trail, whether it was asked for or not."""

from typing import Any

from sqlmodel import select

from storage.audit import AuditEntry, Tag
from storage.people import Officer
from tests.talk import Talk


def shown(talk: Talk) -> list[tuple[str, str, Any]]:
    """(who, item's kind, what kind of message), in order."""
    with talk.work() as work:
        handles = {officer.id: officer.handle for officer in work.all(select(Officer))}
        entries = work.all(
            select(AuditEntry).where(AuditEntry.tag == Tag.SENT).order_by(AuditEntry.number)  # type: ignore[arg-type]
        )
        assert {entry.detail["channel"] for entry in entries} <= {"console"}
        return [
            (handles[entry.actor or 0], entry.item.partition(":")[0], entry.detail["kind"])
            for entry in entries
        ]


def test_what_is_pushed_is_in_the_trail_as_what_is_asked_for(talk_anywhere: Talk) -> None:
    talk = talk_anywhere
    heard = talk("spain> /clue Italy Three women")
    assert ("italy", "clue", "clue.referred") in shown(talk)
    assert len(shown(talk)) == len({who for who, _, _ in shown(talk)})  # each reader once
    talk(f"italy> /status {heard.ref}")
    assert shown(talk)[-1] == ("italy", "clue", "clue.status")


def test_what_quotes_nothing_is_not_entered(talk: Talk) -> None:
    talk("spain> /help", "spain> /me", "spain> hello there", "stranger> hello")
    assert shown(talk) == []


def test_what_was_withheld_or_never_arrived_was_not_shown(talk: Talk) -> None:
    talk("eu> /lockdown", "eu! Stop all content now", "spain> /clue Italy Three women")
    assert all(who != "italy" for who, _, _ in shown(talk))
