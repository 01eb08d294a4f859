"""An end date, as the originator sets it: shown wherever the content is, asked about the day before, and then
the item is withdrawn from everybody."""

from datetime import UTC, datetime, timedelta

import pytest

from storage import items
from storage.audit import Tag
from storage.trail import entries
from tests.talk import Talk

SECRET = "Three women held at Calle Falsa"
FILED = f"spain> /clue Italy {SECRET}."


def with_end(talk: Talk, line: str) -> str:
    """The reference of what this line files, and the end that its receiver reads."""
    heard = talk(line)
    return next((row for row in heard.to("italy").text.splitlines() if "may be used" in row.lower()), "")


@pytest.mark.parametrize(
    "said",
    [
        "Use until 10 December.",
        "This clue may be used until 10 December",
        "(to be used only until 2026-12-10)",
        "Only use until the 10th of December!",
        "本线索仅可使用至12月10日。",
        "使用期限至12月10日",
    ],
)
def test_a_text_that_ends_with_it_is_read_and_the_rest_is_filed(talk: Talk, said: str) -> None:
    heard = talk(f"{FILED} {said}")
    assert "May be used until Thu 10 Dec 24:00 Rome." in heard.to("italy").text
    assert "May be used until Thu 10 Dec 24:00 Madrid." in heard.to("spain").text
    assert f"> {SECRET}.\n" in heard.to("italy").text


@pytest.mark.parametrize(
    "said",
    [
        "Her visa is valid until 10 December.",
        "The flat they use until 10 December.",
        "It is the old number of the shop. Used until 10 December.",
        "Cards were used until 10 December",
        "The van may be used until 10 December",
        "他们的房子可以使用至12月10日",
        "Use until",
        "Use until the end of time.",
        "Use until 10 November 2020.",
    ],
)
def test_what_is_part_of_the_story_stays_in_it(talk: Talk, said: str) -> None:
    heard = talk(f"{FILED} {said}")
    assert said.rstrip(".") in heard.to("italy").text
    assert "May be used until" not in heard.text.replace(said, "")


def test_the_originator_is_asked_the_day_before_and_may_keep_it_longer(talk: Talk) -> None:
    ref = talk(f"{FILED} Use until 10 December.").ref
    assert not talk("@ +8d").of("expiry.near")
    asked = talk("@ +1d", "@ +11h").of("expiry.near")
    assert {event["to"] for event in asked.events} == {"spain"}
    heard = talk("spain! A week longer")
    assert "Thu 17 Dec 24:00 Madrid" in heard.to("spain").text
    assert f"{ref} may be used until Thu 17 Dec 24:00 Rome" in heard.to("italy").text
    assert SECRET in talk("@ +2d", f"italy> /status {ref}").text


def test_then_it_is_withdrawn_from_everybody_who_has_it(talk: Talk) -> None:
    ref = talk(f"{FILED} Use until 10 December.").ref
    heard = talk("@ +10d", "@ +1d")
    assert "could be used until now" in heard.to("italy").of("clue.withdrawn").text
    assert "Notified: Italian liaison office, Beijing." in heard.to("spain").of("expiry.over").text
    talk("italy! Change noted")
    opened = talk(f"italy> /status {ref}", f"spain> /status {ref}", "spain! History")
    assert SECRET not in opened.text
    assert "the time in which it could be used was over" in opened.text
    assert "noted the change" in opened.text
    with talk.work() as work:
        assert Tag.EXPIRED in {one.tag for one in entries(work, 10_000)}


def test_it_is_set_changed_and_taken_away_by_a_tap(talk: Talk) -> None:
    ref = talk(FILED).ref
    heard = talk(f"spain> /status {ref}", "spain! Set an end date", "spain! In a week")
    assert f"{ref} may be used until Tue 8 Dec 24:00 Rome" in heard.to("italy").text
    heard = talk(f"spain> /status {ref}", "spain! Set an end date", "spain> yesterday", "spain> 12 December")
    assert "That moment has passed" in heard.text
    assert "Sat 12 Dec 24:00 Rome" in heard.to("italy").text
    heard = talk(f"spain> /status {ref}", "spain! Set an end date", "spain! Without an end")
    assert f"{ref} may be used without an end date." in heard.to("italy").text
    assert SECRET in talk("@ +30d", f"italy> /status {ref}").text


def test_what_nobody_has_ends_too_and_its_author_is_told(talk: Talk) -> None:
    talk("spain> /clue unknown country, a woman asked for help. Use until 10 December.")
    heard = talk("@ +10d", "@ +1d").of("expiry.over")
    assert {event["to"] for event in heard.events} == {"spain"}
    assert "Notified" not in heard.text
    with talk.work() as work:
        assert Tag.EXPIRED in {one.tag for one in entries(work, 10_000)}


def test_nobody_else_sets_it(talk: Talk) -> None:
    ref = talk(FILED).ref
    heard = talk(f"italy> /status {ref}")
    assert "Set an end date" not in heard.buttons
    assert talk(f"italy> /clue {ref} use until 5 December").kinds == ["clue.not_yours"]


def test_what_its_author_withdrew_is_not_asked_about(talk: Talk) -> None:
    ref = talk(f"{FILED} Use until 10 December.").ref
    talk(f"spain> /clue {ref} withdraw")
    heard = talk("@ +10d", "@ +2d")
    assert not [kind for kind in heard.kinds if kind.startswith("expiry")]


def test_a_request_ends_for_whoever_was_asked_and_its_answer_stays(talk: Talk) -> None:
    ref = talk(f"spain> /request Italy, Norway {SECRET}: who owns the shop?").ref
    heard = talk(f"spain> /request {ref} use until 10 December")
    assert heard.kinds.count("expiry.changed") == len({one["to"] for one in heard.events}) - 1
    talk(f"italy> /answer {ref} It is Bo's")
    heard = talk("@ +10d", "@ +1d")
    assert "could be used until now" in heard.to("italy").of("request.withdrawn").text
    assert "could be used until now" in heard.to("nordic").of("request.withdrawn").text
    assert SECRET not in talk(f"italy> /status {ref}", f"nordic> /status {ref}").text
    own = talk(f"spain> /status {ref}").text
    assert SECRET in own
    assert "It is Bo's" in own
    assert "Could be used until" in own
    assert not talk("@ +30d").to("nordic").of("reminder"), "nothing is owed any more"


def test_what_is_asked_again_after_its_end_can_be_read_again(talk: Talk) -> None:
    ref = talk(f"spain> /request Italy {SECRET}").ref
    talk(f"spain> /request {ref} use until 10 December", f"italy> /answer {ref} It is Bo's", "@ +11d")
    talk(f"spain> /status {ref}", "spain! Ask for more", "spain> Since when?", "spain! Send")
    assert SECRET in talk(f"italy> /status {ref}").text


def test_it_holds_in_chinese(talk: Talk) -> None:
    heard = talk("mps> /线索 意大利 三名女子被困在餐馆。使用至12月10日。")
    assert "使用期限：" in heard.to("mps").text
    ref = heard.ref
    heard = talk("@ +9d", "@ +3h", "mps! 延长一周")
    assert ref in heard.to("mps").text


def test_what_was_erased_has_no_end_any_more(talk: Talk) -> None:
    ref = talk(f"{FILED} Use until 1 October 2027.").ref
    with talk.work() as work:
        item = items.item_called(work, ref)
        assert item is not None
    talk.clock.move_to(datetime(2027, 6, 1, tzinfo=UTC))
    talk("@ +1m")
    talk.clock.move_to(talk.clock.now() + timedelta(days=20))
    talk("@ +1m")
    talk.clock.move_to(datetime(2027, 10, 3, tzinfo=UTC))
    assert not [kind for kind in talk("@ +1m").kinds if kind.startswith("expiry")]
