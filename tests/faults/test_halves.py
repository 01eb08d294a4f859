"""The database fails in the middle of something: it is nobody's fault, and nothing of it stands."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from sqlalchemy import event
from sqlmodel import col, select

from bot.channels import console
from storage.clues import Clue
from storage.engine import Database
from storage.errors import DatabaseAwayError
from storage.inbox import Arrival
from storage.people import Agency
from tests.faults.table import fault
from tests.talk import Talk

_SLOW = 0.3  # seconds
LONG = "Three women held at a restaurant. " * 300


@contextmanager
def no_more_pages(database: Database) -> Iterator[None]:
    """What overwrites goes through, what needs room does not."""

    def limit(connection: object) -> None:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")  # type: ignore[attr-defined] # as many as there are

    def lift(connection: object) -> None:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")  # type: ignore[attr-defined]

    event.listen(database.engine, "begin", limit)
    try:
        yield
    finally:
        event.remove(database.engine, "begin", limit)
        event.listen(database.engine, "begin", lift)


def test_a_message_is_not_blamed_for_a_full_disk(talk: Talk, capsys: pytest.CaptureFixture[str]) -> None:
    service, database = talk.runner.service, talk.home.database

    async def arrive() -> None:
        incoming = console.typed("spain", talk.clock.now(), f"/clue China {LONG}")
        await service.intake.take(console.NAME, [incoming])

    async def try_often() -> None:
        for _ in range(5):
            with suppress(DatabaseAwayError):
                await service.dispatcher.step()

    talk("spain> /help")
    asyncio.run(arrive())
    with no_more_pages(database):
        asyncio.run(try_often())
        assert database.standing.why == "full"
        with database.work(talk.clock.now(), write=False) as work:
            begun = [row.attempts for row in work.all(select(Arrival)) if row.body]
            assert (work.all(select(Clue)), begun) == ([], [0])
    heard = talk("spain> /status")
    assert "clue.filed" in heard.kinds
    until_it_is_over(talk)
    fault("half-full").was_told(log=capsys.readouterr().out)


def test_a_slow_disk_loses_and_reorders_nothing(talk: Talk) -> None:
    """Every commit of a lasting unit waits for it."""
    talk("spain> /help")
    said = [f"/clue China {number} women held at a restaurant" for number in (3, 4, 5)]
    written: list[object] = []

    def wait(connection: object) -> None:
        written.append(connection)
        time.sleep(_SLOW)

    event.listen(talk.home.database.engine, "commit", wait)
    begun = time.monotonic()
    try:
        asyncio.run(come_at_once(talk, said))
    finally:
        event.remove(talk.home.database.engine, "commit", wait)
    assert time.monotonic() - begun >= len(said) * _SLOW
    assert len(written) > len(said)
    with talk.work() as work:
        kept = [clue.text for clue in work.all(select(Clue).order_by(col(Clue.id)))]
        arrivals = work.all(select(Arrival))
    assert [line.split()[0] for line in kept] == ["3", "4", "5"]
    assert {(one.progress, one.attempts) for one in arrivals} == {("done", 1)}
    assert talk.everything.to("spain").kinds.count("clue.filed") == len(said)
    assert fault("slow-disk")


async def come_at_once(talk: Talk, lines: list[str]) -> None:
    now = talk.clock.now()
    await talk.runner.service.intake.take(console.NAME, [console.typed("spain", now, one) for one in lines])
    await talk.runner.settle()


def test_a_unit_in_which_the_database_failed_does_not_hold(talk: Talk) -> None:
    """Whoever caught the error on its way."""
    with no_more_pages(talk.home.database), pytest.raises(DatabaseAwayError):
        rename_and_add(talk)
    with talk.work() as work:
        assert "Renamed" not in {one.name for one in work.all(select(Agency))}


def until_it_is_over(talk: Talk) -> None:
    """It is looked once a second whether it is."""
    end = time.monotonic() + 20
    while talk.home.database.standing.why is not None:
        assert time.monotonic() < end
        time.sleep(0.05)
        with talk.work() as work:
            work.first(select(Agency))


def rename_and_add(talk: Talk) -> None:
    with talk.work() as work:
        agency = work.first(select(Agency))
        agency.name = "Renamed"
        work.add(agency)
        with suppress(DatabaseAwayError), work.part():
            for number in range(2000):
                work.add(agency_like(agency, number))


def agency_like(one: Agency, number: int) -> Agency:
    return Agency(
        handle=f"new{number}", name=LONG, kind=one.kind, level=one.level, country=None, made_at=one.made_at
    )
