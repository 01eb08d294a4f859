"""Of many rows one does not open: the others are read all the same, and who asked hears of it."""
# ruff: noqa: S608 (a writer of the database puts statements together as he likes)

import pytest
from sqlmodel import select

from storage import items
from storage.alarms import Kind
from storage.clues import Clue
from storage.errors import TamperedError
from storage.item import Item
from storage.matching import MatchNever, digest_of, never
from storage.people import officer_named
from storage.screenings import Screening, of_item
from tests.storage.test_rights import change
from tests.talk import Talk

MISSING = {"en": "1 entry cannot be read and is missing here", "zh": "有 1 条记录无法读取"}
SHUT = "x'00112233445566778899'"


def shut(talk: Talk, cell: str, which: str) -> None:
    """A sealed cell ("clue.text") of some rows holds something else."""
    table, column = cell.split(".")
    value = SHUT if talk.home.database.is_sqlite else "'\\x00112233445566778899'"
    change(talk, f"UPDATE {table} SET {column} = {value} WHERE {which}")


def id_of(talk: Talk, ref: str) -> int:
    with talk.work() as work:
        item = items.item_called(work, ref)
        assert item is not None
        return item.id


@pytest.mark.parametrize(("column", "language"), [("text", "en"), ("details", "zh")])
def test_a_list_shows_the_others(talk_anywhere: Talk, column: str, language: str) -> None:
    talk = talk_anywhere
    refs = [talk(f"spain> /clue Italy {words}").ref for words in ("Two women", "A van", "A restaurant")]
    if language == "zh":
        talk("spain> /language 中文")
    shut(talk, f"clue.{column}", f"id = {id_of(talk, refs[1])}")
    listed = talk("spain> /clue list", "spain> /clue list all")
    for heard in listed.to("spain").of("clue.list").events:
        told = heard["text"] + " ".join(heard["buttons"])
        assert refs[0] in told
        assert refs[2] in told
        assert refs[1] not in told
        assert MISSING[language] in heard["text"]
    assert "tampering.value" in talk("@ +1m").to("eu").kinds or "tampering.value" in listed.to("eu").kinds
    assert MISSING[language] not in talk("spain> /contacts Italy").text
    for line in (f"/status {refs[1]}", "/status", "/outstanding", f"/clue {refs[1]} more"):
        assert "sorry" not in talk(f"spain> {line}").kinds, line


@pytest.mark.parametrize(
    ("cell", "which", "line", "kept"),
    [
        ("contactpoint.phone", "country = 'ES'", "/contacts Spain", ""),
        ("notice.texts", "1 = 1", "/notices", ""),
        ("reminder.words", "words IS NOT NULL", "/remind list", ""),
        ("libraryentry.texts", "1 = 1", "/library", ""),
        ("request.text", "1 = 1", "/status", "C-"),
        ("answer.text", "1 = 1", "/status", "C-"),
        ("happening.words", "1 = 1", "/status", "C-"),
    ],
)
def test_whatever_is_shut_an_answer_comes(talk: Talk, cell: str, which: str, line: str, kept: str) -> None:
    talk("spain> /clue Italy Two women", "italy> /request Spain Is it known?", "spain> /answer It is",
         "eu> /notice all Good morning", "eu! 1", "spain> /remind tomorrow 9:00 Call")  # fmt: skip
    shut(talk, cell, which)
    heard = talk(f"spain> {line}")
    assert heard.to("spain"), "something is said"
    assert not {"sorry", "undelivered.yours"} & set(heard.to("spain").kinds), heard.text
    assert kept in heard.text + " ".join(heard.buttons)


def test_without_which_something_would_be_let_through_stays_shut(talk: Talk) -> None:
    """What a sender masked, and what is never compared."""
    with talk.work() as work:
        spain = officer_named(work, "spain")
        assert spain is not None
        work.add(Screening(item=Item("clue", 1), officer_id=spain.id, masked=["Li Na"], made_at=work.now))
        digest = digest_of(work, "phone", "+34600000000")
        work.add(MatchNever(digest=digest, value="+34600000000", by_id=spain.id, at=work.now))
    shut(talk, "screening.masked", "1 = 1")
    shut(talk, "matchnever.value", "1 = 1")
    with talk.work() as work, pytest.raises(TamperedError):
        of_item(work, Item("clue", 1))
    with talk.work() as work:
        assert never(work, [digest]) == {digest}
    change(talk, "UPDATE screening SET files = '[1]'")
    with talk.work() as work, pytest.raises(TamperedError):
        of_item(work, Item("clue", 1))


def test_a_reminder_that_does_not_open_makes_no_other_late(talk: Talk) -> None:
    talk("spain> /remind in 1 hour call Rome", "italy> /remind in 90 minutes lunch")
    shut(talk, "reminder.words", "id = (SELECT min(id) FROM reminder WHERE words IS NOT NULL)")
    heard = talk("@ +2h").of("remind.now")
    assert [(event["to"], event["at"][11:16]) for event in heard.events] == [("italy", "02:30")]


def test_who_asks_for_one_value_by_itself_is_passed_over_too(talk: Talk) -> None:
    refs = [talk(f"spain> /clue Italy {words}").ref for words in ("Two women", "A van")]
    spoilt = id_of(talk, refs[0])
    shut(talk, "clue.text", f"id = {spoilt}")
    with talk.work() as work:
        assert work.all(select(Clue.text)) == ["A van"]
        assert len(work.missed) == 1
        with work.noting() as missed:
            assert work.get(Clue, spoilt) is None
        assert len(missed) == 1
        assert {one.kind for one in work.keyring.alarms.waiting(work.now.date())} <= {Kind.VALUE}
