"""One line of figures a day, whatever the clock does."""

import asyncio
from datetime import timedelta

from structlog.testing import capture_logs

from bot.pipeline.daily import Daily
from tests.talk import Talk


async def test_a_day_leaves_one_line(talk: Talk) -> None:
    daily = Daily(talk.home.database, talk.clock)
    lines = []
    with capture_logs() as said:
        await daily.step()
        assert said == []
        talk.clock.move_to(talk.clock.now() + timedelta(hours=2))
        await asyncio.to_thread(talk, "spain> /help")
        for hours in (1, 21, 1, 20, 5):
            talk.clock.move_to(talk.clock.now() + timedelta(hours=hours))
            await daily.step()
            lines.append(len(said))
    assert lines == [0, 1, 1, 1, 2]
    assert (said[0]["event"], said[0]["messages"], said[0]["letters"]) == ("day", 1, 1)
    assert {"put_aside", "waiting", "unreachable", "most_megabytes", "descriptors"} <= set(said[0])
    assert said[1]["messages"] == 0
