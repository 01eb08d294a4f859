"""What became of deliveries, on disk as soon as each one ends; those that end together share a transaction.

A process that is killed leaves at most one letter of each person sent and not recorded.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import chain, repeat
from typing import Generic, TypeVar

from storage.errors import AWAY

_PAUSES = (0.1, 0.3, 1.0, 3.0, 5.0, 10.0, 10.0)  # seconds

Outcome = TypeVar("Outcome")
Done = TypeVar("Done")


async def patiently(step: Callable[[], Done], pauses: Iterable[float] = _PAUSES) -> Done:
    """Run it on a thread, and again where the database is busy or away for a while."""
    for pause in pauses:
        try:
            return await asyncio.to_thread(step)
        except AWAY:
            await asyncio.sleep(pause)
    return await asyncio.to_thread(step)


class Settling(Generic[Outcome]):
    """`write` records outcomes in one transaction; it runs on a thread, one at a time."""

    def __init__(self, write: Callable[[Sequence[Outcome]], None]) -> None:
        self._write = write
        self._waiting: list[tuple[Outcome, asyncio.Future[None]]] = []
        self._writer: asyncio.Task[None] | None = None

    async def record(self, outcome: Outcome) -> None:
        """Returns when it is on disk, and raises what kept it from getting there."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((outcome, done))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write_all())
        await done

    async def _write_all(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            fault: Exception | None = None
            try:
                outcomes = [outcome for outcome, _ in batch]
                # as long as it takes: who forgets what was sent sends it again
                await patiently(partial(self._write, outcomes), chain(_PAUSES, repeat(_PAUSES[-1])))
            except Exception as error:  # noqa: BLE001 (whoever waits for it gets it)
                fault = error
            for _, done in batch:
                _tell(done, fault)


def _tell(done: asyncio.Future[None], fault: Exception | None) -> None:
    if done.done():
        return
    if fault is None:
        done.set_result(None)
    else:
        done.set_exception(fault)
