"""The sync loop against a real homeserver and a real client: no holes, no repeats, in order."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.matrix.desk import Drawer, desk
from tests.matrix.phone import Phone
from tests.matrix.synapse import Synapse

pytestmark = pytest.mark.matrix
Register = Callable[[str], str]


async def send_all(phone: Phone, room: str, texts: list[str]) -> None:
    """Send them as fast as the client can, in order."""
    await asyncio.gather(*(phone.say(room, text) for text in texts))


async def test_a_burst_of_200_messages_is_read_whole_and_in_order(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    texts = [f"clue {number}" for number in range(200)]
    async with (
        desk(synapse, person("liaison"), tmp_path) as bot,
        Phone(synapse.url, person("spain")) as spain,
    ):
        room = await bot.welcome(spain)
        await send_all(spain, room, texts)
        await bot.sync_until(lambda: len(bot.read) >= 200)
        assert bot.bodies() == texts


async def test_what_was_sent_while_the_bot_was_down_is_read_once_after_its_start(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    texts = [f"clue {number}" for number in range(130)]
    name, drawer = person("liaison"), Drawer()
    async with Phone(synapse.url, person("spain")) as spain:
        async with desk(synapse, name, tmp_path, drawer) as bot:
            room = await bot.welcome(spain)
            await spain.say(room, "before")
            await bot.sync_until(lambda: bot.bodies() == ["before"])
            token = bot.token
        await send_all(spain, room, texts)
        async with desk(synapse, name, tmp_path, drawer) as again:
            again.token = token
            await again.sync_until(lambda: len(again.read) >= 130)
            assert again.bodies() == texts


async def test_the_same_news_asked_for_twice_reads_the_same(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    async with (
        desk(synapse, person("liaison"), tmp_path) as bot,
        Phone(synapse.url, person("spain")) as spain,
    ):
        room = await bot.welcome(spain)
        before = bot.token
        await spain.say(room, "one clue")
        await bot.sync_until(lambda: bot.bodies() == ["one clue"])
        bot.token, first = before, bot.read.pop()
        await bot.sync_until(lambda: bool(bot.read))
        again = bot.read[0]
        assert (again[0]["event_id"], again[1]) == (first[0]["event_id"], first[1])


async def test_a_homeserver_that_stops_and_starts_again_is_waited_for(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    async with (
        desk(synapse, person("liaison"), tmp_path) as bot,
        Phone(synapse.url, person("spain")) as spain,
    ):
        room = await bot.welcome(spain)
        following = asyncio.create_task(bot.sync.follow(bot.token, bot.take))
        await asyncio.to_thread(synapse.stop)
        await asyncio.sleep(0.3)
        await asyncio.to_thread(synapse.start)
        await spain.say(room, "after the outage")
        async with asyncio.timeout(30):
            while bot.bodies() != ["after the outage"]:
                await bot.news.wait()
                bot.news.clear()
        following.cancel()
