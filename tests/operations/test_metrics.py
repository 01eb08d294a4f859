"""Figures for Prometheus."""

import json
import socket
from datetime import datetime, timedelta
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from bot.errors import OperatorError
from bot.operations.metrics import served
from handlers.core.saying import say
from storage import inbox, outbox
from storage.outbox import Fate, Outgoing
from storage.people import officer_named
from storage.work import Work
from tests.talk import Talk


def tell(work: Work, handle: str, at: datetime | None = None) -> int:
    officer = officer_named(work, handle)
    assert officer is not None
    return say(work, officer, "help", at=at, role="officer").id


def free_address() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{probe.getsockname()[1]}"


def figures(address: str) -> dict[str, float]:
    with urlopen(f"http://{address}/metrics") as answer:
        lines = answer.read().decode().splitlines()
    return {line.split()[0]: float(line.split()[1]) for line in lines if not line.startswith("#")}


def test_what_is_due_is_counted_and_timed(talk_anywhere: Talk) -> None:
    talk, address = talk_anywhere, free_address()
    with talk.work() as work:
        body = {"channel": "console", "address": "spain", "event": "e1"}
        inbox.keep(work, body, work.now)
    talk.clock.move_to(talk.clock.now() + timedelta(seconds=90))
    with served(address, talk.home, talk.clock):
        assert figures(address) == {
            "liaison_database_up": 1,
            "liaison_messages_due": 1,
            "liaison_deliveries_due": 0,
            "liaison_oldest_due_seconds": 90,
            "liaison_letters_ready": 0,
            "liaison_letters_oldest_seconds": 0,
            "liaison_letters_stalled": 0,
            "liaison_matrix_parked": 0,
            "liaison_matrix_guest_rooms": 0,
            "liaison_matrix_put_aside": 0,
            "liaison_tampering_found": 0,
        }


def letters(address: str) -> tuple[float, ...]:
    found = figures(address)
    names = ("ready", "oldest_seconds", "stalled")
    return tuple(found[f"liaison_letters_{name}"] for name in names)


def test_a_letter_that_nobody_takes_is_counted_within_a_minute(talk_anywhere: Talk) -> None:
    talk, address = talk_anywhere, free_address()

    def later(seconds: int) -> None:
        talk.clock.move_to(talk.clock.now() + timedelta(seconds=seconds))

    with served(address, talk.home, talk.clock):
        with talk.work() as work:
            tell(work, "spain"), tell(work, "spain", at=work.now + timedelta(days=1))
        assert letters(address) == (1, 0, 0)
        later(59)
        assert letters(address) == (1, 59, 0)
        later(1)
        assert letters(address) == (1, 60, 1), "and nothing else went out either"
        talk("@ +1s")
        assert letters(address) == (0, 0, 0)


def test_a_busy_outbox_is_not_stalled_and_one_that_passes_somebody_over_is(talk_anywhere: Talk) -> None:
    talk, address = talk_anywhere, free_address()
    with talk.work() as work:
        first, second, third = (tell(work, name) for name in ("spain", "italy", "mps"))
    talk.clock.move_to(talk.clock.now() + timedelta(seconds=200))
    with served(address, talk.home, talk.clock):
        with talk.work() as work:
            outbox.settle(work, work.need(Outgoing, first), Fate.SENT)
        assert letters(address) == (2, 200, 0), "it works its way to them"
        with talk.work() as work:
            outbox.settle(work, work.need(Outgoing, third), Fate.SENT)
        assert letters(address) == (1, 200, 1), "italy is passed over"
        with talk.work() as work:
            row = work.need(Outgoing, second)
            outbox.settle(work, row, Fate.WAITING, work.now + timedelta(minutes=1))
            row.attempts = 1
            answer = tell(work, "italy")
        assert letters(address) == (0, 0, 0), "one has to be tried again, and the other one waits for it"
        with talk.work() as work:
            work.need(Outgoing, second).fate = Fate.SENDING
            work.need(Outgoing, second).claimed_at = work.now - timedelta(minutes=4)
        assert letters(address) == (0, 0, 1), "nobody puts it back"
        assert answer


def test_without_an_address_nothing_is_served(talk: Talk) -> None:
    with served("", talk.home, talk.clock):
        pass


def test_a_port_that_is_taken_is_said_in_a_sentence(talk: Talk) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(OperatorError, match=r"service\.metrics"), served(address, talk.home, talk.clock):
            pass


def test_healthz_says_what_works_and_what_is_out_of_service(talk: Talk) -> None:
    address = free_address()
    with talk.work() as work:
        inbox.note_out(work, "telegram", work.now, "locked")
    with served(address, talk.home, talk.clock):
        with urlopen(f"http://{address}/healthz") as answer:
            found = json.load(answer)
        assert (found["ok"], found["out_of_service"]["telegram"]["why"]) == (True, "locked")
        with talk.work() as work:
            tell(work, "spain", work.now)
        talk.clock.move_to(talk.clock.now() + timedelta(minutes=5))
        with pytest.raises(HTTPError) as refused, urlopen(f"http://{address}/healthz"):
            pass
        with refused.value as answer:
            assert (answer.code, json.load(answer)["letters_stalled"]) == (503, 1)
