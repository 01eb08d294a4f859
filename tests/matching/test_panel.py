"""What its owner can change later, and numbers that are given to compare alone."""

import pytest
from sqlmodel import select

from storage import matching
from storage.drafts import Draft
from storage.matching import MatchSide, MatchValue
from storage.rows import Row
from tests.matching.test_hidden import without_reference
from tests.matching.test_hits import CHINA, SPAIN, both_file, hits
from tests.talk import Talk


def test_what_is_compared_is_shown_with_who_hears_of_it(talk: Talk) -> None:
    talk(*SPAIN, "spain! Tell only me")
    heard = talk("spain! Compare numbers")
    assert "1. passport number: only you hear of a hit" in heard.text
    assert heard.buttons == ["Add a number", "Tell both", "Tell me first", "Do not compare"]


def test_silence_can_be_ended_later(talk: Talk) -> None:
    assert hits(both_file(talk, "Tell only me")) == [("spain", "matching.hit")]
    assert hits(talk("spain! Compare numbers", "spain! Tell both")) == [("mps", "matching.hit")]


def test_who_was_to_hear_later_hears_nothing_where_the_owner_keeps_it(talk: Talk) -> None:
    both_file(talk, "Tell me first")
    talk("spain! Compare numbers", "spain! Tell only me")
    assert hits(talk("@ +9d")) == []


def test_what_was_kept_from_them_by_a_tap_stays_so_until_the_owner_chooses(talk: Talk) -> None:
    both_file(talk, "Tell me first")
    talk("spain! Do not tell them")
    assert hits(talk("mps! 比对号码", "mps! 只告知我", "@ +9d")) == []
    assert hits(talk("spain! Compare numbers", "spain! Tell both")) == [("mps", "matching.hit")]


def test_it_says_the_same_to_who_chooses_otherwise_whatever_there_is(talk: Talk) -> None:
    """A hit that Spain keeps to itself does not show to China when China chooses otherwise."""
    both_file(talk, "Tell only me")
    kept = talk("mps! 比对号码", "mps! 先告知我").to("mps")
    ref = talk("mps> /clue Spain 护照 G12345678", "mps! 不含个人信息，照发", "mps! 双方都告知").to("mps").ref
    free = talk(f"mps> /clue {ref}", "mps! 比对号码", "mps! 先告知我").to("mps")
    assert kept.kinds == ["matching.shown", "matching.taken"]
    assert without_reference(kept.events) == without_reference(free.events[-2:])


def test_a_hit_is_told_once_however_often_its_owner_chooses(talk: Talk) -> None:
    both_file(talk)
    for choice in ("Tell only me", "Tell both", "Tell me first"):
        assert hits(talk("spain! Compare numbers", f"spain! {choice}", "@ +2d")) == []


def test_one_of_several_is_left_out(talk: Talk) -> None:
    talk(
        "spain> /clue China passport PAA-123-456, call +34 600 555 001",
        "spain! Mask and send",
        "spain! Tell both",
    )
    heard = talk("spain! Compare numbers", "spain! Leave out 1", "spain! Compare numbers")
    assert "passport number: not compared" in heard.text
    assert "phone number: both hear of a hit" in heard.text
    assert "matching.offer" not in heard.kinds  # it was answered
    talk(*CHINA)
    assert hits(talk("mps! 双方都告知")) == []


def test_what_is_left_out_before_the_other_side_heard_is_not_told(talk: Talk) -> None:
    talk("spain> /clue China passport PAA-123-456, call +34 600 555 001", "spain! Mask and send")
    talk("spain! Tell me first", *CHINA, "mps! 双方都告知")
    talk("spain! Compare numbers", "spain! Leave out 1")
    assert hits(talk("@ +9d")) == []


def test_a_number_that_was_corrected_away_meanwhile_is_not_told(talk: Talk) -> None:
    talk(*SPAIN, "spain! Tell me first")
    talk(*CHINA, "mps! 双方都告知")
    with talk.work() as work:
        (waiting,) = [one for one in work.all(select(MatchSide)) if one.is_waiting]
        for value in matching.values_of(work, waiting.other_item):
            work.session.delete(value)
    assert hits(talk("@ +2d")) == []


NUMBERS = [
    ("PAA123456", "passport number"),
    ("+34 600 555 001", "phone number"),
    ("600 555 001", "phone number"),
    ("1234 BBB", "number plate"),
    ("passport 600000001", "passport number"),
    ("ES91 2100 0418 4502 0005 1332", "bank account"),
]


@pytest.mark.parametrize(("typed", "kind"), NUMBERS)
def test_a_number_is_asked_for_that_stands_in_no_text(talk: Talk, typed: str, kind: str) -> None:
    talk("spain> /clue China Three women at a restaurant")
    heard = talk("spain! Compare numbers")
    assert "Which number is to be compared?" in heard.text
    talk(f"spain> {typed}", "spain! Tell both")
    assert kind in talk("spain! Compare numbers").text
    assert typed not in talk.everything.to("mps").text


def test_it_meets_what_another_agency_has(talk: Talk) -> None:
    talk("spain> /clue China Three women at a restaurant", "spain! Compare numbers", "spain> PAA123456")
    talk("spain! Tell both", *CHINA)
    heard = talk("mps! 双方都告知")
    assert hits(heard) == [("spain", "matching.hit"), ("mps", "matching.hit")]
    assert "PAA" not in heard.of("matching.hit").text


def test_it_is_kept_nowhere_but_as_a_hash(talk: Talk) -> None:
    talk("spain> /clue China Three women", "spain! Compare numbers", "spain> PAA123456")
    with talk.work() as work:
        (draft,) = work.all(select(Draft))
        assert "PAA" not in str(draft.answers)
    talk("spain! Tell both")
    with talk.work() as work:
        assert work.all(select(Draft)) == []
        assert [one.is_typed for one in work.all(select(MatchValue))] == [True]
        kinds = [mapper.class_ for mapper in Row._sa_registry.mappers if issubclass(mapper.class_, Row)]
        rows = [row for kind in kinds for row in work.all(select(kind))]
        assert [
            row for row in rows if "Three women" in str(row.model_dump())
        ]  # what is sealed is opened here
        assert not [row for row in rows if "PAA123456" in str(row.model_dump())]


def test_it_stays_when_the_text_changes_and_goes_with_the_item(talk: Talk) -> None:
    ref = talk("spain> /clue China Three women").ref
    talk("spain! Compare numbers", "spain> PAA123456", "spain! Tell both")
    talk(f"spain> /clue {ref} They are from Liaoning")
    with talk.work() as work:
        assert len(work.all(select(MatchValue))) == 1
    talk(f"spain> /clue {ref} withdraw")
    with talk.work() as work:
        assert work.all(select(MatchValue)) == []


def test_what_is_no_number_is_asked_again(talk: Talk) -> None:
    talk("spain> /clue China Three women", "spain! Compare numbers")
    assert "I see no number in that" in talk("spain> the tall man").text


def test_they_count_against_what_one_item_may_have(talk: Talk) -> None:
    talk("spain> /clue China Three women")
    for number in range(12):
        talk("spain! Compare numbers", *(["spain! Add a number"] if number else []))
        talk(f"spain> +34 6{10 + number * 3} {100 + number * 31} {200 + number * 17}", "spain! Tell both")
    heard = talk(
        "spain! Compare numbers", "spain! Add a number", "spain> +34 699 999 111", "spain! Tell both"
    )
    assert "So many numbers at once look like a list." in heard.text
    assert heard.of("matching.stopped")
    # what is there already can be kept back all the same
    assert "only you are told" in talk("spain! Compare numbers", "spain! Tell only me").to("spain").text


def test_nobody_else_sees_what_is_compared(talk: Talk) -> None:
    ref = talk(*SPAIN, "spain! Tell both").of("clue.filed").ref
    assert "比对号码" not in talk(f"mps> /线索 {ref}").buttons
