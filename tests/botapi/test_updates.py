"""Updates reach a bot once it asks, and leave only when it confirms them."""

import asyncio

import httpx
import pytest
from telegram import Bot
from telegram.error import Conflict

from tests.botapi import BotApi
from tests.botapi.conftest import LI, MARTA, TOKEN
from tests.botapi.control import Control

pytestmark = pytest.mark.telegram


async def test_the_library_starts_and_learns_who_it_is(bot: Bot) -> None:
    me = await bot.get_me()
    assert (me.id, me.is_bot, me.username) == (100200300, True, "liaison_bot")


async def test_an_unknown_token_is_unauthorized(api: BotApi) -> None:
    async with httpx.AsyncClient() as client:
        answer = await client.get(f"{api.base_url}1:wrong/getMe")
    assert answer.status_code == 401
    assert answer.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}


async def test_an_update_comes_again_until_it_is_confirmed(bot: Bot, people: Control) -> None:
    people.text(MARTA, "first")
    people.text(LI, "第二")
    one, two = await bot.get_updates()
    assert [u.update_id for u in await bot.get_updates()] == [one.update_id, two.update_id]
    (left,) = await bot.get_updates(offset=one.update_id + 1)
    assert left.message is not None
    assert left.message.text == "第二"
    assert await bot.get_updates(offset=two.update_id + 1) == ()
    assert people.pending() == []


async def test_a_negative_offset_keeps_only_the_last(bot: Bot, people: Control) -> None:
    for number in range(5):
        people.text(MARTA, str(number))
    (last,) = await bot.get_updates(offset=-1)
    assert last.message is not None
    assert last.message.text == "4"
    assert len(people.pending()) == 1


async def test_the_limit_is_obeyed(bot: Bot, people: Control) -> None:
    for number in range(5):
        people.text(MARTA, str(number))
    assert len(await bot.get_updates(limit=2)) == 2


async def test_a_long_poll_ends_when_somebody_writes(bot: Bot, people: Control) -> None:
    asking = asyncio.create_task(bot.get_updates(timeout=20))
    await asyncio.sleep(0.1)
    assert not asking.done()
    people.text(MARTA, "hello")
    assert len(await asyncio.wait_for(asking, 2)) == 1


async def test_a_second_poller_ends_the_first_with_a_conflict(bot: Bot, api: BotApi, people: Control) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=20))
    await asyncio.sleep(0.1)
    async with Bot(TOKEN, base_url=api.base_url) as other:
        second = asyncio.create_task(other.get_updates(timeout=20))
        with pytest.raises(Conflict, match="terminated by other getUpdates request"):
            await first
        people.text(MARTA, "hello")
        assert len(await second) == 1


async def test_only_kinds_that_were_asked_for_are_kept(bot: Bot, people: Control) -> None:
    await bot.get_updates(allowed_updates=["callback_query"])
    people.text(MARTA, "not wanted")
    assert people.pending() == []
    await bot.get_updates(allowed_updates=[])
    people.text(MARTA, "wanted")
    assert len(await bot.get_updates()) == 1


async def test_a_reaction_is_told_only_when_asked_for(bot: Bot, people: Control) -> None:
    message = people.text(MARTA, "hello")
    people.react(MARTA, message["message_id"], "👍")
    assert len(people.pending()) == 1
    await bot.get_updates(allowed_updates=["message", "message_reaction"])
    people.react(MARTA, message["message_id"], "🔥")
    reaction = (await bot.get_updates())[-1].message_reaction
    assert reaction is not None
    assert [r.to_dict()["emoji"] for r in reaction.new_reaction] == ["🔥"]


async def test_unconfirmed_updates_are_dropped_after_a_day(bot: Bot, people: Control) -> None:
    people.text(MARTA, "old")
    people.advance(24 * 3600 + 1)
    assert await bot.get_updates() == ()


async def test_an_injected_update_keeps_its_own_number(people: Control) -> None:
    people.inject({"update_id": 7, "message": {"nonsense": True}, "unknown_kind": []})
    assert [u["update_id"] for u in people.pending()] == [7]
