"""What the requester changes: corrected by an edit, added to, withdrawn; and who gets a copy."""

import pytest
from sqlmodel import select

from handlers.agencies.coverage import above
from storage import reminders, requests
from storage.people import officer_named
from storage.requests import Addressee, AddresseeState
from tests.talk import Talk, said

REQUEST = "spain> /request China Who owns the phone shop?"
LINE = "/request Liaoning Who rents the flat?"


def test_a_withdrawn_request_is_told_to_everybody_and_reminds_nobody(talk_anywhere: Talk) -> None:
    ref = talk_anywhere("mps> /request Spain, Italy Who sent the money?").ref
    talk_anywhere("italy! Accept request", f"mps> /状态 {ref}")
    heard = talk_anywhere("mps! 撤回", "mps! 确认撤回")
    assert sorted(said(heard.events)) == [
        ("italy", "request.moved"),
        ("mps", "request.withdraw.ask"),
        ("mps", "request.withdrawn.done"),
        ("spain", "request.moved"),
    ]
    assert "has withdrawn" in heard.to("italy").text
    assert f"已撤回 {ref}" in heard.to("mps").text
    assert not talk_anywhere("@ +60d")
    with talk_anywhere.work() as work:
        assert set(work.all(select(Addressee.state))) == {AddresseeState.WITHDRAWN}
        assert requests.open_addressees(work) == []
        assert reminders.next_step(work) is None


@pytest.mark.parametrize("typed", ["withdraw", "Withdraw.", "撤回"])
def test_it_is_withdrawn_in_one_line_too(talk: Talk, typed: str) -> None:
    ref = talk(REQUEST).ref
    heard = talk(f"spain> /request {ref} {typed}")
    assert sorted(said(heard.events)) == [("mps", "request.moved"), ("spain", "request.withdrawn.done")]
    assert talk(f"spain> /request {ref} {typed}", f"mps> /answer {ref} x").kinds == ["request.not_now"] * 2


def test_what_was_answered_is_withdrawn_with_the_rest_and_needs_no_confirmation(talk: Talk) -> None:
    ref = talk("spain> /request China, Italy Who owns the phone shop?").ref
    talk(f"mps> /answer {ref} Nobody.")
    assert talk(f"spain> /request {ref} withdraw").to("mps").kinds == ["request.moved"]
    assert not talk("@ +60d")


def test_only_who_asked_may_withdraw_or_add(talk: Talk) -> None:
    ref = talk(REQUEST).ref
    heard = talk(f"mps> /request {ref} withdraw", f"mps> /request {ref} Who is asking?")
    assert said(heard.events) == [("mps", "request.not_yours")] * 2
    assert talk(f"italy> /request {ref} withdraw").kinds == ["reference.unknown"]


def test_an_edit_corrects_the_request_and_is_told(talk: Talk) -> None:
    ref = talk(REQUEST, "mps! 受理").ref
    heard = talk("spain~ /request China Who owns the copy shop?")
    assert heard.to("spain").kinds == ["request.corrected.done"]
    assert "Who owns the copy shop?" in heard.to("mps").text
    assert "答复" in heard.to("mps").buttons
    assert "corrected" in talk(f"spain> /status {ref}").text


def test_an_edit_can_add_a_country_but_not_take_one_away(talk: Talk) -> None:
    talk("spain> /request Italy Who sent the money?")
    heard = talk("spain~ /request Italy, Germany Who sent the money?")
    assert heard.to("germany").kinds == ["request.received"]
    assert heard.to("italy").kinds == ["request.corrected"]
    assert talk("spain~ /request Germany Who sent the money?").kinds == ["request.edit_unclear"]


@pytest.mark.parametrize(
    "edited",
    ["/request China urgent Who owns it?", "/request China by 2026-12-24 Who owns it?", "/request Chinna x",
     "/request China", "/clue China Who owns the phone shop?"],
)  # fmt: skip
def test_an_edit_changes_neither_urgency_nor_date_nor_kind(talk: Talk, edited: str) -> None:
    talk(REQUEST)
    assert said(talk(f"spain~ {edited}").events) == [("spain", "request.edit_unclear")]


def test_an_edit_of_a_dated_request_is_read_as_on_the_day_it_was_written(talk: Talk) -> None:
    talk("spain> /request China by Friday 17:00 Who rents the flat?", "spain! Send", "@ +2d")
    heard = talk("spain~ /request China by Friday 17:00 Who rents the shop?")
    assert heard.to("spain").kinds == ["request.corrected.done"]


def test_an_edit_that_changes_nothing_says_so(talk: Talk) -> None:
    talk(REQUEST)
    assert talk(f"spain~ {REQUEST.removeprefix('spain> ')}").kinds == ["request.unchanged"]


def test_a_deleted_message_leaves_the_request_until_it_is_withdrawn(talk: Talk) -> None:
    talk(REQUEST)
    assert talk("spain-").kinds == ["request.deleted"]
    assert "request.moved" in talk("spain! Withdraw it").to("mps").kinds


def test_words_are_added_to_what_is_asked_and_told(talk: Talk) -> None:
    ref = talk(REQUEST).ref
    heard = talk(f"spain> /request {ref} It opened in May.")
    assert heard.to("mps").kinds == ["request.added"]
    assert "It opened in May." in heard.to("mps").text
    assert "It opened in May." in talk(f"mps> /status {ref}").text


def test_what_is_done_with_cannot_be_changed(talk: Talk) -> None:
    ref = talk(REQUEST).ref
    talk(f"mps> /answer {ref} Nobody.", "spain! Confirm")
    heard = talk("spain~ /request China Who owns it?", "spain-", f"spain> /request {ref} more")
    assert heard.to("mps").kinds == []
    assert set(heard.kinds) == {"request.not_now"}


def test_the_national_authority_of_a_bureau_gets_a_copy_and_owes_nothing(talk: Talk) -> None:
    heard = talk(f"spain> {LINE}")
    ref = heard.ref
    assert heard.to("liaoning").kinds == ["request.received"]
    assert heard.to("mps").kinds == ["request.copy"]
    assert heard.to("mps").buttons == []
    assert "Who rents the flat?" in heard.to("mps").text
    assert "In copy: Ministry of Public Security" in heard.to("spain").text
    assert ref not in talk("mps> /待办").text
    assert "辽宁省公安厅" in talk(f"mps> /状态 {ref}").text


def test_a_copy_is_not_sent_to_who_is_asked_or_asks(talk: Talk) -> None:
    with talk.work() as work:
        liaoning, mps, spain = (
            officer.agency_id
            for name in ("liaoning", "mps", "spain")
            if (officer := officer_named(work, name))
        )
        assert [one.id for one in above(work, [liaoning], spain)] == [mps]
        assert above(work, [liaoning, mps], spain) == []
    assert "request.copy" not in talk("mps> /请求 辽宁 谁租的房子？").kinds


def test_who_has_a_copy_is_told_of_changes(talk: Talk) -> None:
    ref = talk(f"spain> {LINE}").ref
    assert talk("spain~ /request Liaoning Who rents the shop?").to("mps").kinds == ["request.corrected"]
    assert talk(f"spain> /request {ref} withdraw").to("mps").kinds == ["request.withdrawn"]


def test_a_withdrawn_request_shows_its_content_to_who_asked_alone(talk: Talk) -> None:
    ref = talk("spain> /request Liaoning Who rented the warehouse?").ref
    for who in ("mps", "liaoning"):
        assert "warehouse" in talk(f"{who}> /status {ref}").text
    talk(f"spain> /request {ref} withdraw")
    for who in ("mps", "liaoning"):
        shown = talk(f"{who}> /status {ref}")
        assert "warehouse" not in shown.text
        assert "请勿再使用" in shown.text
    assert "warehouse" in talk(f"spain> /status {ref}").text
