"""Rooms for discussion: standing, by invitation, TLP:GREEN."""

import pytest
from sqlmodel import select

from bot.channels.port import Presence
from storage.topics import Topic
from tests.rooms.hotel import Stay

TITLE = "Marriage brokers"


def opened(stay: Stay) -> str:
    """A room of the EU's coordinator for Spain and Italy; nobody is in it yet."""
    ref = stay.talk(f"eu> /topic {TITLE}: Spain, Italy").ref
    stay.look()
    return ref


def all_in(stay: Stay) -> str:
    ref = opened(stay)
    stay.hotel.come_in("eu", "spain", "italy")
    stay.look()
    return ref


def test_a_coordinator_opens_one_and_who_is_invited_comes_in(stay: Stay) -> None:
    heard = stay.talk(f"eu> /topic {TITLE}: Spain, Italy")
    assert "The room for discussion is being opened." in heard.to("eu").text
    assert "invites you to discuss this in a room on Matrix" in heard.to("spain").text
    assert f"“{TITLE}” · T-" in heard.to("spain").text
    assert not heard.to("france")
    stay.look()
    assert set(stay.hotel.inside) == {"eu", "spain", "italy"}


@pytest.mark.parametrize(
    ("typed", "invited"),
    [
        ("西班牙和意大利", {"spain", "italy"}),
        ("Spain and Italy", {"spain", "italy"}),
        ("呼和浩特", {"mps"}),
    ],
)
def test_several_are_named_in_a_row_and_a_name_is_not_cut(stay: Stay, typed: str, invited: set[str]) -> None:
    heard = stay.talk(f"eu> /topic {TITLE}: {typed}").of("topic.invited")
    assert {event["to"] for event in heard.events} == invited


def test_the_summary_says_what_it_is_about_and_how_it_is_marked(stay: Stay) -> None:
    all_in(stay)
    assert TITLE in stay.hotel.summary
    assert "TLP:GREEN" in stay.hotel.summary
    assert "Invited: " in stay.hotel.summary
    assert "no cases, no personal data" in stay.hotel.summary


def test_only_a_coordinator_opens_one(stay: Stay) -> None:
    heard = stay.talk(f"spain> /topic {TITLE}: Italy")
    assert "Coordinators open rooms" in heard.text
    with stay.talk.work() as work:
        assert not work.all(select(Topic))


def test_it_is_listed_for_who_is_invited_and_does_not_exist_for_others(stay: Stay) -> None:
    ref = all_in(stay)
    assert TITLE in stay.talk("spain> /topic").text
    assert "no room for discussion" in stay.talk("france> /topic").text
    heard = stay.talk(f"france> /status {ref}")
    assert f"There is no “{ref}”" in heard.text
    assert TITLE not in heard.text


def test_who_leaves_comes_back_by_a_tap(stay: Stay) -> None:
    all_in(stay)
    stay.hotel.go("italy")
    stay.look()
    assert set(stay.hotel.inside) == {"eu", "spain"}
    stay.talk("italy> /topic", "italy! Open 1", "italy! Come in")
    stay.look()
    assert stay.hotel.inside["italy"] is Presence.INVITED


def test_further_agencies_are_invited_by_whose_it_is(stay: Stay) -> None:
    ref = all_in(stay)
    stay.talk(f"eu> /topic {ref} France")
    stay.look()
    assert stay.hotel.inside["france"] is Presence.INVITED
    stay.talk(f"iom> /topic {ref} Germany")
    stay.look()
    assert "germany" not in stay.hotel.inside


def test_it_stands_until_somebody_closes_it(stay: Stay) -> None:
    all_in(stay)
    stay.talk("@ +12h")
    stay.look()
    assert set(stay.hotel.inside) == {"eu", "spain", "italy"}
    heard = stay.talk("eu> /topic", "eu! Open 1", "eu! Close the room")
    assert "The room for discussion is closed." in heard.to("spain").text
    stay.look()
    assert stay.hotel.frozen


@pytest.mark.parametrize("typed", ["/topic Marriage brokers", "/topic : Spain"])
def test_what_is_missing_is_said(stay: Stay, typed: str) -> None:
    assert "Please write a title" in stay.talk(f"eu> {typed}").text


def test_whoever_has_no_account_there_hears_that_there_is_a_room(stay: Stay) -> None:
    """As on Telegram."""
    stay.forget_account("italy")
    heard = stay.talk(f"eu> /topic {TITLE}: Spain, Italy").to("italy")
    assert "There is a room for discussion on Matrix." in heard.text
    stay.look()
    assert set(stay.hotel.inside) == {"eu", "spain"}


def test_it_is_asked_for_and_answered_in_chinese_too(stay: Stay) -> None:
    heard = stay.talk(f"eu> /topic {TITLE}: China").to("mps")
    assert "邀请您到 Matrix 群中讨论" in heard.text
    stay.look()
    stay.hotel.come_in(*stay.hotel.inside)
    stay.look()
    assert "不谈个案" in stay.hotel.summary
    assert TITLE in stay.talk("mps> /讨论").text
