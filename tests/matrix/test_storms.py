"""Bursts, outages, kills: every message is answered once, in order.

`python -m tests.matrix.full` has the full sizes.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.matrix import storm
from tests.matrix.network import network
from tests.matrix.phone import Phone
from tests.matrix.proxy import line_to
from tests.matrix.storm import Where
from tests.matrix.synapse import Synapse

pytestmark = [pytest.mark.matrix, pytest.mark.slow]
Register = Callable[[str], str]


async def test_messages_in_one_burst_are_answered_in_order(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    # more than the server shows of a room at once
    await storm.in_one_burst(Where(synapse, person("liaison"), person("spain"), tmp_path), 120)


async def test_messages_sent_while_it_was_down_are_answered_once_in_order(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    await storm.while_down(Where(synapse, person("liaison"), person("spain"), tmp_path), 50)


async def test_a_homeserver_that_was_away_finds_everything_answered(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    await storm.with_the_homeserver_away(Where(synapse, person("liaison"), person("spain"), tmp_path), 3)


@pytest.mark.timeout(300)
async def test_killed_in_a_stream_of_clues_each_is_filed_and_answered_once(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    await storm.killed(Where(synapse, person("liaison"), person("spain"), tmp_path), 30, 3)


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
            talk = asyncio.create_task(storm.burst(spain, room, range(start, start + 10)))
            for _ in range(4):
                await asyncio.sleep(0.15)
                line.drop()
            line.cut()
            await asyncio.sleep(0.3)
            line.mend()
            await talk
        await storm.all_answered(spain, room, net, 40, 60)
