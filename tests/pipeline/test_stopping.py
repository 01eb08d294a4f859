"""A bot that is told to stop stops, whatever comes at the same moment."""

import asyncio
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.clock import RealClock
from bot.home.network import Home, open_folder
from bot.pipeline.service import Service


def news_and_stop(wake: Callable[[], None], stop: Callable[[], object]) -> None:
    wake()
    stop()


def stop_and_news(wake: Callable[[], None], stop: Callable[[], object]) -> None:
    stop()
    wake()


@pytest.mark.parametrize("both", [news_and_stop, stop_and_news])
async def test_news_at_the_very_moment_of_the_stop(
    tmp_path: Path, both: Callable[[Callable[[], None], Callable[[], object]], None]
) -> None:
    with closing(open_folder(tmp_path)) as home:
        await _stops(home, both)


async def _stops(home: Home, both: Callable[[Callable[[], None], Callable[[], object]], None]) -> None:
    service = Service(home, [], RealClock())
    serving = asyncio.create_task(service.run())
    await asyncio.sleep(1)  # everybody has looked, found nothing, and waits for news
    both(service.wake, serving.cancel)
    done, _ = await asyncio.wait([serving], timeout=5)
    assert done
