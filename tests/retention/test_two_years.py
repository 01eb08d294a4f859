"""Two virtual years: what nobody keeps is erased on time, and nothing is left to whoever has the keys."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from bot.clock import VirtualClock
from bot.pipeline.sweeping import Sweeping
from bot.pipeline.tending import Tending
from storage import items, retention
from storage.audit import Tag
from storage.item import Item
from storage.outbox import Offer
from storage.people import Officer
from storage.trail import entries
from tests.storage.carving import carved
from tests.talk import Talk

CLUE, ADDED, ASKED, ANSWERED, NOTICE = (
    "SECRETCLUE",
    "SECRETMORE",
    "SECRETASKED",
    "SECRETANSWER",
    "SECRETNOTICE",
)
pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
_STEP = 12  # days
SECRET = "SECRET"  # each of them begins with it


def left(talk: Talk, word: str) -> set[str]:
    """Where it can still be read, in the database and its log, free pages included."""
    clock = VirtualClock(talk.clock.now())
    asyncio.run(Tending(talk.home.database, clock).step())
    path = Path(str(talk.home.database.engine.url.database))
    keyring = talk.home.database.keyring
    return carved(path, keyring, word) | carved(path.with_name(path.name + "-wal"), keyring, word)


def later(talk: Talk, days: int) -> None:
    """Looked at every few days: what is due meanwhile is done late, once."""
    while days > 0:
        talk.clock.move_to(talk.clock.now() + timedelta(days=min(days, _STEP)))
        talk("@ +1m")
        days -= _STEP


def warned(talk: Talk, ref: str) -> bool:
    return any(e["kind"] == "retention.warned" and ref in e["text"] for e in talk.everything.events)


@pytest.fixture
def lived_in(talk: Talk) -> tuple[Talk, str, str, str]:
    """A clue, a request with its answer, and a notice; nobody's vetting ends meanwhile."""
    with talk.work() as work:
        for officer in work.all(select(Officer)):
            officer.vetted_until, officer.vetting_due_at = talk.clock.now() + timedelta(days=1500), None
            work.add(officer)
    clue = talk(f"spain> /clue Italy {CLUE} at a restaurant").ref
    talk(f"spain> /clue {clue} {ADDED} since Monday")
    request = talk(f"spain> /request Italy {ASKED} is wanted").to("italy").ref
    talk(f"italy> /answer {request} {ANSWERED} is all", "spain! Confirm")
    notice = talk(f"eu> /notice all {NOTICE} reads this", "eu! Send to 13").ref
    return talk, clue, request, notice


def test_what_nobody_keeps_is_erased_on_time(lived_in: tuple[Talk, str, str, str]) -> None:
    talk, clue, request, _ = lived_in
    assert left(talk, SECRET) >= {
        "clue.text",
        "happening.words",
        "request.text",
        "answer.text",
        "notice.texts",
    }
    later(talk, 165)
    assert not warned(talk, clue)
    later(talk, 3)
    assert warned(talk, clue)
    assert CLUE in talk(f"italy> /status {clue}").text
    later(talk, 60)
    heard = talk(f"italy> /status {clue}", f"spain> /status {request}")
    assert heard.kinds == ["item.erased", "item.erased"]
    assert "1 agency" in heard.text
    assert "1 answer" in heard.text
    later(talk, 60)
    talk("spain> /help")
    assert left(talk, SECRET) == set()


def test_what_is_kept_longer_stays_and_is_asked_about_again(lived_in: tuple[Talk, str, str, str]) -> None:
    talk, clue, request, _ = lived_in
    for asked in range(1, 5):  # two years
        later(talk, 175)
        told = talk.everything.to("spain").of("retention.warned").events
        assert len([one for one in told if clue in one["text"]]) == asked
        talk.press("spain", token_of(talk, clue))
    assert CLUE in talk(f"italy> /status {clue}").text
    assert talk(f"italy> /status {request}").kinds == ["item.erased"]
    with talk.work() as work:
        kept = [one for one in entries(work, 10_000) if one.tag == Tag.KEPT_LONGER]
    assert [one.detail for one in kept] == [{"why": "court"}] * 4


def token_of(talk: Talk, ref: str) -> str:
    """The newest offer to keep it because a court needs it."""
    with talk.work() as work:
        item = items.item_called(work, ref)
        found = work.all(select(Offer).where(Offer.item == item, Offer.act == "retention.keep"))
        return str(max((one for one in found if one.params["why"] == "court"), key=lambda one: one.id).token)


def test_an_erased_file_loses_its_key_and_its_bytes(talk: Talk, tmp_path: Path) -> None:
    picture = tmp_path / "photo.jpg"
    picture.write_bytes(b"\xff\xd8" + b"SECRETPICTURE" * 50)
    clue = talk("spain> /clue Italy Three women at a restaurant").ref
    talk(f"spain+ {picture} /clue {clue}")
    store = talk.home.store
    (file_id,) = store.ids()
    salt = store.path(file_id).read_bytes()[:21]
    handle = store.path(file_id).open("rb")  # whoever still has it open
    with handle:
        later(talk, 200)
        talk("spain> /help")
        sweeping = Sweeping(talk.home.database, store, VirtualClock(talk.clock.now() + timedelta(days=3)))
        asyncio.run(sweeping.step())
        assert list(store.ids()) == []
        assert handle.read(21) != salt


def test_what_happens_to_an_item_starts_its_time_anew(talk: Talk) -> None:
    clue = talk(f"spain> /clue Italy {CLUE} at a restaurant").ref
    later(talk, 150)
    talk(f"spain> /clue {clue} still going on")
    later(talk, 160)
    assert not warned(talk, clue)
    later(talk, 8)
    assert warned(talk, clue)


def test_an_erased_item_takes_no_new_words(talk: Talk) -> None:
    clue = talk(f"spain> /clue Italy {CLUE} at a restaurant").ref
    later(talk, 200)
    assert talk(f"spain> /clue {clue} {ADDED} since Monday").kinds == ["item.erased"]
    with talk.work() as work:
        assert all(
            retention.tombstone_of(work, Item.kept(one.item))
            for one in entries(work, 10_000)
            if one.tag == Tag.ERASED
        )


def test_what_was_there_before_the_upgrade_is_taken_a_part_at_a_time(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "_BATCH", 2)
    refs = [talk(f"spain> /clue Italy {CLUE} number {number}").ref for number in range(5)]
    talk.clock.move_to(talk.clock.now() + timedelta(days=168))
    talk("@ +1m")
    assert all(warned(talk, ref) for ref in refs)
