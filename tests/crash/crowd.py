"""A bot that dies while it tells a crowd: as in `child`, on two channels, at a place of its own in each life.

python -m tests.crash.crowd FOLDER URL NOTICE SIZE
"""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Collection
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlmodel import col, func, select

from bot.channels.port import Intake, RefusedError, TryLaterError, UnreachableError
from bot.home.network import open_home
from bot.pipeline.service import Service
from handlers.law.handling import Ceiling, Tlp
from handlers.letters.letter import Abilities, Letter
from handlers.notices import sending as notice_sending
from storage.notices import Notice, NoticeState
from storage.outbox import Fate, Outgoing
from tests.crash.child import Fuse, LaterClock, _after

CHANNELS = {"guarded": Ceiling(), "open": Ceiling(Tlp.GREEN, personal=False)}
DEATHS = {"written": 2, "before": 5, "after": 5}  # where, and at which part of the crowd


class Crowd:
    """What an address begins with is what happens there: gone, refused, later (once), anything else hears."""

    def __init__(self, name: str, folder: Path, before: Fuse, after: Fuse) -> None:
        self.name, self.abilities = name, Abilities(ceiling=CHANNELS[name])
        self.out = os.open(folder / "out.jsonl", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        self.before, self.after = before, after
        self.put_off: set[int] = set()

    async def run(self, _intake: Intake) -> None:
        await asyncio.Event().wait()

    async def deliver(self, letter: Letter) -> str:
        await asyncio.sleep(0.001)  # as a network: others are under way meanwhile
        self.before.touch()
        what = letter.address.partition("-")[0]
        if what == "gone":
            raise UnreachableError
        if what == "refused":
            raise RefusedError(letter.address)
        if what == "later" and letter.id not in self.put_off:
            self.put_off.add(letter.id)
            raise TryLaterError("flood", timedelta(seconds=1))
        line = json.dumps({"id": letter.id, "to": letter.address, "on": self.name})
        os.write(self.out, line.encode() + b"\n")
        self.after.touch()
        return str(letter.id)

    def fetch(self, handle: str) -> Any:
        raise NotImplementedError(handle)

    async def remove(self, address: str, external: str) -> None: ...

    async def remove_copies(
        self, address: str, older: Collection[str], until: str, known: Collection[str]
    ) -> None: ...

    async def busy(self, address: str) -> None: ...

    async def stop(self) -> None: ...


async def live(folder: Path, url: str, notice_id: int, fuses: dict[str, Fuse], life: int) -> None:
    notice_sending._tell = _after(notice_sending._tell, fuses["written"])
    home = open_home(url, folder / "data.key", folder / "files")
    channels = [Crowd(name, folder, fuses["before"], fuses["after"]) for name in CHANNELS]
    service = Service(home, channels, LaterClock(life))
    serving = asyncio.ensure_future(service.run())
    while not await asyncio.to_thread(_is_done, service, notice_id):  # noqa: ASYNC110 (rows call nobody)
        await asyncio.sleep(0.2)
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)
    home.close()


def _is_done(service: Service, notice_id: int) -> bool:
    with service.home.database.work(service.clock.now(), write=False) as work:
        goes = select(func.count()).where(col(Outgoing.fate).in_([Fate.WAITING, Fate.SENDING]))
        return work.need(Notice, notice_id).state is NoticeState.SENT and work.first(goes) == 0


def main() -> None:
    folder, url, notice_id, size = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    killed = 0
    for life in range(len(DEATHS) + 1):
        dies_at = [*DEATHS, ""][life]
        fuses = {name: Fuse(size // part if name == dies_at else None) for name, part in DEATHS.items()}
        child = os.fork()
        if child == 0:
            asyncio.run(live(folder, url, notice_id, fuses, life))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        killed += os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        if os.WIFEXITED(status) and os.WEXITSTATUS(status) != 0:
            sys.exit("a life ended in an error")
    sys.stdout.write(f"{killed}\n")


if __name__ == "__main__":
    main()
