"""Whatever one event, message, key or account does to us, only that one is put aside; the others go on.

What is handled is written down before, where a kill does not wipe it out. After a kill the same news come
again, and are handled one by one: what was under way at two kills is not touched a third time.
"""

import asyncio
import hashlib
import json
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import structlog

from bot.channels.matrix.homeserver.errors import AwayError, LoggedOutError, ServerError
from bot.channels.matrix.homeserver.plain import is_sound, part

log = structlog.get_logger()
Item = TypeVar("Item")
_DEADLY = 2  # kills while it was under way
_SECONDS = 15.0  # that one may take, questions to the homeserver included
_SAID = 20  # lines a start and kind in the log: whoever sends nonsense does not fill a disk
_OURS = (asyncio.CancelledError, KeyboardInterrupt, SystemExit, GeneratorExit)


class Guard:
    """`put_aside`: how many of each kind, until somebody takes the figures down."""

    def __init__(self, box: Path | None = None) -> None:
        self._box = box
        self._batch, self._tries = _read(box)
        self._careful = False
        self._said: Counter[str] = Counter()
        self.put_aside: Counter[str] = Counter()

    def begin(self, batch: str) -> None:
        """From here on these news are handled. Their second time is a careful one."""
        self._careful = batch == self._batch
        if not self._careful:
            self._batch, self._tries = batch, Counter()
        self._write()

    def done(self) -> None:
        """All of it is safe on disk."""
        self._batch, self._tries, self._careful = None, Counter(), False
        self._write()

    def counted(self, counts: Mapping[str, int]) -> None:
        """So many of them are taken down."""
        self.put_aside = self.put_aside - Counter(counts)

    async def each(
        self,
        kind: str,
        items: Iterable[Item],
        handle: Callable[[Item], Awaitable[None]],
        *,
        later: Callable[[Item], None] | None = None,
        aside: Callable[[Item], None] | None = None,
    ) -> None:
        """Handle each. `later` takes what failed because the homeserver did; without it, that is raised.

        `aside` hears of each that will not be handled.
        """
        for item in items:
            try:
                fault = await self._try(item, handle)
            except (AwayError, ServerError, TimeoutError) as error:
                if later is None or isinstance(error, LoggedOutError):
                    raise
                later(item)
                continue
            if fault is not None:
                self._put_aside(kind, fault)
                if aside is not None:
                    aside(item)

    async def _try(self, item: Item, handle: Callable[[Item], Awaitable[None]]) -> BaseException | str | None:
        """What is wrong with it, if anything."""
        if not is_sound(item):
            return "unsound"
        name = _name(item) if self._careful else ""
        if name and self._tries[name] >= _DEADLY:
            return "deadly"
        self._under_way(name)
        try:
            async with asyncio.timeout(_SECONDS):
                await handle(item)
        except (AwayError, ServerError, TimeoutError, *_OURS):
            raise
        except BaseException as error:  # noqa: BLE001 a panic of the crypto library is no Exception
            return error
        finally:
            self._over(name)
        return None

    def _under_way(self, name: str) -> None:
        if name:
            self._tries[name] += 1
            self._write()

    def _over(self, name: str) -> None:
        if self._tries.pop(name, None) is not None:
            self._write()

    def _put_aside(self, kind: str, fault: BaseException | str) -> None:
        self.put_aside[kind] += 1
        self._said[kind] += 1
        if self._said[kind] <= _SAID:
            error = fault if isinstance(fault, str) else type(fault).__name__
            log.warning(
                "matrix.put_aside", kind=kind, error=error, exc_info=fault if error != fault else None
            )

    def _write(self) -> None:
        if self._box is None:
            return
        if self._batch is None:
            self._box.unlink(missing_ok=True)
        else:
            self._box.write_text(json.dumps({"batch": self._batch, "tries": self._tries}))


def _read(box: Path | None) -> tuple[str | None, Counter[str]]:
    """What was under way when the last process ended; nothing, where that cannot be read."""
    with suppress(OSError, ValueError, TypeError):
        found = json.loads(box.read_text()) if box is not None else {}
        tries = {name: int(count) for name, count in part(found, "tries").items()}
        return part(found).get("batch"), Counter(tries)
    return None, Counter()


def _name(item: object) -> str:
    return hashlib.sha256(repr(item).encode(errors="replace")).hexdigest()[:16]
