"""A channel that its network does not let in is out of service alone, said where people can hear of it."""

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.port import Intake
from bot.errors import OperatorError
from bot.operations import metrics
from bot.pipeline import serving
from bot.pipeline.service import Service
from handlers.law.handling import Ceiling
from handlers.letters import out_of_service
from handlers.letters.letter import Abilities, Letter
from handlers.vocabulary.incoming import Incoming
from handlers.vocabulary.text import plain
from storage import health, people
from storage.people import Account, officer_named
from tests.talk import Talk

NOW = datetime(2026, 12, 1, 1, tzinfo=UTC)


class Wire:
    """A network that lets the bot in, or does not."""

    abilities = Abilities(Ceiling())

    def __init__(self, name: str) -> None:
        self.name, self.letters = name, list[Letter]()
        self.refuses: Exception | None = None
        self.news = asyncio.Event()
        self.said: list[Incoming] = []
        self.starts = 0
        self.trouble = ""

    async def run(self, intake: Intake) -> None:
        self.starts += 1
        if self.refuses is not None:
            raise self.refuses
        await intake.cursor(self.name)
        while True:
            self.news.clear()
            if self.refuses is not None:  # as a channel of several tasks ends
                raise ExceptionGroup("tasks", [self.refuses])
            said, self.said = self.said, []
            await intake.take(self.name, said)
            await self.news.wait()

    async def deliver(self, letter: Letter) -> str:
        self.letters.append(letter)
        return str(letter.id)

    async def fetch(self, handle: str) -> AsyncIterator[bytes]:
        yield handle.encode()

    async def remove(self, address: str, external: str) -> None: ...

    async def remove_copies(
        self, address: str, older: Collection[str], until: str, known: Collection[str]
    ) -> None: ...

    async def busy(self, address: str) -> None: ...

    async def stop(self) -> None: ...

    def heard(self, who: str) -> str:
        return "\n\n".join(plain(letter.text) for letter in self.letters if letter.address == who)


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "_AGAIN", 0.2)
    monkeypatch.setattr(serving, "_SETTLED", 0.05)


def give(talk: Talk, who: str, *channels: str) -> None:
    with talk.work() as work:
        officer = officer_named(work, who)
        assert officer is not None
        for channel in channels:
            index = people.address_index(work, channel, who)
            work.add(Account(officer_id=officer.id, channel=channel, address=who, address_index=index,
                             used_at=work.now, made_at=work.now))  # fmt: skip


@asynccontextmanager
async def running(talk: Talk, *wires: Wire) -> AsyncIterator[Service]:
    service = Service(talk.home, wires, talk.clock)
    task = asyncio.create_task(service.run())
    try:
        yield service
    finally:
        assert not task.done(), task
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until(wire: Wire, who: str, words: str) -> None:
    for _ in range(500):
        if words in wire.heard(who):
            return
        await asyncio.sleep(0.02)
    pytest.fail(f"{who} did not hear {words}, but: {wire.heard(who)}")


def says(wire: Wire, who: str, words: str, number: int) -> None:
    wire.said.append(Incoming(wire.name, who, f"{number}", NOW, words))
    wire.news.set()


def out(talk: Talk) -> list[str]:
    return list(health.load(talk.home.database, talk.clock.now()).out)


@pytest.mark.parametrize("at_start", [True, False])
async def test_it_is_out_alone_and_comes_back(talk: Talk, at_start: bool) -> None:
    dead, alive = Wire("telegram"), Wire("matrix")
    give(talk, "eu", "matrix")
    give(talk, "mps", "telegram", "matrix")
    give(talk, "italy", "telegram")
    dead.refuses = OperatorError("The token is wrong.") if at_start else None
    async with running(talk, dead, alive):
        if not at_start:
            says(dead, "italy", "/help", 1)
            await until(dead, "italy", "/clue")
            dead.refuses = OperatorError("The token is wrong.")
            dead.news.set()
        await until(alive, "eu", "Telegram is out of service since")
        assert out(talk) == ["telegram"]
        says(alive, "eu", "/notice Italy, mps TLP:GREEN Good morning", 2)
        await until(alive, "eu", "This is how it will read")
        press = alive.letters[-1].keys[0]
        says(alive, "eu", str(press.number), 3)
        # one who has another channel is reached there; one who has none waits
        await until(alive, "mps", "Good morning")
        assert "Good morning" not in dead.heard("italy")
        starts = dead.starts
        await asyncio.sleep(0.5)
        assert dead.starts > starts
        assert alive.heard("eu").count("out of service") == 1  # told once, however often it is tried
        dead.refuses = None
        await until(alive, "eu", "Telegram works again. It was out of service since")
        await until(dead, "italy", "Good morning")
        assert out(talk) == []


async def test_a_fault_of_ours_in_one_channel_stops_no_other(talk: Talk) -> None:
    broken, alive = Wire("telegram"), Wire("matrix")
    give(talk, "eu", "matrix")
    broken.refuses = RuntimeError("a fault of ours")
    async with running(talk, broken, alive):
        says(alive, "eu", "/help", 1)
        await until(alive, "eu", "/clue")
        await asyncio.sleep(0.3)
        assert "out of service" not in alive.heard("eu")
    assert out(talk) == []


async def test_what_is_back_before_it_could_be_said_is_not_said(talk: Talk) -> None:
    """A coordinator who has only that channel hears of it when it is over."""
    dead = Wire("telegram")
    give(talk, "iom", "telegram")
    dead.refuses = OperatorError("The token is wrong.")
    async with running(talk, dead):
        await asyncio.sleep(0.4)
        assert out(talk) == ["telegram"]
        dead.refuses = None
        await until(dead, "iom", "Telegram works again")
    assert "is out of service since" not in dead.heard("iom")


def test_it_is_a_figure(talk: Talk) -> None:
    with talk.work() as work:
        out_of_service.went_out(work, "telegram")
    talk.clock.move_to(talk.clock.now() + timedelta(minutes=2))
    figures = {family.name: family for family in metrics._Figures(talk.home, talk.clock).collect()}
    samples = figures["liaison_channel_out_seconds"].samples
    assert [(one.labels["channel"], one.value) for one in samples] == [("telegram", 120)]


@pytest.mark.parametrize(
    ("why", "words"),
    [
        ("certificate", "certificate is not valid"),
        ("locked", "has locked the bot"),
        ("away", "does not answer"),
    ],
)
async def test_a_network_in_trouble_for_long_is_said_with_its_reason(
    talk: Talk, monkeypatch: pytest.MonkeyPatch, why: str, words: str
) -> None:
    monkeypatch.setattr(serving, "_LOOK", 0.05)
    monkeypatch.setattr(serving, "_LITTLE", 0.3)
    monkeypatch.setattr(serving, "_PATIENCE", {"away": 0.6})
    lame, alive = Wire("matrix"), Wire("telegram")
    give(talk, "eu", "telegram")
    give(talk, "italy", "matrix", "telegram")
    async with running(talk, lame, alive) as service:
        lame.trouble = why
        await asyncio.sleep(0.15)
        lame.trouble = ""
        await asyncio.sleep(0.4)
        assert out(talk) == []  # it passed by itself
        lame.trouble = why
        await until(alive, "eu", words)
        assert health.load(talk.home.database, talk.clock.now()).why == {"matrix": why}
        assert list(service.serving.up) == ["telegram"]
        says(alive, "italy", "/help", 1)
        await until(alive, "italy", "/clue")
        lame.trouble = ""
        await until(alive, "eu", "Matrix works again. It was out of service since")
        assert out(talk) == []
        assert sorted(service.serving.up) == ["matrix", "telegram"]
