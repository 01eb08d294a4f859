"""A process that takes somebody's six digits, as it is told on stdin: one that dies, or one of two at once.

One JSON object a line: `at`, `who`, `code`, and `point`, where it is to die. Each of those lives is a fork.
Without a point it says “here” as close to the digits as its database lets two of them come, and waits for
a line before it goes on; then it says “done”.

    python -m tests.crash.digits FOLDER URL
"""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.channels.console import NAME, Console
from bot.clock import VirtualClock
from bot.home.network import Home, open_home
from bot.pipeline.service import Service
from handlers.core.context import Context
from handlers.people import standing
from handlers.reception import receive
from handlers.second_factor import digits as six_digits
from handlers.vocabulary.incoming import Incoming
from storage import stepup
from storage.errors import BusyError
from storage.people import Officer
from tests.crash.child import Fuse, _after

POINTS = ("taken", "begun", "done", "told")
_TRIES = 10
Order = dict[str, str]


def incoming_of(order: Order) -> Incoming:
    at = datetime.fromisoformat(order["at"])
    return Incoming(NAME, order["who"], f"{order['who']} {order['at']}", at, order["code"])


def _arm(point: str) -> Fuse:
    """Where the process dies; the last place is in the console's hands."""
    fuse = Fuse(1)
    run = standing._suspend

    def begun(ctx: Context, officer: Officer, reason: str) -> None:
        fuse.touch()
        run(ctx, officer, reason)

    if point == "taken":
        stepup.use_step = _after(stepup.use_step, fuse)
    elif point == "begun":
        standing._suspend = begun
    elif point == "done":
        standing._suspend = _after(run, fuse)
    return fuse


async def _die(folder: Path, url: str, order: Order) -> None:
    home, fuse = open_home(url, folder / "data.key", folder / "files"), _arm(order["point"])
    incoming = incoming_of(order)
    service = Service(home, [Console(fuse.touch)], VirtualClock(incoming.at))
    await service.intake.take(NAME, [incoming])
    await service.quiet()


def _is_killed(folder: Path, url: str, order: Order) -> bool:
    child = os.fork()
    if child == 0:
        asyncio.run(_die(folder, url, order))
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def _meet() -> None:
    _say("here")
    sys.stdin.readline()


def _say(word: str) -> None:
    sys.stdout.write(word + "\n")
    sys.stdout.flush()


def _take(home: Home, order: Order) -> None:
    incoming = incoming_of(order)
    if home.database.is_sqlite:  # who is in a transaction there is alone
        _meet()
    else:
        six_digits.take = _first(_meet, six_digits.take)
    for _ in range(_TRIES):
        try:
            with home.database.work(incoming.at) as work:
                receive.receive(work, home.rules, incoming)
                return
        except BusyError:
            continue
    raise BusyError


def _first(then: Callable[[], None], real: Callable[..., None]) -> Callable[..., None]:
    """Once, before the real thing."""

    def wrapped(*given: Any) -> None:
        six_digits.take = real
        then()
        real(*given)

    return wrapped


def main() -> None:
    folder, url = Path(sys.argv[1]), sys.argv[2]
    home = None
    while line := sys.stdin.readline():
        order = json.loads(line)
        if order["point"]:
            _say("killed" if _is_killed(folder, url, order) else "alive")
            continue
        home = home or open_home(url, folder / "data.key", folder / "files")
        _take(home, order)
        _say("done")


if __name__ == "__main__":
    main()
