"""A number means what stood there when the list was shown to this person, whatever has happened since."""

import pytest
from sqlmodel import select

from handlers.core import registry
from storage.contacts import ContactPoint
from tests.talk import Heard, Talk

# command: how its list comes to have three entries, and how its first one goes away
LISTS = {
    "status": (
        ["spain> /clue Italy Clue one", "spain> /clue Italy Clue two", "spain> /clue Italy Clue three"],
        "spain> /clue {first} withdraw",
    ),
    "outstanding": (
        ["spain> /request Italy One?", "spain> /request Italy Two?", "spain> /request Italy Three?"],
        "spain> /request {first} withdraw",
    ),
    "notices": (
        [line for name in ("One", "Two", "Three") for line in (f"eu> /notice Spain {name}", "eu! 1")],
        "eu> /notice Spain A fourth one|eu! 1",
    ),
}


ELSEWHERE = {"library"}  # it lists what was asked for: tests/library/test_search.py


def shown_second(heard: Heard) -> tuple[str, str]:
    return heard.buttons[0], heard.buttons[1]


def test_every_command_with_a_list_is_walked_here() -> None:
    assert {made.name for made in registry.commands() if made.shows} == set(LISTS) | ELSEWHERE


@pytest.mark.parametrize("command", LISTS)
@pytest.mark.parametrize("typed", ["/{command} 2", "/{command} no. 2", "2"])
def test_the_second_is_what_stood_second(talk_anywhere: Talk, command: str, typed: str) -> None:
    steps, change = LISTS[command]
    talk = talk_anywhere
    talk(*steps)
    first, second = shown_second(talk(f"spain> /{command}"))
    changes = change.format(first=first).split("|")
    if typed == "2":  # what one's own line was answered with comes first: somebody else changes it
        changes = [one for one in changes if not one.startswith("spain")]
    talk(*changes)
    heard = talk(f"spain> {typed.format(command=command)}").to("spain")
    assert second in str(heard.events[-1]["refs"]) + heard.text
    assert first not in heard.text


@pytest.mark.parametrize("command", LISTS)
def test_where_no_list_was_shown_it_is(talk: Talk, command: str) -> None:
    steps, _ = LISTS[command]
    talk(*steps)
    listed = talk(f"spain> /{command} 2")
    assert listed.kinds == [next(made.shows for made in registry.commands() if made.name == command)]
    talk("@ +25h")
    assert talk(f"spain> /{command} 2").to("spain").kinds == listed.kinds, "nobody knows it any more"


def reminded(talk: Talk) -> None:
    talk(
        *(f"spain> /remind 2026-12-{day} 9:00 The {name}" for day, name in ((10, "tenth"), (11, "eleventh")))
    )
    assert "2. Fri 11 Dec" in talk("spain> /remind").text


@pytest.mark.parametrize("typed", ["delete 2", "cancel no. 2", "删除第2项"])
def test_a_reminder_is_deleted_that_stood_there(talk_anywhere: Talk, typed: str) -> None:
    talk = talk_anywhere
    reminded(talk)
    talk("spain> /remind 2026-12-05 9:00 The fifth")
    assert "The eleventh" in talk(f"spain> /remind {typed}").of("remind.dropped").text
    assert talk(f"spain> /remind {typed}").kinds == ["remind.over"], "once"
    assert "The tenth" in talk("spain> /remind delete 1").of("remind.dropped").text
    assert "The fifth" in talk("spain> /remind").text


def test_with_no_list_shown_nothing_of_several_is_deleted(talk: Talk) -> None:
    reminded(talk)
    talk("@ +25h")
    assert talk("spain> /remind delete 2").kinds == ["remind.list"]
    assert "The eleventh" in talk("spain> /remind delete 2").of("remind.dropped").text


def test_one_list_of_each_person_counts(talk: Talk) -> None:
    reminded(talk)
    talk("italy> /remind 2026-12-12 9:00 Of Italy", "italy> /remind 2026-12-13 9:00 Too", "italy> /remind")
    assert "The eleventh" in talk("spain> /remind delete 2").text


def test_what_repeats_and_has_rung_is_deleted_as_a_whole(talk_anywhere: Talk) -> None:
    talk = talk_anywhere
    kept = talk("spain> /remind every day at 9:00 Look at the mail")
    assert kept.buttons[0] == "Delete it"
    talk("@ +2d")
    assert "Look at the mail" in talk("spain! Delete it").of("remind.dropped").text
    assert not talk("@ +2d").of("remind.now")


def test_a_card_holds_what_the_answer_showed(talk: Talk) -> None:
    talk("spain> /contacts Italy")
    with talk.work() as work:
        old = work.first(select(ContactPoint).where(ContactPoint.country == "IT"))
        values = {name: getattr(old, name) for name in ("agency_id", "role", "name", "made_at")}
        work.add(ContactPoint(country="IT", phone="+442079460999", **values))
    heard = talk("spain! Save contact card")
    assert heard.of("contacts.card")
    assert "460999" not in str(heard.events)
