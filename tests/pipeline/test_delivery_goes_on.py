"""What waits for one person keeps nothing from anybody else, whatever came first and whoever claims."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.channels.console import Console, typed
from bot.channels.port import UnreachableError
from bot.clock import RealClock
from bot.home import demo
from bot.home.network import open_folder
from bot.pipeline import service
from bot.pipeline.service import Service
from bot.pipeline.ticker import Ticker
from handlers.core.rules import DEFAULTS
from handlers.core.saying import say
from handlers.letters.letter import Letter
from storage import outbox
from storage.outbox import Lane
from storage.people import officer_named
from storage.work import Work
from tests.talk import Talk


def tell(work: Work, handle: str, lane: Lane) -> int:
    officer = officer_named(work, handle)
    assert officer is not None
    return say(work, officer, "help", lane=lane, role="officer").id


def test_who_comes_back_is_answered_and_so_is_everybody_after(
    talk_anywhere: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = talk_anywhere
    (channel,) = talk.runner.service.channels.values()
    deliver, unreachable = channel.deliver, {"france"}

    async def picky(letter: Letter) -> str:
        if letter.address in unreachable:
            raise UnreachableError("blocked")
        return await deliver(letter)

    monkeypatch.setattr(channel, "deliver", picky)
    assert not talk("spain> /clue France Three women at a restaurant").to("france")
    unreachable.clear()
    heard = talk("france> /help")
    assert sorted(heard.to("france").kinds) == ["clue.referred", "help"]
    assert talk("spain> /clue France Two men").to("france").kinds == ["clue.referred"]
    assert talk("italy> /help").to("italy").kinds == ["help"]


def test_an_answer_and_a_bulk_letter_of_one_do_not_stop_another(talk_anywhere: Talk) -> None:
    with talk_anywhere.work() as work:
        expected = [tell(work, "spain", Lane.BULK), tell(work, "italy", Lane.BULK)]
        expected.insert(0, tell(work, "spain", Lane.ANSWER))
    claimed: list[int] = []
    for _ in range(3):
        with talk_anywhere.work() as work:
            rows = outbox.claim(work, 16)
            claimed += [row.id for row in rows]
            for row in rows:
                outbox.settle(work, row, outbox.Fate.SENT)
    assert claimed == expected


@asynccontextmanager
async def serving(folder: Path, console: Console) -> AsyncIterator[Service]:
    with closing(open_folder(folder)) as home:
        with home.database.work(datetime.now(UTC)) as work:
            demo.furnish(work, DEFAULTS)
        service = Service(home, [console], RealClock())
        running = asyncio.create_task(service.run())
        try:
            yield service
        finally:
            running.cancel()
            await asyncio.wait([running], timeout=5)


class Slow(Console):
    """Nothing ever comes back from some of them."""

    def __init__(self, *without_end: str) -> None:
        super().__init__(lambda letter: self.arrived[letter.address].set())
        self.without_end = without_end
        self.begun: dict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self.arrived: dict[str, asyncio.Event] = defaultdict(asyncio.Event)

    async def deliver(self, letter: Letter) -> str:
        self.begun[letter.address].set()
        if letter.address in self.without_end:
            await asyncio.Event().wait()
        return await super().deliver(letter)

    async def ask(self, who: str) -> None:
        self.desk.put(typed(who, datetime.now(UTC), "/help"))
        await asyncio.wait_for(self.begun[who].wait(), 20)


async def test_people_who_can_hardly_be_reached_hold_up_nobody_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "_PATIENCE", 0.1)
    console = Slow("italy", "france", "mps", "liaoning", "iom", "eu")
    async with serving(tmp_path, console):
        for who in console.without_end:
            await console.ask(who)
        await console.ask("spain")
        await asyncio.wait_for(console.arrived["spain"].wait(), 20)


async def test_what_fails_once_a_second_stops_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    console, ticked = Slow(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def fails(*_: object, **__: object) -> None:
        raise ValueError("nobody thought of this")

    def due(_ticker: Ticker) -> bool:
        loop.call_soon_threadsafe(ticked.set)
        return False

    monkeypatch.setattr(Ticker, "run_due", due)
    async with serving(tmp_path, console) as running:
        await asyncio.wait_for(ticked.wait(), 20)
        monkeypatch.setattr(outbox, "release_stale", fails)
        monkeypatch.setattr(running.removal, "step", fails)
        for _ in range(2):
            ticked.clear()
            await asyncio.wait_for(ticked.wait(), 20)
        await console.ask("spain")
