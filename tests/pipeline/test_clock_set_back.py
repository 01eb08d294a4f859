"""The wall clock is set back by two hours: what falls due is looked at all the same."""

import asyncio
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy import update
from sqlmodel import col, select

from bot.channels import console
from bot.clock import RealClock
from bot.operations import logs
from bot.pipeline.service import _hold_to_the_clock
from bot.pipeline.set_back import SetBack
from handlers.core.saying import say
from storage.inbox import Arrival
from storage.outbox import Outgoing
from storage.people import Officer
from tests.talk import Talk


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


@dataclass
class Wall:
    """A clock that somebody sets."""

    at: datetime

    def now(self) -> datetime:
        return self.at


async def set_back(talk: Talk, by: timedelta) -> None:
    """The clock showed so much more, and now shows what the network's does."""
    wall = Wall(talk.clock.now() + by)
    looking = SetBack(talk.home.database, wall)
    await looking.step()
    wall.at = talk.clock.now()
    await looking.step()


async def taken(talk: Talk, line: str, due: datetime) -> None:
    """A message that came when the clock showed `due`."""
    await talk.runner.service.intake.take(console.NAME, [console.typed("spain", due, line)])
    with talk.work() as work:
        work.execute(update(Arrival).values(due_at=due))


def say_later(talk: Talk, due: datetime) -> None:
    with talk.work() as work:
        spain = work.first(select(Officer).where(Officer.handle == "spain"))
        say(work, spain, "button.gone", at=due)


@pytest.mark.parametrize("by", [timedelta(hours=2), timedelta(days=1)])
def test_what_was_due_goes_out_and_what_came_is_handled(talk_anywhere: Talk, by: timedelta) -> None:
    talk = talk_anywhere
    talk("spain> /help")
    shown = talk.clock.now() + by
    asyncio.run(taken(talk, "/me", shown))
    say_later(talk, shown)
    assert not talk("@ +1s"), "both wait for a time that has been"
    asyncio.run(set_back(talk, by))
    assert {"me", "button.gone"} <= {*talk("@ +1s").kinds}


def test_what_was_planned_for_later_stays_where_it_is(talk: Talk) -> None:
    talk("spain> /help")
    say_later(talk, talk.clock.now() + timedelta(hours=3))
    asyncio.run(set_back(talk, timedelta(hours=2)))
    assert not talk("@ +1h")
    assert talk("@ +2h").kinds == ["button.gone"]


def test_a_clock_that_is_kept_right_changes_nothing(talk: Talk) -> None:
    talk("spain> /help")
    say_later(talk, talk.clock.now() + timedelta(seconds=1))
    asyncio.run(set_back(talk, timedelta(seconds=1)))
    with talk.work() as work:
        assert work.first(select(Outgoing).order_by(col(Outgoing.id).desc())).due_at > talk.clock.now()
