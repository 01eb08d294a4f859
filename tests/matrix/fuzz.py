"""`python -m tests.matrix.fuzz [--events N] [--seed S] [--minutes M]`: 50,000 raw events, most broken.

The whole bot, from what /sync brings to what is asked of the homeserver; only the network is not there. Amid
all that an officer asks something, is answered within two seconds, and reads the answer on a real device.
"""

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from math import inf
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import structlog

from bot.channels.matrix import Account, Matrix
from bot.clock import RealClock
from bot.pipeline.service import Service
from storage import inbox
from storage.matrix import CHANNEL
from storage.people import Invitation
from tests.matrix.fuzzing import Fuzzer
from tests.matrix.network import enrolled, furnished
from tests.matrix.standin import BOT, ROOM, Person, Standin
from tests.resident import kept_waiting, resident

_BATCH = 40  # events of one answer
_PATIENCE = 2.0  # seconds until an officer is answered
_ENOUGH = 40  # faults
_LEAN = 40_000_000  # bytes by which the process may grow, once it has seen a fifth of all


@dataclass
class Outcome:
    events: int = 0
    asked: int = 0
    slowest: float = 0.0
    own: float = 0.0  # the slowest without what the machine made it wait for a processor
    memory: int = 0  # bytes, once it has seen a fifth of all
    grown: int = 0  # bytes, from then on
    seconds: float = 0.0
    put_aside: Mapping[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.events} events in {self.seconds:.0f} s: {self.asked} questions of an officer, the slowest"
            f" answered in {self.slowest:.2f} s ({self.own:.2f} s on a free machine);"
            f" {self.memory / 1e6:.1f} MB in memory after a fifth, {self.grown / 1e6:+.1f} MB at the end;"
            f" put aside: {dict(self.put_aside)}; {len(self.faults)} faults"
        )


class Trial:
    """One bot, one officer, one stranger who means no good."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.spain, self.evil = Person(folder, "spain"), Person(folder, "evil")
        self.fuzzer = Fuzzer(seed, self.spain, self.evil)
        self.home = furnished(folder)
        enrolled(self.home, "spain", self.spain.own.user_id, self.spain.identity.key)
        self._expect_somebody()
        self.channel = Matrix(
            Account("http://127.0.0.1:9", BOT, folder / "matrix", "x"), self.home.database, RealClock().now
        )
        self.server = self.channel.server = Standin(self.spain, self.evil)
        self.outcome = Outcome()

    def _expect_somebody(self) -> None:
        """While a code is out, strangers are let in."""
        now = RealClock().now()
        with self.home.database.work(now) as work:
            work.add(Invitation(code_index=b"code", made_at=now, ends_at=now.replace(year=now.year + 1)))

    async def run(self, events: int, minutes: float) -> None:
        begun = time.monotonic()
        asyncio.get_running_loop().set_exception_handler(self._unheard)
        with structlog.testing.capture_logs() as logged:
            service = Service(self.home, [self.channel], RealClock())
            task = asyncio.create_task(service.run())
            try:
                await self._all(events, begun, minutes * 60, logged)
            except TimeoutError as error:
                self.outcome.faults.append(f"{error}")
            finally:
                if task.done():
                    self.outcome.faults.append(f"the bot ended: {task.exception()!r}")
                task.cancel()
                with suppress(asyncio.CancelledError, Exception):
                    await task
        self.outcome.seconds = time.monotonic() - begun
        self._judge()

    async def _all(self, events: int, begun: float, seconds: float, logged: list[Any]) -> None:
        await self._greet()
        share = 0.0  # of all that is to be seen, by number or by time
        while share < 1 and len(self.outcome.faults) < _ENOUGH:
            await self._batch()
            self._note_errors(logged)
            share = max(self.outcome.events / events, (time.monotonic() - begun) / seconds)
            if not self.outcome.memory and share > 1 / 5:
                self.outcome.memory = resident()
        self.outcome.grown = resident() - self.outcome.memory if self.outcome.memory else 0

    async def _greet(self) -> None:
        """The first answer, whose events are old; then the officer's room key."""
        await self.server.feed.put('{"next_batch":"t0"}')
        async with asyncio.timeout(20):
            while not (self.channel.is_ready and self.server.one_time_keys):  # noqa: ASYNC110 (of the bot's)
                await asyncio.sleep(0.01)
        keys = iter(list(self.server.one_time_keys.values()))
        handed = [json.dumps(one.hands_over(self.server.bot, next(keys))) for one in (self.spain, self.evil)]
        await self.server.feed.put(self.fuzzer.with_events("t1", handed, []))
        self.fuzzer.bot = self.server.bot

    async def _batch(self) -> None:
        number = self.outcome.events
        await self.server.feed.put(self.fuzzer.answer(f"a{number}"))
        events, to_device = self.fuzzer.events(_BATCH - 6), self.fuzzer.to_device(5)
        word = f"no-such-{number}"
        events.insert(self.outcome.asked % len(events), json.dumps(self.spain.says(f"/{word}")))
        await self.server.feed.put(self.fuzzer.with_events(f"t{number}", to_device, events))
        self.outcome.events += _BATCH
        await self._answered(word)

    async def _answered(self, word: str) -> None:
        begun, waited = time.monotonic(), kept_waiting()
        self.outcome.asked += 1
        while not any(word in said for said in self.spain.read[-60:]):
            await asyncio.sleep(0.005)
            if time.monotonic() - begun > 30 * _PATIENCE:
                raise TimeoutError(f"{word} was never answered")
        took = time.monotonic() - begun
        self.outcome.slowest = max(self.outcome.slowest, took)
        own = took - (kept_waiting() - waited)
        self.outcome.own = max(self.outcome.own, own)
        if own > _PATIENCE:
            self.outcome.faults.append(f"{word} was answered after {took:.1f} s, {own:.1f} of them our own")

    def _unheard(self, _loop: asyncio.AbstractEventLoop, context: Mapping[str, Any]) -> None:
        """A task of its own that ended in an error."""
        self.outcome.faults.append(f"unheard: {context}")

    def _note_errors(self, logged: list[Any]) -> None:
        bad = [e for e in logged if e["log_level"] in {"error", "critical"}]
        self.outcome.faults += [f"logged: {e.get('event')} {e.get('error')} {e.get('exc_info')}" for e in bad]
        logged.clear()
        self.outcome.faults += self.server.wrong
        self.server.wrong.clear()

    def _judge(self) -> None:
        now = RealClock().now()
        with self.home.database.work(now, write=False) as work:
            if (cursor := inbox.cursor(work, CHANNEL)) is None:
                self.outcome.faults.append(f"the cursor stands at {cursor}")
        if self.channel._desk is not None:
            self.outcome.put_aside = self.channel._desk.guard._said
        if ROOM in self.evil.room_keys:
            self.outcome.faults.append("a stranger was given the key of the officer's room")
        if leaks := [sent for sent in self.server.clear if "no-such" in sent]:
            self.outcome.faults.append(f"in clear: {leaks[0][:300]}")
        if self.outcome.grown > _LEAN:
            self.outcome.faults.append(f"{self.outcome.grown / 1e6:.0f} MB more in memory")


def tried(folder: Path, events: int, seed: int, minutes: float = inf) -> Outcome:
    trial = Trial(folder, seed)
    asyncio.run(trial.run(events, minutes))
    trial.home.close()
    return trial.outcome


def main() -> int:
    """0 where nothing went wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.matrix.fuzz")
    parser.add_argument("--events", type=int, default=50_000, metavar="N", help="50000 unless told otherwise")
    parser.add_argument("--seed", type=int, default=1, metavar="S")
    parser.add_argument("--minutes", type=float, default=inf, metavar="M", help="no longer than that")
    given = parser.parse_args()
    with TemporaryDirectory() as folder:
        outcome = tried(Path(folder), given.events, given.seed, given.minutes)
    sys.stdout.write(f"{outcome}\n")
    for fault in outcome.faults[:40]:
        sys.stdout.write(f"{fault}\n")
    return 1 if outcome.faults else 0


if __name__ == "__main__":
    sys.exit(main())
