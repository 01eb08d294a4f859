"""What is not asked for comes when its reader may be rung: by day, or in one message, as in service."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from handlers.core.rules import DEFAULTS
from storage import outbox, people
from storage.item import Item
from storage.people import Account, Officer, Role, State
from storage.work import Work
from tests import furnished, postgres
from tests.talk import Talk, talk_at

NOON = datetime.fromisoformat("2026-12-02T11:00:00+01:00")  # a Wednesday; 18:00 in Shanghai
NIGHT = "@ 2026-12-02T23:00:00+01:00"
MORNING = "@ 2026-12-03T09:30:00+01:00"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def service(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Talk]:
    """The demo network as it is served, with a second officer in Spain and in Italy."""
    url = f"sqlite:///{tmp_path / 'liaison.db'}"
    if request.param == "postgres":
        server: postgres.Server = request.getfixturevalue("postgres_server")
        url = server.create_prepared("furnished", furnished.furnish)
        shutil.copy(furnished.key_file(), tmp_path / "data.key")
    made = talk_at(url, tmp_path, replace(DEFAULTS, waits=True), NOON)
    for agency in ("spain", "italy"):
        moved_in(made, agency)
    yield made
    made.home.database.close()
    if request.param == "postgres":
        server.drop(url)


def moved_in(talk: Talk, agency: str) -> None:
    with talk.work() as work:
        first = people.officer_named(work, agency)
        assert first is not None
        handle = f"{agency}2"
        made = work.add(
            Officer(
                handle=handle, agency_id=first.agency_id, role=Role.OFFICER, state=State.ACTIVE, name=handle,
                zone=first.zone, vetted_until=work.now + timedelta(days=999), made_at=work.now,
            )
        )  # fmt: skip
        work.add(
            Account(
                officer_id=made.id, channel="console", address=handle, made_at=work.now,
                address_index=people.address_index(work, "console", handle),
            )
        )  # fmt: skip


def test_by_day_whom_it_concerns_hears_at_once_and_a_colleague_next_morning(service: Talk) -> None:
    ref = service("italy> /request Spain Who owns the phone shop?").to("italy").ref
    heard = service("spain! Accept request")
    assert heard.to("italy").kinds == ["request.moved"]
    assert not heard.to("italy2"), "a colleague only reads along"
    heard = service(f"spain> /answer {ref} It is registered.", MORNING)
    assert heard.to("italy").of("request.moved").events[0]["at"] == "2026-12-02T10:00:00Z"
    (news,) = heard.to("italy2").events
    assert (news["kind"], news["at"]) == ("news", "2026-12-03T08:00:00Z"), "9:00 in Rome"
    assert ref in news["text"]
    assert "answered" in news["text"], "the newest state, not each step"
    assert "accepted" not in news["text"]
    assert "registered" not in news["text"], "a line, not the content"
    assert news["buttons"] == [ref]
    assert "It is registered." in service(f"italy2! {ref}").to("italy2").text


def test_the_next_letter_brings_the_news_along(service: Talk) -> None:
    ref = service("italy> /request Spain Who owns the phone shop?").to("italy").ref
    assert not service("spain! Accept request").to("italy2")
    (letter,) = service("@ +1h", "france> /clue Italy A boat was seen").to("italy2").events
    assert letter["kind"] == "clue.referred"
    assert letter["text"].index("A boat was seen") < letter["text"].index(ref)
    assert not service(MORNING).to("italy2").of("news"), "it was said"


def test_a_letter_that_is_not_said_leaves_the_news(service: Talk) -> None:
    ref = service("italy> /request Spain Who owns the phone shop?").to("italy").ref
    service("spain! Accept request")
    service(NIGHT, "france> /clue Italy A boat was seen")
    with service.work() as work:
        waiting = outbox.waiting_for(work, officer_id(work, "italy2"), "clue.referred")
        assert waiting is not None
        waiting.item = Item("clue", 1)  # there is no such clue: the gate says no
        work.add(waiting)
    heard = service("@ 2026-12-03T07:00:00+01:00").to("italy2")
    assert heard.kinds == ["news"]
    assert ref in heard.text


def officer_id(work: Work, handle: str) -> int:
    found = people.officer_named(work, handle)
    assert found is not None
    return found.id


def test_at_night_nothing_comes_that_is_not_urgent_and_nothing_is_lost(service: Talk) -> None:
    heard = service(NIGHT, "italy> /clue Spain Boats were seen", "france> /request Spain Whose boat is it?")
    assert not heard.to("spain")
    heard = service("@ 2026-12-03T06:59:00+01:00")
    assert not heard.to("spain")
    heard = service("@ 2026-12-03T07:00:00+01:00")
    assert sorted(heard.to("spain").kinds) == ["clue.referred", "request.received"]
    assert "Boats were seen" in heard.to("spain").text


def test_a_night_is_no_late_receipt(service: Talk) -> None:
    asked = service(NIGHT, "france> /request Spain Whose boat is it?")
    assert "9 Dec 23:00" in asked.to("france").text
    heard = service(MORNING)
    assert "9 Dec 23:00" in heard.to("spain").text
    assert not heard.to("france").of("request.late")


def test_news_of_one_s_own_that_comes_in_quiet_hours_waits_in_one_message(service: Talk) -> None:
    service("spain> /me quiet 10:00-15:00")
    refs = [service(f"spain> /request {to} Who rents it?").to("spain").ref for to in ("Italy", "France")]
    heard = service("italy! Accept request", "france! Accept request", "@ +1h")
    assert not heard.to("spain")
    (news,) = service("@ 2026-12-02T15:00:00+01:00").to("spain").events
    assert news["kind"] == "news"
    assert news["text"].count("accepted") == 2
    assert news["buttons"] == refs


def test_the_answer_to_one_s_own_request_comes_itself_with_its_words(service: Talk) -> None:
    ref = service("spain> /request Liaoning Who rents it?").to("spain").ref
    heard = service("@ 2026-12-02T23:30:00+01:00", f"liaoning> /answer {ref} It is a shop.")
    assert heard.to("liaoning")
    assert not heard.to("spain")
    heard = service(MORNING)
    assert heard.to("spain").kinds == ["request.moved"]
    assert "It is a shop." in heard.to("spain").text


def test_what_is_urgent_wakes_one_of_an_agency_that_sleeps(service: Talk) -> None:
    heard = service(NIGHT, "italy> /request Spain urgent (b) Is the flat known?")
    assert heard.to("spain").kinds == ["request.received"]
    assert not heard.to("spain2").of("request.received")
    heard = service(MORNING)
    assert heard.to("spain2").of("request.received"), "in the morning it is there for all"
    assert not heard.to("spain").of("request.received")


def test_by_day_what_is_urgent_rings_for_all(service: Talk) -> None:
    heard = service("italy> /request Spain urgent (b) Is the flat known?")
    assert heard.to("spain").kinds == heard.to("spain2").kinds == ["request.received"]


def test_an_answer_to_what_one_has_just_typed_never_waits(service: Talk) -> None:
    assert service(NIGHT, "spain> /outstanding", "spain> /clue Italy Boats were seen").to("spain").kinds


def test_who_does_not_read_along_is_not_told_of_colleagues_matters(service: Talk) -> None:
    heard = service("italy2> /me rings")
    assert "What colleagues handle: with the next message, at 9:00 at the latest" in heard.text
    assert "not at all" in service("italy2! No colleagues' news").text
    ref = service("italy> /request Spain Who owns the phone shop?").to("italy").ref
    heard = service("spain! Accept request", f"spain> /answer {ref} It is registered.", "@ +2d")
    assert not heard.to("italy2")
    assert "It is registered." in service(f"italy2> /status {ref}").text, "it can be looked at"


def test_who_nobody_has_in_hand_everybody_has(service: Talk) -> None:
    """Until somebody accepts it, what is added to a request is for all of the agency."""
    ref = service("italy> /request Spain Who owns the phone shop?").to("italy").ref
    heard = service(f"italy> /request {ref} It has a red door.")
    told = {who for who in ("spain", "spain2") if heard.to(who).of("request.added")}
    assert told == {"spain", "spain2"}, heard.kinds


def test_what_happened_twice_is_said_once_as_it_stands(service: Talk) -> None:
    service("italy> /clue Spain Boats were seen")
    heard = service("spain! Acknowledge", "spain! Accept clue", MORNING)
    (news,) = heard.to("spain2").of("news").events
    assert "accepted" in news["text"]
    assert "acknowledged" not in news["text"]
    assert heard.to("italy").kinds == ["clue.acknowledged", "clue.taken_up"]


def test_news_of_what_was_withdrawn_meanwhile_says_so(service: Talk) -> None:
    service("italy> /clue Spain Boats were seen", "spain! Acknowledge")
    (told,) = service("italy! Withdraw", "italy! Withdraw it", MORNING).to("spain2").events
    assert "withdrawn" in told["text"]
    assert "acknowledged" not in told["text"]
    assert "News of" not in told["text"], "the letter itself says it"


def test_one_can_see_why_it_rang(service: Talk) -> None:
    ref = service("italy> /request Spain Who owns the phone shop?").to("italy").ref
    service("spain! Accept request")
    why = service("italy> /me rings", "italy! Why did it ring?").to("italy").of("rings.why").text
    assert f"{ref} – you asked it, or have it in hand" in why
    why = service("spain> /me rings", "spain! Why did it ring?").to("spain").of("rings.why").text
    assert f"{ref} – for you, or your agency, to act on" in why
    service("spain> /language zh")
    why = service("spain> /我 提示", "spain! 4").to("spain").of("rings.why").text
    assert "待您或本单位处理" in why


def test_what_waits_outlives_a_restart(service: Talk) -> None:
    service("italy> /request Spain Who owns the phone shop?")
    service("spain! Accept request", NIGHT, "france> /clue Spain Boats were seen")
    again = Talk(service.home, service.clock.now())
    heard = again(MORNING)
    assert heard.to("italy2").kinds == ["news"]
    assert "clue.referred" in heard.to("spain").kinds
    assert not again("@ +1d").to("italy2").of("news"), "once"


def test_news_that_waits_comes_with_a_reminder_where_there_is_one(service: Talk) -> None:
    service("spain> /request Italy Who rents it?")
    mine = service("italy> /request France Whose boat is it?").to("italy").ref
    heard = service("@ +23h", "france! Accept request", "@ +1h")
    (told,) = heard.to("italy2").events
    assert told["kind"].startswith("reminder")
    assert mine in told["text"]
    assert "News of 1 matter" in told["text"]
    assert not service("@ +1d").to("italy2").of("news")
