"""Several processes on one PostgreSQL share the work and keep each person's order."""

import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from handlers.core.rules import DEFAULTS
from handlers.core.saying import say
from handlers.reception import receive
from handlers.vocabulary.incoming import Incoming, Kind
from storage import engine, inbox, outbox, taking
from storage.engine import Database
from storage.errors import BusyError, DatabaseAwayError
from storage.inbox import Arrival
from storage.items import Happening
from storage.outbox import Offer, Outgoing
from storage.people import Officer, officer_named
from storage.taking import Taken
from storage.work import Work
from tests.talk import Talk, talk_at

pytestmark = pytest.mark.postgres


@pytest.fixture
def talk(postgres_url: str, tmp_path: Path) -> Iterator[Talk]:
    made = talk_at(postgres_url, tmp_path)
    yield made
    made.home.close()


def take(talk: Talk, most: int) -> list[Taken]:
    with talk.work() as work:
        return taking.take(work, most, frozenset(), timedelta(seconds=20))[0]


def tell(work: Work, *names: str) -> None:
    for name in names:
        officer = officer_named(work, name)
        assert officer is not None
        say(work, officer, "help", role="officer")


def test_nobody_overtakes_what_another_process_is_claiming(talk: Talk) -> None:
    with talk.work() as work:
        tell(work, "spain", "spain", "mps")
    with talk.work() as first:
        assert len(outbox.claim(first, 1)) == 1
        with talk.work() as second:
            kept = outbox.claim(second, 5)
            mps = officer_named(second, "mps")
            assert [row.officer_id for row in kept] == [mps.id if mps else None]


def test_a_process_that_stands_still_keeps_back_nobody_but_those_it_has_in_hand(talk: Talk) -> None:
    with talk.work() as work:
        tell(work, "spain", "italy", "mps")
    with talk.work() as stopped:
        (row,) = outbox.claim(stopped, 1)  # spain's; it never says what became of it
        taken = stopped.all(select(Outgoing).where(Outgoing.officer_id != row.officer_id).with_for_update())
        stopped.session.expunge_all()
        for _ in range(2):
            with talk.work() as second:
                assert not outbox.claim(second, 16)
        stopped.session.rollback()  # as PostgreSQL does for it
        with talk.work() as second:
            assert len(outbox.claim(second, 16)) == 1 + len(taken)


def test_what_a_process_that_stands_still_holds_is_taken_from_it(
    talk: Talk, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "_STOPPED_MS", 300)
    with talk.work() as work:
        tell(work, "spain")
    stopped = Database(postgres_url, talk.home.database.keyring)
    with pytest.raises(DatabaseAwayError):
        _stand_still(talk, stopped)
    stopped.close()


def _stand_still(talk: Talk, database: Database) -> None:
    with database.work(talk.clock.now()) as work:
        assert outbox.claim(work)
        assert talk("mps> /help").to("mps").kinds == ["help"]
        time.sleep(1)
        assert talk("@ +1s").to("spain").kinds == ["help"]


def test_nobody_waits_for_ever_for_what_another_one_holds(
    talk: Talk, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "_BUSY_MS", 100)
    patient = Database(postgres_url, talk.home.database.keyring)
    with talk.work() as work:
        spain = officer_named(work, "spain")
        assert spain is not None
        work.hold(Officer, spain.id)
        with pytest.raises(BusyError), patient.work(talk.clock.now()) as second:
            second.hold(Officer, spain.id)
    patient.close()


def test_of_two_who_accept_at_the_same_moment_one_is_told_that_it_is_taken(talk: Talk) -> None:
    with talk.work() as work:
        mps, deputy = officer_named(work, "mps"), officer_named(work, "italy")
        assert mps is not None
        assert deputy is not None
        mps.deputy_id = deputy.id
        work.add(mps)
    talk("spain> /request China Who rents it?")
    with talk.work() as work:
        offers = work.all(select(Offer).where(Offer.act == "request.move"))
        tokens = {offer.officer_id: offer.token for offer in offers if offer.params["act"] == "accept"}

    def press(work: Work, officer: Officer) -> None:
        pressed = Incoming(
            "console", officer.handle, officer.handle, work.now, tokens[officer.id], Kind.PRESS
        )
        receive.receive(work, DEFAULTS, pressed)

    def press_meanwhile() -> None:
        with talk.work() as second:
            press(second, deputy)

    meanwhile = threading.Thread(target=press_meanwhile)
    with talk.work() as first:
        press(first, mps)
        meanwhile.start()
        meanwhile.join(0.5)
        assert meanwhile.is_alive()  # it waits for what the first one does
    meanwhile.join(10)
    with talk.work() as work:
        accepted = [h.officer_id for h in work.all(select(Happening)) if h.act == "accept"]
        told = work.all(select(Outgoing.kind).where(Outgoing.officer_id == deputy.id))
    assert accepted == [mps.id]
    assert "request.not_now" in told
    assert "request.done" not in told


def test_two_processes_take_the_messages_of_different_people(talk: Talk) -> None:
    body = {"channel": "console", "event": "", "address": ""}
    with talk.work() as work:
        for event, who in [("1", "spain"), ("2", "spain"), ("3", "mps")]:
            inbox.keep(work, body | {"event": event, "address": who}, work.now)
    taken = [take(talk, 1), take(talk, 1), take(talk, 5)]
    with talk.work() as work:
        events = {row.id: row.event for row in work.all(select(Arrival))}
    assert [[events[one.id] for one in some] for some in taken] == [["1"], ["3"], []]
