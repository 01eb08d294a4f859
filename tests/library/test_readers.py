"""Useful, or out of date: counted, its owner told once; and asked twice a year whether it still holds."""

from storage.library import EntryState
from tests.library.test_adding import entries, publish
from tests.talk import Talk


def test_its_owner_hears_once_from_each_that_it_is_out_of_date(talk: Talk) -> None:
    ref = publish(talk)
    talk(f"italy> /library {ref}")
    heard = talk("italy! Out of date")
    assert heard.to("spain").kinds == ["library.is_outdated"]
    assert "Wage slips first" in heard.to("spain").text
    talk(f"italy> /library {ref}", "italy! Useful", f"italy> /library {ref}")
    assert not talk("italy! Out of date").to("spain")
    assert "1 says it is out of date" in talk(f"germany> /library {ref}").text


def test_of_a_shipped_one_the_coordinators_hear(talk: Talk) -> None:
    talk("mps> /资料库 债务奴役", "mps! 打开第1条")
    heard = talk("mps! 已过时")
    assert heard.to("eu").kinds == heard.to("iom").kinds == ["library.is_outdated"]
    assert "Debt bondage" in heard.to("eu").text


def test_a_useful_one_is_counted(talk: Talk) -> None:
    talk("spain> /library debt bondage", "spain! Open 1", "spain! Useful", "mps> /资料库 债务奴役")
    assert "1人认为有用" in talk("mps! 打开第1条").text


def test_its_owner_is_asked_after_half_a_year_and_again_after_a_month(talk: Talk) -> None:
    publish(talk)
    assert not talk("@ +182d").of("library.still_right")
    assert talk("@ +3d").to("spain").kinds.count("library.still_right") == 1
    assert talk("@ +32d").of("library.still_right")
    talk("spain! Still right")
    assert not talk("@ +100d").of("library.still_right")
    assert entries(talk, EntryState.PUBLISHED)[0].checked_at.year == 2027
