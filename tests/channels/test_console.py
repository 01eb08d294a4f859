"""The contract over the console."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.channels.console import Console, Desk, typed
from bot.channels.port import Channel
from handlers.letters.letter import Letter
from handlers.vocabulary.incoming import Incoming, Kind
from handlers.vocabulary.text import plain
from tests.channels.contract import Harness, Promises, Seen


class ConsoleHarness:
    officer = "spain"

    def __init__(self, folder: Path) -> None:
        self._folder, self._desk = folder, Desk()
        self._shown: list[Letter] = []
        self._last: Incoming | None = None
        self._is_broken = False

    async def open(self) -> Channel:
        return Console(self._show, self._desk)

    def _show(self, letter: Letter) -> None:
        if self._is_broken:
            raise BrokenPipeError
        self._shown.append(letter)

    async def write(self, words: str) -> str:
        return self._put(typed(self.officer, datetime.now(UTC), words))

    def _put(self, incoming: Incoming) -> str:
        self._last = incoming
        self._desk.put(incoming)
        return incoming.event

    async def rewrite(self, message: str, words: str) -> None:
        self._put(typed(self.officer, datetime.now(UTC), words, Kind.EDIT, about=message))

    async def attach(self, name: str, data: bytes, caption: str) -> None:
        path = self._folder / name
        path.write_bytes(data)
        self._put(typed(self.officer, datetime.now(UTC), caption, file=path))

    async def press(self, key: str) -> None:
        raise NotImplementedError(key)

    async def screen(self) -> Sequence[Seen]:
        return [
            Seen(
                str(letter.id),
                plain(letter.text),
                files=tuple((file.name, file.size, file.sha256) for file in letter.files),
            )
            for letter in self._shown
        ]

    async def break_line(self) -> None:
        self._is_broken = True

    async def mend_line(self) -> None:
        self._is_broken = False

    async def shut_out(self) -> None:
        raise NotImplementedError

    async def again(self) -> None:
        assert self._last is not None
        self._desk.put(replace(self._last))


class TestConsole(Promises):
    # nobody can shut the console out
    test_whoever_cannot_be_written_to_is_said_to_be_so = None  # type: ignore[assignment]

    @pytest.fixture
    def harness(self, tmp_path: Path) -> Harness:
        return ConsoleHarness(tmp_path)
