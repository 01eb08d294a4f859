"""The wall clock is set back by two hours: what falls due is looked at all the same."""

import asyncio
import logging
from datetime import timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import RealClock
from bot.operations import logs
from bot.pipeline.service import _hold_to_the_clock


async def test_the_next_look_is_not_two_hours_away() -> None:
    looked = asyncio.Event()
    scheduler = AsyncIOScheduler(timezone="UTC")

    async def look() -> None:
        looked.set()

    job = scheduler.add_job(look, "interval", seconds=1)
    scheduler.start()
    job.modify(next_run_time=RealClock().now() + timedelta(hours=2))  # as it stands after such a jump
    holding = asyncio.create_task(_hold_to_the_clock(scheduler))
    try:
        async with asyncio.timeout(5):
            await looked.wait()
    finally:
        holding.cancel()
        scheduler.shutdown(wait=False)


def test_the_scheduler_is_quiet() -> None:
    logs.set_up("json", "info")
    assert not logging.getLogger("apscheduler.executors.default").isEnabledFor(logging.INFO)
    assert logging.getLogger("apscheduler.executors.default").isEnabledFor(logging.WARNING)
