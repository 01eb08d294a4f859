"""What the process uses while it is under load, and its kills."""

import asyncio
import os
import re
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from tests.faults.bots import Bot

_EVERY = 2.0  # seconds
_PAGE = os.sysconf("SC_PAGE_SIZE")
_AGE = re.compile(r"^liaison_oldest_due_seconds (\S+)$", re.MULTILINE)


class Watch:
    """`bot` is the process that runs now; `samples`: when, megabytes, open descriptors, seconds of the oldest
    that is due and not done."""

    def __init__(self, start: Callable[[], Bot]) -> None:
        self._start, self.bot = start, start()
        self.kills: list[float] = []
        self.samples: list[tuple[float, float, int, float]] = []

    def kill(self) -> None:
        self.kills.append(time.time())
        self.bot.end()
        self.bot = self._start()

    async def run(self) -> None:
        while True:
            with suppress(OSError):  # it was killed a moment ago, or has not begun to listen
                self.samples.append(await asyncio.to_thread(self._look))
            await asyncio.sleep(_EVERY)

    def _look(self) -> tuple[float, float, int, float]:
        process = Path(f"/proc/{self.bot.process.pid}")
        held = int((process / "statm").read_text().split()[1]) * _PAGE / 1e6
        opened = len(os.listdir(process / "fd"))
        with urlopen(f"http://127.0.0.1:{self.bot.port}/metrics", timeout=20) as answer:
            age = _AGE.search(answer.read().decode())
        return time.time(), held, opened, float(age[1]) if age else 0.0

    def most(self) -> dict[str, float]:
        _, held, opened, age = zip(*self.samples, strict=True)
        return {"megabytes": max(held), "descriptors": max(opened), "queue_age": max(age)}

    def kept(self) -> dict[str, Any]:
        return {"samples": self.samples, "kills": self.kills}
