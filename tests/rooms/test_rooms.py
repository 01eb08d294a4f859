"""One tap opens a room; who may be there is asked at every look; the same look again changes nothing."""

from collections.abc import Callable

import pytest
from sqlalchemy import text

from bot.channels.port import Presence
from tests.rooms.hotel import Stay, StoppedError

ASKED = "/request France Is the van in Example Street known?"


def opened(stay: Stay) -> str:
    """The reference of a request of Spain to France, whose room Spain has opened; nobody is in it yet."""
    ref = stay.talk(f"spain> {ASKED}").ref
    stay.talk("spain! Case room")
    stay.look()
    return ref


def both_in(stay: Stay) -> str:
    ref = opened(stay)
    stay.hotel.come_in("spain", "france")
    stay.look()
    return ref


def test_one_tap_opens_a_room_and_a_second_shows_it(stay: Stay) -> None:
    ref = stay.talk(f"spain> {ASKED}").ref
    heard = stay.talk("spain! Case room")
    assert "is being opened" in heard.to("spain").text
    assert f"asks you into a case room for {ref}" in heard.to("france").text
    stay.look()
    assert stay.hotel.log[:3] == [f"open {ref}", "admit spain", "admit france"]
    assert "There is a case room" in stay.talk("france! Case room").text
    stay.look()
    assert len(stay.rooms()) == len(stay.hotel.tokens) == 1
    assert stay.seats() == {"spain": "invited", "france": "invited"}


def test_the_summary_says_who_said_what_and_follows(stay: Stay) -> None:
    ref = both_in(stay)
    first = stay.hotel.pinned
    assert f"Case room {ref}" in stay.hotel.summary
    assert "> Is the van in Example Street known?" in stay.hotel.summary
    assert "Spanish liaison office, Beijing · " in stay.hotel.summary
    assert "Answer due" in stay.hotel.summary
    stay.talk(f"france> /answer {ref} It belongs to Example Trade")
    stay.look()
    assert stay.hotel.pinned == first
    assert "French liaison office, Beijing · " in stay.hotel.summary
    assert "> It belongs to Example Trade" in stay.hotel.summary


def test_who_comes_later_is_given_the_summary_anew_and_there_is_one(stay: Stay) -> None:
    opened(stay)
    stay.hotel.come_in("spain")
    stay.look()
    first = stay.hotel.pinned
    assert stay.hotel.heard[first] == ["spain"]
    stay.hotel.come_in("france")
    stay.look()
    assert sorted(stay.hotel.heard[stay.hotel.pinned]) == ["france", "spain"]
    assert list(stay.hotel.said) == [stay.hotel.pinned] != [first]


def test_looking_again_does_nothing(stay: Stay) -> None:
    both_in(stay)
    before = list(stay.hotel.log)
    stay.start()
    stay.look(3)
    assert stay.hotel.log == before


@pytest.mark.parametrize("step", ["open", "admit spain", "admit france", "say new", "take back", "say again"])
def test_a_kill_at_any_step_leaves_one_room_and_one_summary(stay: Stay, step: str) -> None:
    stay.hotel.dies_after = step
    died = 0

    def look() -> None:
        nonlocal died
        try:
            stay.look()
        except StoppedError:
            died += 1
            stay.start()
            stay.look()

    ref = stay.talk(f"spain> {ASKED}").ref
    stay.talk("spain! Case room")
    look()
    stay.hotel.come_in("spain")
    look()
    stay.hotel.come_in("france")
    look()
    stay.talk("france! Accept request")
    look()
    assert died == 1
    assert len(stay.hotel.tokens) == 1
    assert set(stay.hotel.inside.values()) == {Presence.HERE}
    assert list(stay.hotel.said) == [stay.hotel.pinned]
    assert f"Case room {ref}" in stay.hotel.summary
    assert "accepted" in stay.hotel.summary


Hurt = Callable[[Stay], object]
OUT: dict[str, Hurt] = {
    "suspended": lambda stay: stay.talk("eu> /suspend france left the service"),
    "left": lambda stay: stay.talk("france> /me leave", "france! Leave for good"),
    "distrusted": lambda stay: stay.distrust("france"),
}


@pytest.mark.parametrize("how", OUT)
def test_whoever_may_not_be_there_any_more_is_removed_at_the_next_look(stay: Stay, how: str) -> None:
    both_in(stay)
    OUT[how](stay)
    stay.look(1)
    assert set(stay.hotel.inside) == {"spain"}
    assert stay.seats()["france"].startswith("removed")
    stay.look()
    assert set(stay.hotel.inside) == {"spain"}


def test_a_lockdown_empties_the_room_and_its_end_invites_again(stay: Stay) -> None:
    both_in(stay)
    stay.talk("eu> /lockdown a phone was lost", "eu! Stop all content now")
    stay.look(1)
    assert stay.hotel.inside == {}
    said = len(stay.hotel.log)
    stay.look()
    assert len(stay.hotel.log) == said
    stay.unlock()
    stay.look()
    assert stay.hotel.inside == {"spain": Presence.INVITED, "france": Presence.INVITED}


def test_one_whom_the_network_does_not_let_in_keeps_out_nobody(stay: Stay) -> None:
    stay.hotel.refuses = "admit spain"
    opened(stay)
    assert set(stay.hotel.inside) == {"france"}
    stay.hotel.refuses = ""
    stay.talk("@ +2m")
    stay.look()
    assert set(stay.hotel.inside) == {"spain", "france"}


def test_one_whom_the_network_does_not_put_out_is_told_nothing(stay: Stay) -> None:
    both_in(stay)
    stay.hotel.refuses = "remove france"
    stay.talk("eu> /suspend france left the service")
    stay.look()
    stay.talk("spain! Withdraw", "spain! Withdraw it")
    stay.look()
    assert "It was withdrawn" in stay.hotel.summary
    assert "france" in stay.hotel.inside
    stay.talk("spain! Case room", "spain! Close the room", "@ +8d")
    stay.look()
    assert not stay.hotel.left
    stay.hotel.refuses = ""
    stay.talk("@ +2m")
    stay.look()
    assert stay.hotel.inside == {}
    assert stay.hotel.left


def test_what_cannot_be_done_now_is_done_later(stay: Stay) -> None:
    stay.hotel.is_away = True
    opened(stay)
    assert stay.hotel.inside == {}
    stay.hotel.is_away = False
    stay.talk("@ +1m")
    stay.look()
    assert set(stay.hotel.inside) == {"spain", "france"}


def test_red_is_in_no_room(stay: Stay) -> None:
    both_in(stay)
    stay.mark_red()
    stay.look()
    assert stay.hotel.inside == {}
    ref = stay.talk("spain> /request France TLP:RED Is it known?").ref
    heard = stay.talk("spain! Case room")
    assert f"No case room can be opened for {ref}" in heard.text
    assert "TLP:RED" in heard.text


def test_whoever_has_no_account_there_is_named_and_told_how_to_get_in(stay: Stay) -> None:
    stay.forget_account("france")
    stay.talk(f"spain> {ASKED}")
    heard = stay.talk("spain! Case room")
    assert "French liaison office, Beijing: not invited (the account on Matrix is not approved)" in heard.text
    assert "There is a case room" in heard.to("france").text
    stay.look()
    assert set(stay.hotel.inside) == {"spain"}


def test_who_leaves_is_not_fetched_back_and_may_come_again(stay: Stay) -> None:
    both_in(stay)
    stay.hotel.go("france")
    stay.look(3)
    assert stay.seats()["france"] == "left"
    assert set(stay.hotel.inside) == {"spain"}
    stay.talk("france! Case room", "france! Come in")
    stay.look()
    assert stay.hotel.inside["france"] is Presence.INVITED


def test_somebody_else_who_was_let_in_by_whatever_way_is_put_out(stay: Stay) -> None:
    both_in(stay)
    (room,) = stay.hotel.people.values()
    room["stranger"] = Presence.HERE
    stay.look(1)
    assert set(stay.hotel.inside) == {"spain", "france"}


def test_who_was_asked_asks_whoever_it_is_from(stay: Stay) -> None:
    """Italy is brought in without France, who hears of nothing and gets the same words; later, with both told
    before, France, too."""
    ref = stay.talk("spain> /request France, Italy Is it known?").ref
    first = stay.talk("italy! Case room").to("italy").text
    assert "has been asked to open a case room" in first
    stay.talk("spain! Open the room")
    stay.look()
    assert set(stay.hotel.inside) == {"spain", "italy"}
    heard = stay.talk("france! Case room")
    assert heard.to("france").text == first
    heard = stay.talk("spain! Open the room")
    assert "Each of them then sees that the others have it" in heard.text
    stay.talk("spain! Open the room")
    stay.look()
    assert set(stay.hotel.inside) == {"spain", "italy", "france"}
    assert [one.item for one in stay.rooms()] == [stay.item(ref)]


def test_whoever_it_is_from_is_told_what_they_will_see(stay: Stay) -> None:
    stay.talk("spain> /request France, Italy Is it known?")
    heard = stay.talk("spain! Case room")
    assert "would bring together" in heard.text
    assert not stay.rooms()
    stay.talk("spain! Open the room")
    stay.look()
    assert set(stay.hotel.inside) == {"spain", "italy", "france"}


def test_what_was_corrected_or_taken_back_is_no_fact_any_more(stay: Stay) -> None:
    ref = both_in(stay)
    stay.talk(f"france> /answer {ref} It belongs to Example Trade")
    stay.talk("france! Correct the answer", "france> It belongs to Sample Trade", "france! Send")
    stay.look()
    assert "Sample Trade" in stay.hotel.summary
    assert "Example Trade" not in stay.hotel.summary
    stay.talk("france! Take the answer back", "france> It was another van", "france! Send")
    stay.look()
    assert "Sample Trade" not in stay.hotel.summary


def test_a_question_and_what_was_said_to_it_are_facts(stay: Stay) -> None:
    both_in(stay)
    stay.talk("france! Accept request", "france! Ask a question", "france> Which street?", "france! Send")
    stay.look()
    assert "> Which street?" in stay.hotel.summary


def test_a_seat_that_somebody_put_there_brings_in_nobody(stay: Stay) -> None:
    """A writer of the database without keys would let those who were asked know of each other."""
    stay.talk("spain> /request France, Italy Is it known?")
    stay.talk("italy! Case room", "spain! Open the room")
    stay.look()
    with stay.talk.work() as work:
        work.session.connection().execute(
            text(
                "INSERT INTO caseseat (id, room_id, officer_id, state, why, changed_at, rights)"
                " SELECT 1, room_id, (SELECT id FROM officer WHERE handle = 'france'), 'wanted', '',"
                " changed_at, rights FROM caseseat LIMIT 1"
            )
        )
    stay.look()
    assert set(stay.hotel.inside) == {"spain", "italy"}


def test_a_seat_that_somebody_changed_is_made_anew(stay: Stay) -> None:
    both_in(stay)
    with stay.talk.work() as work:
        work.session.connection().execute(text("UPDATE caseseat SET state = 'removed'"))
    stay.look()
    assert set(stay.seats().values()) == {"here"}
    assert set(stay.hotel.inside) == {"spain", "france"}


def test_an_answer_is_not_said_to_others_who_were_asked(stay: Stay) -> None:
    ref = stay.talk("spain> /request France, Italy Is it known?").ref
    stay.talk("spain! Case room", "spain! Open the room")
    stay.look()
    stay.hotel.come_in("spain", "france", "italy")
    stay.look()
    stay.talk(f"france> /answer {ref} It belongs to Example Trade")
    stay.look()
    assert "Example Trade" not in stay.hotel.summary
    assert "not everybody here may read" in stay.hotel.summary


def test_what_a_corridor_masks_is_masked_for_all(stay: Stay) -> None:
    """Between Spain and China personal data does not travel: nor into a room where both are."""
    stay.talk("spain> /request China Is passport E12345678 known?", "spain! Mask and send")
    stay.talk("spain! Case room")
    stay.look()
    stay.hotel.come_in(*stay.hotel.inside)
    stay.look()
    assert "E12345678" not in stay.hotel.summary
    assert "Personal data may not travel between all of you" in stay.hotel.summary
    assert "专案群" in stay.hotel.summary


def test_deadlines_are_announced_once(stay: Stay) -> None:
    both_in(stay)
    due = stay.due_at()
    stay.talk(f"@ {(due - stay.hours(23)).isoformat()}")
    stay.look(3)
    soon = [one for one in stay.hotel.said.values() if "Less than a day" in one]
    assert len(soon) == 1
    stay.talk(f"@ {(due + stay.hours(1)).isoformat()}")
    stay.look(3)
    assert len([one for one in stay.hotel.said.values() if "late with its answer" in one]) == 1


def test_closing_freezes_hands_out_the_timeline_and_empties_the_room_later(stay: Stay) -> None:
    ref = both_in(stay)
    heard = stay.talk("spain! Close the room")
    for who in ("spain", "france"):
        assert f"The case room for {ref} is closed" in heard.to(who).text
        assert "French liaison office, Beijing: came in" in heard.to(who).text
        assert "van" not in heard.to(who).text
    stay.look()
    assert stay.hotel.frozen
    assert "This room is closed." in stay.hotel.summary
    stay.talk("@ +6d")
    stay.look()
    assert set(stay.hotel.inside) == {"spain", "france"}
    stay.talk("@ +25h")
    stay.look()
    assert stay.hotel.inside == {}
    assert stay.hotel.left
    assert stay.rooms()[0].ended_at is not None
    assert "removed" in stay.seats()["spain"]


def test_only_who_opened_it_closes_it(stay: Stay) -> None:
    both_in(stay)
    heard = stay.talk("france! Case room")
    assert "Close the room" not in heard.buttons


def test_when_the_item_is_closed_whoever_opened_the_room_is_asked(stay: Stay) -> None:
    ref = both_in(stay)
    stay.talk(f"spain> /status {ref}", "spain! Withdraw", "spain! Withdraw it")
    stay.look()
    heard = stay.talk("@ +1m")
    assert "its case room is still open" in heard.to("spain").text
    stay.talk("spain! Leave it open")
    stay.look(3)
    assert not stay.hotel.frozen


def test_a_colleague_who_covers_comes_in_by_a_tap(stay: Stay) -> None:
    ref = both_in(stay)
    stay.talk("france! Accept request")
    stay.hire("france", "france-2")
    stay.look()
    assert "france-2" not in stay.hotel.inside
    heard = stay.talk(f"france-2> /status {ref}", "france-2! Case room")
    assert "Come in" in heard.buttons
    stay.talk("france-2! Come in")
    stay.look()
    assert stay.hotel.inside["france-2"] is Presence.INVITED


def test_why_somebody_is_not_there_is_for_the_side_that_opened_it(stay: Stay) -> None:
    stay.forget_account("italy")
    stay.talk("spain> /request France, Italy Is it known?", "spain! Case room")
    assert "not approved" in stay.talk("spain! Open the room").to("spain").text
    heard = stay.talk("france! Case room").to("france").text
    assert "Italian liaison office, Beijing: not invited" in heard
    assert "not approved" not in heard


def test_the_trail_holds_who_came_and_went(stay: Stay) -> None:
    both_in(stay)
    stay.hotel.go("france")
    stay.look()
    assert stay.trail() == [
        "officer:room:open",
        "house:room:invite",
        "house:room:invite",
        "officer:room:enter",
        "officer:room:enter",
        "officer:room:leave",
    ]
