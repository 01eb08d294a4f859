"""The interactive chat: a prompt with history, colours, numbered buttons, and `:as mps`."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import WordCompleter
from prompt_toolkit.history import InMemoryHistory
from prompt_toolkit.patch_stdout import patch_stdout
from rich.console import Console as Screen
from rich.text import Text as Rich

from bot.channels import console
from bot.channels.console import Console
from bot.chat.showing import styled
from bot.clock import RealClock
from bot.home.network import Home
from bot.pipeline.service import Service
from handlers.core import registry
from handlers.letters.letter import Key, Letter
from handlers.vocabulary.incoming import Kind

_HELP = ":as NAME be somebody else · :send PATH caption · a number presses a button · Ctrl-D leaves"


class Terminal:
    """A person at a terminal, talking to the running bot."""

    def __init__(self, home: Home, who: str) -> None:
        self.who = who
        self._screen = Screen(highlight=False)
        self._keys: dict[str, tuple[Key, ...]] = {}
        self._waiting: dict[str, int] = {}
        self._console = Console(self._show)
        self._service = Service(home, [self._console], RealClock())

    async def run(self) -> None:
        """Until Ctrl-D."""
        self._screen.print(Rich(_HELP, "dim"))
        serving = asyncio.create_task(self._service.run())
        session: PromptSession[str] = PromptSession(
            history=InMemoryHistory(),
            completer=WordCompleter([f"/{made.name}" for made in registry.commands()], sentence=True),
            complete_while_typing=False,
        )
        try:
            with patch_stdout(raw=True):
                while True:
                    self._take(await session.prompt_async(self._prompt))
        finally:
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)

    def _prompt(self) -> str:
        others = ", ".join(f"{who} {count}" for who, count in self._waiting.items() if who != self.who)
        return f"{self.who}{f' ({others})' if others else ''}> "

    def _take(self, line: str) -> None:
        word, _, rest = line.strip().partition(" ")
        now = datetime.now(UTC)
        if word == ":as" and rest:
            self.who = rest.strip()
            self._waiting.pop(self.who, None)
        elif word == ":send" and rest:
            name, _, caption = rest.strip().partition(" ")
            self._console.desk.put(console.typed(self.who, now, caption, file=Path(name)))
        elif key := self._key(word, rest):
            self._console.desk.put(console.typed(self.who, now, key.token, Kind.PRESS))
        elif line.strip():
            self._console.desk.put(console.typed(self.who, now, line))

    def _key(self, word: str, rest: str) -> Key | None:
        """The button a bare number chooses."""
        if rest or not word.isdecimal():
            return None
        return next((key for key in self._keys.get(self.who, ()) if key.number == int(word)), None)

    def _show(self, letter: Letter) -> None:
        self._keys[letter.address] = tuple(letter.keys) or self._keys.get(letter.address, ())
        if letter.address != self.who:
            self._waiting[letter.address] = self._waiting.get(letter.address, 0) + 1
        self._screen.print(Rich(f"→ {letter.address}", "bold blue"))
        self._screen.print(styled(letter.text))
        for file in letter.files:
            self._screen.print(Rich(f"[{file.name}, {file.size} bytes]", "dim"))
        if letter.keys:
            self._screen.print(
                Rich("  ".join(f"[{key.number}] {key.label}" for key in letter.keys), "yellow")
            )
        self._screen.print()
