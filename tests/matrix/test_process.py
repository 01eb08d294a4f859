"""`liaison run` on Matrix: somebody enrols with a code."""

import asyncio
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.clock import RealClock
from storage.matrix import CHANNEL
from storage.people import account_at
from tests.matrix import storm
from tests.matrix.house import command, serving
from tests.matrix.network import furnished
from tests.matrix.phone import Phone
from tests.matrix.synapse import Synapse

pytestmark = pytest.mark.matrix
Register = Callable[[str], str]
_CODE = re.compile(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}\b")


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
            room = await storm.room_with(phone, bot)
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
