"""Whoever only guesses is stopped, and coordinators of another agency are told."""

from dataclasses import replace

import pytest
from sqlmodel import select

from handlers.core.rules import DEFAULTS
from handlers.matching import meeting, taking
from handlers.matching.identifiers import Identifier, Strength
from handlers.matching.keeping import chance
from handlers.matching.taking import Stopped
from storage import matching
from storage.item import Item
from storage.matching import Choice, MatchSide, MatchStop, MatchUse, MatchValue, digest_of
from storage.people import Officer, agencies, officer_named
from storage.work import Work
from tests.talk import Talk


def phone(number: int) -> Identifier:
    return Identifier("phone", "phone", f"+34{600_000_000 + number * 7919 % 10**8}", Strength.FULL)


def officer(work: Work, who: str) -> Officer:
    found = officer_named(work, who)
    assert found is not None
    return found


@pytest.mark.slow
def test_ten_thousand_guesses_are_stopped_and_told(talk: Talk) -> None:
    """A value an item, however far apart: after two hundred nothing is taken any more."""
    with talk.work() as work:
        guesser, results = officer(work, "spain"), []
        for number in range(10_000):
            why = taking.take(work, DEFAULTS, guesser, Item("clue", number), [phone(number)], Choice.ONLY)
            results.append(why)
        assert results.count(None) == DEFAULTS.matching.of_officer
        assert results[200] is Stopped.OFFICER
        assert {*results[201:]} == {Stopped.STOPPED}
        assert len(results) == 10_000
        assert len(work.all(select(MatchValue))) == len(work.all(select(MatchUse))) == 200
        assert len(work.all(select(MatchStop))) == 1
    heard = talk("@ +1m")
    told = [event["to"] for event in heard.of("matching.stopped").events]
    assert told
    assert "spain" not in told
    assert "Spanish liaison office" in heard.text
    assert "+34" not in heard.text


def test_a_run_of_neighbours_is_not_taken(talk: Talk) -> None:
    with talk.work() as work:
        guesser = officer(work, "spain")
        tries = [
            taking.take(work, DEFAULTS, guesser, Item("clue", last), [_neighbour(last)], Choice.BOTH)
            for last in range(8)
        ]
    assert tries == [None] * 5 + [Stopped.NEIGHBOURS] + [Stopped.STOPPED] * 2


def _neighbour(last: int) -> Identifier:
    return Identifier("phone", "phone", f"+346123456{last:02}", Strength.FULL)


def test_a_pasted_list_is_not_taken(talk: Talk) -> None:
    numbers = " ".join(f"+34 6{10 + n * 3} {100 + n * 31} {200 + n * 17}" for n in range(13))
    heard = talk(f"spain> /clue Italy Numbers: {numbers}", "spain! Tell both")
    assert "look like a list" in heard.to("spain").text
    stopped = heard.of("matching.stopped")
    assert stopped
    assert "a list was pasted" in stopped.text
    heard = talk("spain> /clue Italy Call +34 600 000 001", "spain! Tell both")
    assert "Comparing was stopped for you" in heard.to("spain").text
    coordinator = str(stopped.events[0]["to"])
    assert "matching.lifted" in talk(f"{coordinator}! Let it go on").to("spain").kinds
    heard = talk("spain> /clue Italy Call +34 600 000 002", "spain! Tell both")
    assert "matching.taken" in heard.to("spain").kinds


def test_withdrawing_gives_no_try_back(talk: Talk) -> None:
    rules = replace(DEFAULTS, matching=replace(DEFAULTS.matching, of_officer=2))
    with talk.work() as work:
        for number in range(2):
            clue = Item("clue", number)
            why = taking.take(work, rules, officer(work, "spain"), clue, [phone(number)], Choice.BOTH)
            assert why is None
            work.session.flush()
            matching.forget(work, clue)
        why = taking.take(work, rules, officer(work, "spain"), Item("clue", 3), [phone(3)], Choice.BOTH)
        assert why is Stopped.OFFICER


def test_what_is_everybodys_tells_nobody(talk: Talk) -> None:
    with talk.work() as work:
        for number, agency in enumerate(agencies(work)[:6]):
            _held(work, agency.id, number)
        meeting.look(work, DEFAULTS)
        assert work.all(select(MatchSide)) == []
        first, second = agencies(work)[:2]
        for number in range(21):
            _held(work, first.id, 100 + number, value="+34600111222")
        _held(work, second.id, 200, value="+34600111222")
        meeting.look(work, DEFAULTS)
        assert work.all(select(MatchSide)) == []


def _held(work: Work, agency_id: int, number: int, value: str = "+34600999888") -> None:
    someone = work.first(select(Officer).where(Officer.agency_id == agency_id))
    work.add(
        MatchValue(
            item=Item("clue", number),
            officer_id=someone.id,
            agency_id=agency_id,
            digest=digest_of(work, "phone", value),
            kind="phone",
            strength="full",
            choice=Choice.BOTH,
            key=work.keyring.matching_id,
            made_at=work.now,
        )
    )


def test_coordinators_keep_what_is_never_compared(talk: Talk) -> None:
    talk("eu> /matching +34 900 555 777")
    assert "+34900555777" in talk("eu> /matching").text
    talk("spain> /clue Italy He rang +34 900 555 777", "spain! Tell both")
    talk("italy> /clue Spain She rang 0034 900555777")
    heard = talk("italy! Tell both")
    assert "matching.hit" not in heard.kinds


def test_others_have_no_such_command(talk: Talk) -> None:
    assert "matching.never" not in talk("spain> /matching").kinds


def test_what_a_guessers_chance_is() -> None:
    assert round(chance(200), 4) == 0.0010
    assert round(chance(1000), 3) == 0.005
