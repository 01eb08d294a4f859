"""A bot that dies: the real service on a made-up network, killed with SIGKILL at one point of the way.

Each life is a fork, so that nothing has to be imported again. The network is two files of JSON lines: what
people wrote, read on from the cursor that the bot keeps, and what reached them, which nothing takes back.

    python -m tests.crash.child FOLDER URL POINT SEED LIVES
"""

import asyncio
import json
import os
import random
import signal
import sys
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlmodel import col, func, select

from bot.channels.console import NAME
from bot.channels.port import Intake
from bot.clock import RealClock
from bot.home.network import open_home
from bot.pipeline.service import Service
from handlers.law.handling import Ceiling
from handlers.letters.letter import Abilities, Letter
from handlers.reception import receive
from handlers.vocabulary.incoming import Incoming
from storage import inbox
from storage.inbox import Arrival, Progress
from storage.outbox import Fate, Outgoing

POINTS = ("received", "kept", "handled", "sent")
FEED = 4  # messages for each life
_LATER = timedelta(minutes=3)  # between two lives: by then nobody waits for the dead one any more


class LaterClock(RealClock):
    def __init__(self, life: int) -> None:
        self._ahead = life * _LATER

    def now(self) -> datetime:
        return super().now() + self._ahead


class Fuse:
    """Burns down with each `touch`; at the end it kills the process, threads and all."""

    def __init__(self, length: int | None) -> None:
        self.left = length

    def touch(self, *_: Any) -> None:
        if self.left is not None:
            self.left -= 1
            if self.left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


class Wire:
    """A network that gives again what was not taken, and forgets nothing it was sent."""

    name = NAME
    abilities = Abilities(ceiling=Ceiling())

    def __init__(self, folder: Path, upto: int, before: Fuse, after: Fuse) -> None:
        lines = (folder / "in.jsonl").read_text("utf-8").splitlines()[:upto]
        self.messages = [json.loads(line) for line in lines]
        self.out = os.open(folder / "out.jsonl", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        self.before, self.after = before, after

    async def run(self, intake: Intake) -> None:
        taken = int(await intake.cursor(NAME) or 0)
        while taken < len(self.messages):
            some = self.messages[taken : taken + 2]
            taken += len(some)
            await intake.take(NAME, [self._incoming(one) for one in some], str(taken))
        await asyncio.Event().wait()

    async def deliver(self, letter: Letter) -> str:
        self.before.touch()
        line = json.dumps({"id": letter.id, "to": letter.address, "kind": letter.kind})
        os.write(self.out, line.encode() + b"\n")
        self.after.touch()
        return str(letter.id)

    async def remove(self, address: str, external: str) -> None: ...

    async def remove_copies(
        self, address: str, older: Collection[str], until: str, known: Collection[str]
    ) -> None: ...

    async def busy(self, address: str) -> None: ...

    async def stop(self) -> None: ...

    def _incoming(self, one: dict[str, str]) -> Incoming:
        return Incoming(NAME, one["who"], one["event"], RealClock().now(), one["text"])

    def fetch(self, handle: str) -> Any:
        raise NotImplementedError(handle)


def _after(real: Callable[..., Any], fuse: Fuse) -> Callable[..., Any]:
    def wrapped(*arguments: Any, **named: Any) -> Any:
        result = real(*arguments, **named)
        fuse.touch()
        return result

    return wrapped


async def live(folder: Path, url: str, point: str, fuse_length: int | None, life: int) -> None:
    """Until everything is handled and delivered, or until death."""
    fuses = {name: Fuse(fuse_length if name == point else None) for name in POINTS}
    inbox.move_cursor = _after(inbox.move_cursor, fuses["received"])  # in the transaction, not yet committed
    receive.receive = _after(receive.receive, fuses["kept"])  # handled, and not yet committed either
    wire = Wire(folder, FEED * (life + 1), fuses["handled"], fuses["sent"])
    home = open_home(url, folder / "data.key", folder / "files")
    service = Service(home, [wire], LaterClock(life))
    serving = asyncio.ensure_future(service.run())
    while not await asyncio.to_thread(_is_done, service, len(wire.messages)):  # noqa: ASYNC110 (rows call nobody)
        await asyncio.sleep(0.05)
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)
    home.close()


def _is_done(service: Service, messages: int) -> bool:
    with service.home.database.work(service.clock.now(), write=False) as work:
        waits = select(func.count()).where(Arrival.progress == Progress.WAITING)
        goes = select(func.count()).where(col(Outgoing.fate).in_([Fate.WAITING, Fate.SENDING]))
        taken = int(inbox.cursor(work, NAME) or 0)
        return taken == messages and work.first(waits) == 0 and work.first(goes) == 0


def main() -> None:
    folder, url, point, seed, lives = Path(sys.argv[1]), *sys.argv[2:4], int(sys.argv[4]), int(sys.argv[5])
    chance = random.Random(seed)
    killed = 0
    for life in range(lives + 1):
        # a message in whose handling the bot dies again and again is put aside: here it dies in another's
        fuse = (2 if point == "kept" else chance.randint(1, 2)) if life < lives else None
        child = os.fork()
        if child == 0:
            asyncio.run(live(folder, url, point, fuse, life))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        killed += os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        if os.WIFEXITED(status) and os.WEXITSTATUS(status) != 0:
            sys.exit("a life ended in an error")
    sys.stdout.write(f"{killed}\n")


if __name__ == "__main__":
    main()
