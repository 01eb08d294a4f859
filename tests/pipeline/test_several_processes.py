"""Several processes on one PostgreSQL share the work and keep each person's order."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import select

from handlers import reception
from handlers.chat import Incoming, Kind
from handlers.context import say
from handlers.rules import DEFAULTS
from storage import inbox, outbox
from storage.items import Happening
from storage.outbox import Offer, Outgoing
from storage.people import Officer, officer_named
from storage.work import Work
from tests.talk import Talk, talk_at

pytestmark = pytest.mark.postgres


@pytest.fixture
def talk(postgres_url: str, tmp_path: Path) -> Iterator[Talk]:
    made = talk_at(postgres_url, tmp_path)
    yield made
    made.home.close()


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
        reception.receive(work, DEFAULTS, pressed)

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
    with talk.work() as first, talk.work() as second:
        taken = [*inbox.claim(first), *inbox.claim(second)]
        assert [arrival.event if arrival else None for arrival in taken] == ["1", "3"]
        with talk.work() as third:
            assert not inbox.claim(third)
