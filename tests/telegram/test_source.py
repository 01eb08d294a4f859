"""Numbers begin anew: after a quiet week, with another token, on a server of one's own."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.channels.port import Left
from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.limits import Pace
from bot.channels.telegram.line import Settings
from bot.channels.telegram.source import Source
from bot.clock import RealClock
from storage import inbox
from tests.botapi import BotApi, running
from tests.botapi.control import Control
from tests.channels.contract import letter, listening
from tests.channels.ledger import Ledger
from tests.talk import Talk
from tests.telegram.conftest import MARTA, TOKEN
from tests.telegram.phones import NUMBERS, phones_of

pytestmark = pytest.mark.telegram
OTHER = "400500600:ANOTHERxyz"


def told(number: Any, words: str) -> dict[str, Any]:
    person = {"id": MARTA, "is_bot": False, "first_name": "Marta"}
    message = {"message_id": 900, "date": 1764550800, "chat": {"id": MARTA, "type": "private"}}
    return {"update_id": number, "message": {**message, "from": person, "text": words}}


@pytest.mark.parametrize("number", [1, 57, 10**8])
async def test_numbers_that_start_lower_are_heard_and_nothing_spins(
    people: Control, inbox: Ledger, number: int
) -> None:
    await inbox.pause()
    people.forget_calls()
    for place in range(3):
        people.inject(told(number + place, f"low {place}"))
    await inbox.until("low 2")
    people.text(MARTA, "and on")
    await inbox.until("and on")
    await asyncio.sleep(0.5)
    assert [one.text for one in inbox.kept] == ["hello", "low 0", "low 1", "low 2", "and on"]
    assert people.count_calls(["getUpdates"]) < 12


@pytest.mark.parametrize("update", [{"update_id": None}, {"message": {}}, "x", {"update_id": "7"}])
async def test_what_has_no_number_and_is_given_again_and_again_does_not_spin(
    people: Control, inbox: Ledger, update: Any
) -> None:
    await inbox.pause()
    people._world.bots[TOKEN].mailbox.poll = _always(update)  # type: ignore[method-assign]
    people.text(MARTA, "ends the poll that waits")
    people.forget_calls()
    await asyncio.sleep(1.5)
    assert 1 <= people.count_calls(["getUpdates"]) <= 4


def _always(update: Any) -> Any:
    async def poll(_offset: int, _limit: int, _seconds: float) -> list[Any]:
        await asyncio.sleep(0.01)
        return [update]

    return poll


async def test_a_restart_neither_loses_nor_repeats(people: Control, api: BotApi, ledger: Ledger) -> None:
    """Killed between taking and confirming: it comes again, and is known."""
    people.text(MARTA, "one")
    people.fault("error", method="getUpdates", after=1, code=500, times=0)
    async with listening(_on(api), ledger):
        await ledger.until("one")
    people.clear_faults()
    people.text(MARTA, "two")
    async with listening(_on(api), ledger):
        await ledger.until("two")
    assert [one.text for one in ledger.kept] == ["one", "two"]


def _on(api: BotApi, token: str = TOKEN) -> Telegram:
    return Telegram(Settings(token, api.url, pace=Pace(per_second=0)), RealClock())


@pytest.fixture
async def elsewhere() -> AsyncIterator[BotApi]:
    """A server of one's own."""
    async with running() as server:
        server.control.add_bot(TOKEN)
        server.control.add_user(NUMBERS["spain"], "Marta", begun=True)
        server.control.flood(enabled=False)
        yield server


async def test_the_same_number_from_another_server_is_another_message(talk: Talk, elsewhere: BotApi) -> None:
    spain = NUMBERS["spain"]
    async with phones_of(talk) as phones:
        await phones("spain> /help")
        number = phones.people._world.bots[TOKEN].mailbox.next_id - 1
        moved = Telegram(Settings(TOKEN, elsewhere.url, pace=Pace(per_second=0)), talk.clock)
        phones.service.serving.up.add(moved)
        task = asyncio.create_task(moved.run(phones.service.intake))
        elsewhere.control._world.bots[TOKEN].mailbox.next_id = number
        elsewhere.control.text(spain, "/me")
        await elsewhere.control.wait_confirmed()
        await phones.service.quiet()
        assert "Madrid" in elsewhere.control.texts(spain)[-1]
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await moved.stop()


async def test_what_another_bot_has_sent_is_neither_edited_nor_deleted(talk: Talk) -> None:
    """Its numbers are other messages here."""
    spain = NUMBERS["spain"]
    async with phones_of(talk) as phones:
        await phones("spain> /status", "spain> /help")
        phones.people.add_bot(OTHER, username="other_bot")
        other = Telegram(Settings(OTHER, phones.api.url, pace=Pace(per_second=0)), talk.clock)
        task = asyncio.create_task(other.run(phones.service.intake))
        phones.people.text(spain, "hello", bot=OTHER)
        await phones.people.wait_confirmed(bot=OTHER)
        there = str(spain)
        first = await other.deliver(letter(7, there, "one"))
        assert first.endswith("@400500600")
        assert await other.deliver(letter(8, there, "two", replaces="2")) != "2"
        assert await other.deliver(letter(9, there, "one, changed", replaces=first)) == first
        assert await other.remove(there, "1 2") is Left.SOME
        assert await other.remove(there, first) is None
        assert [one["text"] for one in phones.people.screen(spain, bot=OTHER)] == ["hello", "two"]
        with talk.work() as work:
            assert inbox.cursor(work, "telegram source") == f"1 100200300 400500600 {phones.api.url}"
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await other.stop()


def test_numbers_of_the_first_bot_stand_as_they_are() -> None:
    first, other = Source(1, 1, "a"), Source(1, 2, "a")
    assert first.messages("5 6") == "5 6"
    assert other.messages("5 6") == "5@2 6@2"
    assert first.numbers("5 6@2") == ["5"]
    assert other.numbers("5 6@2 7@3") == ["6"]
    assert first.numbers(None) == []
