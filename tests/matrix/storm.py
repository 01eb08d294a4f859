"""Bursts, outages and kills of a chosen size: small ones in `make test`, whole ones in `tests.matrix.full`.

Each returns when every message was answered once, in order, and raises AssertionError where that is not so.
"""

import asyncio
import random
import re
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import select

from bot.clock import RealClock
from storage.clues import Clue
from tests.matrix.house import Process
from tests.matrix.network import Network, enrolled, furnished, network
from tests.matrix.phone import Phone
from tests.matrix.synapse import Synapse

_WORDS = "no-such-command-{}"
_REFERENCE = re.compile(r"C-[A-Z0-9-]+")
_AT_ONCE = 20


@dataclass(frozen=True)
class Where:
    """The bot account and the officer's are registered; `folder` is the bot's own and empty."""

    synapse: Synapse
    bot: str
    officer: str
    folder: Path


async def burst(phone: Phone, room: str, numbers: range) -> None:
    """So many messages, as quickly as the phone sends them."""
    at_once = asyncio.Semaphore(_AT_ONCE)

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


async def in_one_burst(at: Where, count: int) -> None:
    """The bot is there and has to go back for what the server left out."""
    async with network(at.synapse, at.bot, at.folder) as net, Phone(at.synapse.url, at.officer) as spain:
        room = await net.welcome(spain, "spain")
        await burst(spain, room, range(count))
        await all_answered(spain, room, net, count, 60)


async def while_down(at: Where, count: int) -> None:
    """The bot comes back to so many messages."""
    async with Phone(at.synapse.url, at.officer) as spain:
        async with network(at.synapse, at.bot, at.folder) as net:
            room = await net.welcome(spain, "spain")
            await spain.say(room, "/help")
            await spain.wait_text("!contacts", net.bot)
        await burst(spain, room, range(count))
        async with network(at.synapse, at.bot, at.folder) as net:
            await all_answered(spain, room, net, count, 60)


async def with_the_homeserver_away(at: Where, seconds: float) -> None:
    """What fell due meanwhile arrives, and the talk goes on."""
    async with network(at.synapse, at.bot, at.folder) as net, Phone(at.synapse.url, at.officer) as spain:
        room = await net.welcome(spain, "spain")
        await burst(spain, room, range(5))
        await all_answered(spain, room, net, 5, 20)
        at.synapse.stop()
        net.say("spain", "words.unclear")
        await asyncio.sleep(seconds)
        at.synapse.start()
        await spain.wait_text("did not understand", net.bot, 90)
        await burst(spain, room, range(5, 10))
        await all_answered(spain, room, net, 10, 60)
        assert sum("did not understand" in one.body for one in spain.messages(room, net.bot)) == 1


async def killed(at: Where, messages: int, kills: int) -> None:
    """Clues in a stream, the process killed again and again: each is filed once, each is confirmed once."""
    home, bot_id = furnished(at.folder), f"@{at.bot}:example.org"
    async with Phone(at.synapse.url, at.officer) as spain:
        enrolled(home, "spain", spain.user_id, await spain.do("master"))
        home.close()
        room = await _stream_through_kills(at, spain, messages, kills)
        answers = _confirmed(spain, room, bot_id)
        assert len(answers) == len(set(answers)) == messages
        assert all(one.readable and one.shield == "NONE" for one in spain.messages(room, bot_id))
    texts = _filed(at.folder)
    assert len(texts) == len(set(texts)) == messages


async def _stream_through_kills(at: Where, phone: Phone, messages: int, kills: int) -> str:
    chance, bot_id = random.Random(4), f"@{at.bot}:example.org"
    process = Process(at.folder, at.synapse.url, at.bot)
    try:
        room = await room_with(phone, bot_id)
        talk = asyncio.create_task(_file(phone, room, messages, kills))
        for _ in range(kills):
            await asyncio.sleep(chance.uniform(1.0, 4.0))
            process.kill()
            process = Process(at.folder, at.synapse.url, at.bot)
        await talk
        await phone.until(lambda: len(_confirmed(phone, room, bot_id)) >= messages, 180)
        await asyncio.sleep(3)  # time for a second answer, if there were one
    finally:
        process.kill()
    return room


async def room_with(phone: Phone, bot: str) -> str:
    """A room that the phone made, once the bot is in it."""
    room = await phone.room_with(bot)
    await phone.wait_for(lambda e: e.room == room and e.state_key == e.sender == bot, 60)
    return room


async def _file(phone: Phone, room: str, messages: int, kills: int) -> None:
    for number in range(messages):
        await phone.say(room, f"/clue China car number {number}")
        await asyncio.sleep(kills * 2.0 / messages)


def _confirmed(phone: Phone, room: str, bot: str) -> list[str]:
    """The reference of each clue that was confirmed."""
    found = (_REFERENCE.search(one.body) for one in phone.messages(room, bot))
    return [one[0] for one in found if one is not None]


def _filed(folder: Path) -> list[str]:
    home = furnished(folder)
    with home.database.work(RealClock().now(), write=False) as work:
        texts = [clue.text for clue in work.all(select(Clue))]
    home.close()
    return texts
