"""Figures for Prometheus."""

import socket
from datetime import timedelta
from urllib.request import urlopen

import pytest

from bot.errors import OperatorError
from bot.metrics import served
from storage import inbox
from tests.talk import Talk


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
        }


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
