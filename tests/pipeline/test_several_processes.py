"""Several processes on one PostgreSQL share the work and keep each person's order."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from handlers.context import say
from storage import inbox, outbox
from storage.people import officer_named
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
