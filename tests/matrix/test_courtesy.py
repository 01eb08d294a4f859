"""What the homeserver is asked for while an answer is under way."""

import asyncio
import time

from bot.channels.matrix.homeserver.courtesy import Courtesy
from bot.channels.matrix.homeserver.server import Homeserver

_ROOM, _OTHER = "!one:example.org", "!two:example.org"


def _courtesy() -> Courtesy:
    """Nobody listens at that address; receipts are not waited for here."""
    return Courtesy(Homeserver("http://127.0.0.1:9"), "@liaison:example.org")


async def test_news_are_asked_for_once_every_room_has_its_answer() -> None:
    courtesy = _courtesy()
    for room in (_ROOM, _OTHER):
        courtesy.received(room, "$event")
    going_on = asyncio.create_task(courtesy.let_answers_go_first())
    await asyncio.sleep(0)
    courtesy.answered(_ROOM)
    await asyncio.sleep(0)
    assert not going_on.done()
    courtesy.answered(_OTHER)
    async with asyncio.timeout(0.05):
        await going_on
    await courtesy.stop()


async def test_a_room_heard_again_is_waited_for_again() -> None:
    courtesy = _courtesy()
    courtesy.received(_ROOM, "$first")
    courtesy.answered(_ROOM)
    await courtesy.let_answers_go_first()
    courtesy.received(_ROOM, "$second")
    going_on = asyncio.create_task(courtesy.let_answers_go_first())
    await asyncio.sleep(0)
    assert not going_on.done()
    courtesy.answered(_ROOM)
    await going_on
    await courtesy.stop()


async def test_what_is_never_answered_holds_up_the_news_for_a_moment_only() -> None:
    courtesy = _courtesy()
    courtesy.received(_ROOM, "$event")
    begun = time.monotonic()
    await courtesy.let_answers_go_first()
    assert 0.05 < time.monotonic() - begun < 5
    async with asyncio.timeout(0.05):
        await courtesy.let_answers_go_first()
    await courtesy.stop()
