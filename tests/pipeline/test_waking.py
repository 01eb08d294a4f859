"""Who is woken by what: nothing is overlooked, and nobody looks in vain while somebody waits."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.channels.console import Console, typed
from bot.clock import RealClock
from bot.home import demo
from bot.home.network import open_folder
from bot.pipeline import service
from bot.pipeline.delivery import Delivery
from bot.pipeline.dispatch import Dispatcher
from handlers.core.rules import DEFAULTS
from handlers.letters.letter import Letter

OFFICERS = ("spain", "liaoning", "mps", "eu", "iom")


class Office:
    """A running bot whose own look, once a second, is out of the way: only news wakes anybody."""

    def __init__(self) -> None:
        self.shown: list[Letter] = []
        self.looks: list[str] = []
        self.console = Console(self._show)
        self._news = asyncio.Event()

    def _show(self, letter: Letter) -> None:
        self.shown.append(letter)
        self._news.set()

    def type(self, who: str, text: str) -> None:
        self.console.desk.put(typed(who, datetime.now(UTC), text))

    async def answers(self, count: int) -> None:
        async with asyncio.timeout(20):
            while len(self.shown) < count:
                self._news.clear()
                await self._news.wait()


@asynccontextmanager
async def office(folder: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    here = Office()
    for kind, name, look in ((Dispatcher, "_handle_some", "inbox"), (Delivery, "_claim", "outbox")):
        original = getattr(kind, name)

        def watched(self: object, original: object = original, look: str = look) -> object:
            here.looks.append(look)
            return original(self)  # type: ignore[operator] # the method that it stands for

        monkeypatch.setattr(kind, name, watched)
    monkeypatch.setattr(service, "_LOOK", 3600)
    with closing(open_folder(folder)) as home:
        with home.database.work(datetime.now(UTC)) as work:
            demo.furnish(work, DEFAULTS)
        running = asyncio.create_task(service.Service(home, [here.console], RealClock()).run())
        try:
            yield here
        finally:
            running.cancel()
            await asyncio.wait([running], timeout=5)


async def test_news_alone_brings_every_answer_of_a_burst(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with office(tmp_path, monkeypatch) as here:
        for _ in range(10):
            for who in OFFICERS:
                here.type(who, "/help")
        await here.answers(50)


async def test_one_message_takes_one_look_at_each_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with office(tmp_path, monkeypatch) as here:
        here.type("spain", "/help")
        await here.answers(1)
        await asyncio.sleep(0.3)  # until what the start and the first answer woke has looked
        here.looks.clear()
        here.type("spain", "/help")
        await here.answers(2)
        assert here.looks[:2] == [
            "inbox",
            "outbox",
        ]  # a third may follow: the way is free for the next letter
