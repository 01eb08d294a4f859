"""The console: the same bot over a terminal or a script. Its addresses are the handles of the officers."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from pathlib import Path

from bot.channels.port import Abilities, Intake, Letter, RefusedError
from handlers.access import Ceiling
from handlers.chat import Incoming, IncomingFile, Kind

NAME = "console"
_CHUNK = 64 * 1024


class Console:
    """Hands every letter to `show`. Whoever sits at this terminal is trusted: nothing is held back here."""

    name = NAME
    abilities = Abilities(ceiling=Ceiling(), buttons=False, max_file=10**9, max_incoming_file=50_000_000)

    def __init__(self, show: Callable[[Letter], None]) -> None:
        self._show = show

    async def run(self, intake: Intake) -> None:  # noqa: ARG002 (whoever types calls the intake)
        await asyncio.Event().wait()

    async def deliver(self, letter: Letter) -> str:
        self._show(letter)
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
