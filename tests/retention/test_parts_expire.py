"""An answer, or an outcome, with an end date: shown with it, and then erased, files and all."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from storage.audit import Tag
from storage.expiry import Expiry
from storage.items import Attachment
from storage.trail import entries
from tests.storage.raw import left
from tests.talk import Heard, Talk

SECRET = "SECRETOWNER has the shop"
UNTIL = "Use until 10 December."


@pytest.fixture
def request_ref(talk: Talk) -> str:
    return talk("spain> /request Italy Who owns the shop?").to("italy").ref


@pytest.fixture
def clue_ref(talk: Talk) -> str:
    ref = talk("spain> /clue Italy Three women are held").ref
    talk("italy! Accept clue")
    return ref


def later(talk: Talk, days: int) -> Heard:
    """What was due meanwhile is done late, once."""
    talk.clock.move_to(talk.clock.now() + timedelta(days=days))
    return talk("@ +1m")


def over(talk: Talk, ref: str) -> str:
    """What Spain can still open afterwards, and Italy."""
    heard = later(talk, 11)
    assert {event["to"] for event in heard.of("expiry.part_told").events} == {"spain"}
    assert "could be used until now; it is erased here" in heard.to("spain").text
    assert {event["to"] for event in heard.of("expiry.part_over").events} == {"italy"}
    with talk.work() as work:
        assert Tag.EXPIRED in {one.tag for one in entries(work, 10_000)}
    opened = talk(f"spain> /status {ref}", f"italy> /status {ref}")
    assert len(opened.events) == 2
    return opened.text


def test_an_answer_is_shown_with_its_end_and_then_erased(talk: Talk, request_ref: str) -> None:
    heard = talk(f"italy> /answer {request_ref} {SECRET}. {UNTIL}").to("spain")
    assert f"> {SECRET}." in heard.text
    assert "May be used until Thu 10 Dec 24:00" in heard.text
    talk("spain! Confirm")
    opened = talk(f"spain> /status {request_ref}").text
    assert SECRET in opened
    assert "May be used until" in opened
    assert "SECRETOWNER" not in over(talk, request_ref)


def test_so_is_one_that_was_typed_into_the_form(talk: Talk, request_ref: str) -> None:
    talk(f"italy> /status {request_ref}", "italy! Answer", f"italy> {SECRET}. {UNTIL}")
    talk("italy! Send")
    assert "May be used until" in talk(f"spain> /status {request_ref}").text
    assert "SECRETOWNER" not in over(talk, request_ref)


def test_its_files_go_with_it(talk: Talk, request_ref: str, tmp_path: Path) -> None:
    photo = tmp_path / "SECRETOWNER.jpg"
    photo.write_bytes(b"a picture")
    talk(f"italy+ {photo} /answer {request_ref} {SECRET}. {UNTIL}", "spain! Confirm")
    assert "SECRETOWNER" not in over(talk, request_ref)
    with talk.work() as work:
        assert work.all(select(Attachment)) == []
    later(talk, 62)
    talk("spain> /help")
    assert left(talk.home.database, "SECRETOWNER") == set()


def test_an_outcome_is_shown_with_its_end_and_then_erased(talk: Talk, clue_ref: str) -> None:
    heard = talk(f"italy> /status {clue_ref}", "italy! Report the outcome", f"italy> {SECRET}. {UNTIL}")
    assert f"> {SECRET}." in heard.to("spain").text
    assert "May be used until Thu 10 Dec 24:00" in heard.to("spain").text
    assert "SECRETOWNER" not in over(talk, clue_ref)


def test_who_said_it_is_asked_the_day_before_and_may_keep_it_longer(talk: Talk, request_ref: str) -> None:
    talk(f"italy> /answer {request_ref} {SECRET}. {UNTIL}", "spain! Confirm")
    asked = talk("@ +9d", "@ +11h").of("expiry.part_near")
    assert {event["to"] for event in asked.events} == {"italy"}
    assert "may be used until Thu 17 Dec 24:00" in talk("italy! A week longer").text
    later(talk, 3)
    assert SECRET in talk(f"spain> /status {request_ref}").text
    assert "SECRETOWNER" not in over(talk, request_ref)


def test_one_that_is_corrected_without_an_end_has_none(talk: Talk, request_ref: str) -> None:
    talk(f"italy> /answer {request_ref} {SECRET}. {UNTIL}")
    talk(f"italy> /answer {request_ref} It is a company's")
    later(talk, 11)
    opened = talk(f"spain> /status {request_ref}").text
    assert "It is a company's" in opened
    assert "SECRETOWNER" not in opened


def test_what_says_nothing_else_is_an_answer_as_it_stands(talk: Talk, request_ref: str) -> None:
    assert UNTIL in talk(f"italy> /answer {request_ref} {UNTIL}").to("spain").text


def test_it_holds_in_chinese(talk: Talk) -> None:
    ref = talk("mps> /请求 意大利 这家餐馆是谁的？").to("italy").ref
    heard = talk(f"italy> /answer {ref} A company's. {UNTIL}").to("mps")
    assert "使用期限：" in heard.text
    told = later(talk, 11).to("mps").of("expiry.part_told").text
    assert "的答复使用期限已到，已在此删除" in told


def test_what_was_erased_has_no_end_any_more(talk: Talk, request_ref: str) -> None:
    talk(f"italy> /answer {request_ref} {SECRET}. Use until 1 October 2027.", "spain! Confirm")
    for days in (170, 30, 150):
        later(talk, days)
    with talk.work() as work:
        assert work.all(select(Expiry)) == []
