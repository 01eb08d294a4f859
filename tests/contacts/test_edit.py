"""Contact points kept true: changed with a second word, confirmed twice a year, flagged when stale."""

import pytest

from handlers.core.rules import DEFAULTS
from handlers.people.enrol import activate
from storage.people import State, officer_named
from tests.talk import Talk


def propose(talk: Talk, value: str, field: str = "Phone") -> None:
    talk("spain> /contacts mine", "spain! Change Spain", f"spain! {field}", f"spain> {value}")


def test_a_change_counts_when_a_second_person_confirms_it(talk_anywhere: Talk) -> None:
    propose(talk_anywhere, "+34 900 555 077")
    last = talk_anywhere.everything.to("eu")
    assert last.kinds == ["contact.asked"]
    assert "+34 900 555 010 → +34 900 555 077" in last.text
    assert "+34 900 555 010" in talk_anywhere("italy> /contacts Spain").text
    heard = talk_anywhere("eu! Confirm")
    assert {event["to"] for event in heard.of("contact.done").events} == {"eu", "spain"}
    assert "+34 900 555 077" in talk_anywhere("italy> /contacts Spain").text
    assert talk_anywhere("iom! Confirm").kinds == ["contact.settled"]


def test_a_refused_change_changes_nothing(talk: Talk) -> None:
    propose(talk, "+34 900 555 077")
    assert "Refused: nothing is changed." in talk("eu! Refuse").to("spain").text
    assert "+34 900 555 010" in talk("italy> /contacts Spain").text


def test_a_value_that_does_not_fit_is_asked_again(talk: Talk) -> None:
    propose(talk, "call me")
    assert talk.everything.kinds[-1] == "contact.wrong"
    talk("spain! Try again", "spain> +34 900 555 077")
    assert talk.everything.to("spain").kinds[-1] == "contact.waits"


def test_hours_and_languages_are_read_as_officers_write_them(talk: Talk) -> None:
    propose(talk, "24/7", "Hours")
    talk("eu! Confirm")
    assert "on duty round the clock" in talk("italy> /contacts Spain").text


def test_owners_are_asked_twice_a_year_and_the_stale_is_flagged(talk: Talk) -> None:
    heard = talk("@ +184d").of("contact.still_right")
    assert "mps" in {event["to"] for event in heard.events}
    assert "Last confirmed" in talk("italy> /contacts Spain").text
    talk("spain! All still right")
    assert "Confirmed on" in talk("italy> /contacts Spain").text
    assert "spain" not in {event["to"] for event in talk("@ +40d").of("contact.still_right").events}


def test_it_is_said_in_chinese(talk: Talk) -> None:
    heard = talk("mps> 联系人 我的")
    assert "全部无误" in heard.buttons
    assert "工作时间：全天24小时" in heard.text


def test_a_new_officer_gets_the_notices_in_force(talk: Talk) -> None:
    with talk.work() as work:
        mps = officer_named(work, "mps")
        assert mps is not None
        mps.state = State.PENDING
        work.add(mps)
    talk("eu> /notice China Checks start on Monday", "eu! 1")
    with talk.work() as work:
        mps = officer_named(work, "mps")
        assert mps is not None
        activate(work, DEFAULTS, mps)
    assert "Checks start" in talk("@ +1m").of("notice.new").to("mps").text


@pytest.mark.parametrize(
    "typed", ["a@example.org%0d%0aTEL:+441", "a@example.org?bcc=b@example.org", 'a"b@example.org']
)
def test_a_mail_address_is_nothing_else(talk: Talk, typed: str) -> None:
    talk("spain> /contacts mine", "spain! Change Spain", "spain! Email")
    heard = talk(f"spain> {typed}")
    assert heard.kinds == ["contact.wrong"]
