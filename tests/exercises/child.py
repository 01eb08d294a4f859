"""A bot that dies while an exercise runs: in the look that gives an inject, before a letter goes, or after.

python -m tests.exercises.child FOLDER URL POINT LIVES
"""

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Any

from sqlmodel import col, func, select

from bot.home.network import open_home
from bot.pipeline.service import Service
from handlers.core.rules import Rules
from handlers.exercises import running
from storage.exercises import ExerciseInject, InjectState
from storage.outbox import Fate, Outgoing
from tests.crash.child import Fuse, LaterClock, Wire
from tests.exercises.played import rules_for, scenario

POINTS = ("given", "handled", "sent")
_FUSE = 5  # of what each life does, the one it dies of


def rules(folder: Path) -> Rules:
    return rules_for(folder, scenario(every=10))


def _dying(fuse: Fuse) -> Any:
    give = running._give

    def given(*arguments: Any) -> int:
        told = give(*arguments)
        fuse.touch()  # in the transaction, not yet committed
        return told

    return given


async def live(folder: Path, url: str, point: str, fuse_length: int | None, life: int) -> None:
    """Until all is given and delivered, or until death."""
    fuses = {name: Fuse(fuse_length if name == point else None) for name in POINTS}
    running._give = _dying(fuses["given"])
    wire = Wire(folder, 0, fuses["handled"], fuses["sent"])
    home = open_home(url, folder / "data.key", folder / "files", rules(folder))
    service = Service(home, [wire], LaterClock(life + 1))
    serving = asyncio.ensure_future(service.run())
    while not await asyncio.to_thread(_is_done, service):  # noqa: ASYNC110 (rows call nobody)
        await asyncio.sleep(0.05)
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)
    home.close()


def _is_done(service: Service) -> bool:
    with service.home.database.work(service.clock.now(), write=False) as work:
        planned = select(func.count()).where(ExerciseInject.state == InjectState.PLANNED)
        goes = select(func.count()).where(col(Outgoing.fate).in_([Fate.WAITING, Fate.SENDING]))
        return bool(work.first(planned) == 0 and work.first(goes) == 0)


def main() -> None:
    folder, url, point, lives = Path(sys.argv[1]), *sys.argv[2:4], int(sys.argv[4])
    killed = 0
    for life in range(lives + 1):
        child = os.fork()
        if child == 0:
            asyncio.run(live(folder, url, point, _FUSE if life < lives else None, life))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        killed += os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        if os.WIFEXITED(status) and os.WEXITSTATUS(status) != 0:
            sys.exit("a life ended in an error")
    sys.stdout.write(f"{killed}\n")


if __name__ == "__main__":
    main()
