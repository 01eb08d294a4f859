"""Bursts, outages, limits: every message is answered once, in order."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.matrix.network import Network, network
from tests.matrix.phone import Phone
from tests.matrix.proxy import line_to
from tests.matrix.synapse import Synapse

pytestmark = [pytest.mark.matrix, pytest.mark.slow]
Register = Callable[[str], str]
_WORDS = "no-such-command-{}"


async def burst(phone: Phone, room: str, numbers: range) -> None:
    at_once = asyncio.Semaphore(20)

    async def one(number: int) -> None:
        async with at_once:
            await phone.say(room, "/" + _WORDS.format(number))

    await asyncio.gather(*(one(number) for number in numbers))


async def all_answered(phone: Phone, room: str, net: Network, count: int, seconds: float = 30) -> None:
    """Each of so many messages has its one answer, in the order in which they were heard."""

    def bodies() -> list[str]:
        return [one.body for one in phone.messages(room, net.bot) if _WORDS[:8] in one.body]

    await phone.until(lambda: len(bodies()) >= count, seconds)
    await net.settled()
    await asyncio.sleep(0.5)
    asked = [one.text.removeprefix("/") for one in net.heard]
    assert len(set(asked)) == len(asked) == len(bodies())
    told = [body.partition("“")[2].partition("”")[0] for body in bodies()]
    assert told == asked


async def test_two_hundred_messages_in_one_burst_are_answered_in_order(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    async with (
        network(synapse, person("liaison"), tmp_path) as net,
        Phone(synapse.url, person("spain")) as spain,
    ):
        room = await net.welcome(spain, "spain")
        await burst(spain, room, range(200))
        await all_answered(spain, room, net, 200, 60)


async def test_fifty_messages_sent_while_it_was_down_are_answered_once_in_order(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    name = person("liaison")
    async with Phone(synapse.url, person("spain")) as spain:
        async with network(synapse, name, tmp_path) as net:
            room = await net.welcome(spain, "spain")
            await spain.say(room, "/help")
            await spain.wait_text("/contacts", net.bot)
        await burst(spain, room, range(50))
        async with network(synapse, name, tmp_path) as net:
            await all_answered(spain, room, net, 50, 30)


async def test_a_line_that_is_cut_again_and_again_loses_and_doubles_nothing(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    async with (
        line_to(synapse.url) as line,
        network(synapse, person("liaison"), tmp_path, line.url) as net,
        Phone(synapse.url, person("spain")) as spain,
    ):
        room = await net.welcome(spain, "spain")
        for start in range(0, 40, 10):
            talk = asyncio.create_task(burst(spain, room, range(start, start + 10)))
            for _ in range(4):
                await asyncio.sleep(0.15)
                line.drop()
            line.cut()
            await asyncio.sleep(0.3)
            line.mend()
            await talk
        await all_answered(spain, room, net, 40, 60)


async def test_a_homeserver_that_was_away_finds_everything_answered(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    async with (
        network(synapse, person("liaison"), tmp_path) as net,
        Phone(synapse.url, person("spain")) as spain,
    ):
        room = await net.welcome(spain, "spain")
        await burst(spain, room, range(5))
        await all_answered(spain, room, net, 5, 20)
        synapse.stop()
        net.say("spain", "words.unclear")
        await asyncio.sleep(3)
        synapse.start()
        await spain.wait_text("did not understand", net.bot, 60)
        await burst(spain, room, range(5, 10))
        await all_answered(spain, room, net, 10, 30)
        told = [one for one in spain.messages(room, net.bot) if "did not understand" in one.body]
        assert len(told) == 1
