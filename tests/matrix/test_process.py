"""`liaison run` on Matrix: enrolled by a code, and killed again and again."""

import asyncio
import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlmodel import select

from bot.clock import RealClock
from storage.clues import Clue
from storage.matrix import CHANNEL
from storage.people import account_at
from tests.matrix.house import Process, command, serving
from tests.matrix.network import enrolled, furnished
from tests.matrix.phone import Phone
from tests.matrix.synapse import Synapse

pytestmark = pytest.mark.matrix
Register = Callable[[str], str]
_CODE = re.compile(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}\b")


async def room_with(phone: Phone, bot: str) -> str:
    room = await phone.room_with(bot)
    await phone.wait_for(lambda e: e.room == room and e.state_key == e.sender == bot, 60)
    return room


async def answer_to(phone: Phone, room: str, bot: str, words: str) -> None:
    """Say it, and wait until something more was said."""
    heard = len(phone.messages(room, bot))
    await phone.say(room, words)
    await phone.until(lambda: len(phone.messages(room, bot)) > heard, 30)


async def test_a_coordinator_enrols_with_a_code_and_the_identity_is_pinned(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    name = person("liaison")
    bot = f"@{name}:example.org"
    furnished(tmp_path).close()
    said = await asyncio.to_thread(command, tmp_path, "invite", "--agency", "eu", "--role", "coordinator")
    found = _CODE.search(said)
    assert found is not None
    async with Phone(synapse.url, person("newcomer")) as phone:
        with serving(tmp_path, synapse.url, name):
            room = await room_with(phone, bot)
            for said in (f"enrol {found[0]}", "1", "1", "Eva Muster"):
                await answer_to(phone, room, bot, said)
            await phone.say(room, "/contacts Spain")
            await phone.wait_text("+34", bot, 30)
        answers = phone.messages(room, bot)
        assert all((one.encrypted, one.shield) == (True, "NONE") for one in answers)
        master = await phone.do("master")
    home = furnished(tmp_path)
    with home.database.work(RealClock().now(), write=False) as work:
        account = account_at(work, CHANNEL, phone.user_id)
        assert account is not None
        assert account.identity == master
    home.close()


@pytest.mark.parametrize(
    ("messages", "kills"),
    [pytest.param(30, 3, id="few"), pytest.param(300, 30, id="many", marks=pytest.mark.slow)],
)
@pytest.mark.timeout(900)
async def test_killed_in_a_stream_of_clues_each_is_filed_and_answered_once(
    synapse: Synapse, person: Register, tmp_path: Path, messages: int, kills: int
) -> None:
    name, chance = person("liaison"), random.Random(4)
    bot = f"@{name}:example.org"
    home = furnished(tmp_path)
    async with Phone(synapse.url, person("spain")) as spain:
        enrolled(home, "spain", spain.user_id, await spain.do("master"))
        home.close()
        process = Process(tmp_path, synapse.url, name)
        try:
            room = await room_with(spain, bot)
            talk = asyncio.create_task(_file(spain, room, messages, kills))
            for _ in range(kills):
                await asyncio.sleep(chance.uniform(1.0, 4.0))
                process.kill()
                process = Process(tmp_path, synapse.url, name)
            await talk
            await spain.until(lambda: len(_answers(spain, room, bot)) >= messages, 120)
            await asyncio.sleep(3)
        finally:
            process.kill()
        answers = _answers(spain, room, bot)
        assert len(answers) == len(set(answers)) == messages
        assert all(one.readable and one.shield == "NONE" for one in spain.messages(room, bot))
    home = furnished(tmp_path)
    with home.database.work(RealClock().now(), write=False) as work:
        texts = [clue.text for clue in work.all(select(Clue))]
    home.close()
    assert len(texts) == len(set(texts)) == messages


async def _file(phone: Phone, room: str, messages: int, kills: int) -> None:
    for number in range(messages):
        await phone.say(room, f"/clue China car number {number}")
        await asyncio.sleep(kills * 2.0 / messages)


def _answers(phone: Phone, room: str, bot: str) -> list[str]:
    """The reference of each clue that was confirmed."""
    found = (re.search(r"C-[A-Z0-9-]+", one.body) for one in phone.messages(room, bot))
    return [one[0] for one in found if one is not None]
