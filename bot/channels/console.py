"""The console: the same bot over a terminal or a script. Its addresses are the handles of the officers."""

import asyncio
import uuid
from collections import deque
from collections.abc import AsyncIterator, Callable, Collection
from datetime import datetime
from pathlib import Path

from bot.channels.port import Intake, RefusedError, TryLaterError
from handlers.law.handling import Ceiling
from handlers.letters.letter import Abilities, Letter
from handlers.vocabulary.incoming import Incoming, IncomingFile, Kind
from storage.errors import BusyError

NAME = "console"
_CHUNK = 64 * 1024
_PAUSE = 0.2  # seconds until a busy database is asked again


class Desk:
    """What was typed and is not kept yet, oldest first. It outlives a console that stops half-way."""

    def __init__(self) -> None:
        self._typed: deque[Incoming] = deque()
        self._news = asyncio.Event()

    def put(self, incoming: Incoming) -> None:
        self._typed.append(incoming)
        self._news.set()

    async def first(self) -> Incoming:
        """The oldest one; it stays until `done`."""
        while not self._typed:
            self._news.clear()
            await self._news.wait()
        return self._typed[0]

    def done(self) -> None:
        self._typed.popleft()


class Console:
    """Hands every letter to `show`. Whoever sits at this terminal is trusted: nothing is held back here."""

    name = NAME
    abilities = Abilities(ceiling=Ceiling(), buttons=False, max_file=10**9, max_incoming_file=50_000_000)

    def __init__(self, show: Callable[[Letter], None], desk: Desk | None = None) -> None:
        self._show, self.desk = show, desk or Desk()

    async def run(self, intake: Intake) -> None:
        while True:
            incoming = await self.desk.first()
            try:
                await intake.take(NAME, [incoming])
            except BusyError:
                await asyncio.sleep(_PAUSE)
            else:
                self.desk.done()

    async def busy(self, address: str) -> None:
        """A terminal that says nothing yet is busy."""

    async def deliver(self, letter: Letter) -> str:
        try:
            self._show(letter)
        except OSError:
            raise TryLaterError("The terminal takes nothing.") from None
        return str(letter.id)

    async def fetch(self, handle: str) -> AsyncIterator[bytes]:
        try:
            with await asyncio.to_thread(Path(handle).open, "rb") as file:
                while chunk := await asyncio.to_thread(file.read, _CHUNK):
                    yield chunk
        except OSError:
            raise RefusedError("The file cannot be read.") from None

    async def remove(self, address: str, external: str) -> None:
        """What a terminal has shown stays shown."""

    async def remove_copies(
        self, address: str, older: Collection[str], until: str, known: Collection[str]
    ) -> None:
        """There are none."""

    async def stop(self) -> None:
        """Nothing to let go of."""


def typed(
    who: str,
    at: datetime,
    text: str,
    kind: Kind = Kind.TEXT,
    about: str | None = None,
    file: Path | None = None,
) -> Incoming:
    """What somebody typed, or pressed, at the console."""
    files = () if file is None else (_file(file),)
    return Incoming(NAME, who, uuid.uuid4().hex, at, text, kind, about, files, name=who)


def _file(path: Path) -> IncomingFile:
    size = path.stat().st_size if path.is_file() else None
    return IncomingFile(path.name, "application/octet-stream", str(path), size)
