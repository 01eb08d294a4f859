"""A bot with one poisonous word, which hangs its handler or kills the process: the real service, one life.

python -m tests.crash.poison FOLDER URL POISON LIFE
"""

import asyncio
import json
import os
import re
import signal
import sys
from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import col, func, select

from bot.channels.console import Console, typed
from bot.clock import RealClock
from bot.home.network import open_home
from bot.operations import logs
from bot.pipeline.service import Service
from bot.pipeline.watchdog import watchdog
from handlers.core import hooks
from handlers.core.context import Context
from handlers.core.rules import Rules
from handlers.letters.letter import Letter
from storage.inbox import Arrival, Progress
from storage.outbox import Fate, Outgoing

WORDS = "poison for the bot"
LIMIT = timedelta(seconds=1)


def _in_c(_ctx: Context) -> bool:
    """The interpreter is held all the while: no other thread runs."""
    return re.match("(a+)+$", "a" * 60 + "b") is not None


def _in_python(_ctx: Context) -> bool:
    _note(to="", kind="begun")
    while True:
        try:
            while True:
                pass
        except Exception:  # noqa: BLE001, S110 (the worst that a handler could do)
            pass


def _killed(_ctx: Context) -> bool:
    os.kill(os.getpid(), signal.SIGKILL)
    return True


POISONS = {"c": _in_c, "python": _in_python, "killed": _killed}


class Later(RealClock):
    """Each life well after the one before: on PostgreSQL somebody else's hold has ended by then."""

    def __init__(self, life: int) -> None:
        self._ahead = life * timedelta(minutes=3)

    def now(self) -> datetime:
        return super().now() + self._ahead


async def live(folder: Path, url: str, poison: str, life: int) -> None:
    """Until everything is handled: the poison, and one message of somebody else before it and after it."""

    def poisoned(ctx: Context) -> bool:
        return WORDS in ctx.incoming.text and POISONS[poison](ctx)

    hooks.loose(turn=0)(poisoned)
    home = open_home(url, folder / "data.key", folder / "files", Rules(max_time=LIMIT))
    service = Service(home, [Console(_show)], Later(life))
    if life == 0:
        for who, words in (("italy", "/help"), ("spain", WORDS), ("mps", "/help"), ("spain", "/cancel")):
            await service.intake.take("console", [typed(who, service.clock.now(), words)])
    logs.set_up("json", "info")
    watchdog.may_exit = True
    serving = asyncio.ensure_future(service.run())
    while await asyncio.to_thread(_left, service):  # noqa: ASYNC110 (rows call nobody)
        await asyncio.sleep(0.1)
    await service.quiet()
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)
    home.close()


def _show(letter: Letter) -> None:
    _note(to=letter.address, kind=letter.kind, letter=letter.id)


def _note(**what: str | int) -> None:
    sys.stdout.write(json.dumps({"at": RealClock().now().timestamp(), **what}) + "\n")
    sys.stdout.flush()


def _left(service: Service) -> int:
    """Messages that are not handled, and letters that are not out."""
    with service.home.database.work(service.clock.now(), write=False) as work:
        waits = select(func.count()).where(Arrival.progress == Progress.WAITING)
        letters = select(func.count()).where(
            col(Outgoing.fate).in_([Fate.WAITING, Fate.SENDING]), Outgoing.due_at <= work.now
        )
        return (work.first(waits) or 0) + (work.first(letters) or 0)


if __name__ == "__main__":
    asyncio.run(live(Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])))
