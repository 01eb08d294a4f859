"""Whole conversations in a test: the script runner on the demo network, and what everybody was told.

def test_a_clue(talk: Talk) -> None:
    heard = talk("spain> /clue China Three women held at a restaurant")
    assert heard.to("mps").kinds == ["clue.referred"]
    heard = talk("mps! 签收", "@ +1d")
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from bot.channels import console
from bot.chat.script import START, Event, Runner
from bot.clock import VirtualClock
from bot.home.network import Home, open_folder
from handlers.core.rules import DEFAULTS, Rules
from handlers.vocabulary.incoming import Kind
from storage.work import Work
from tests import furnished


@dataclass
class Heard:
    """Outputs, in order."""

    events: list[Event] = field(default_factory=list)

    def to(self, who: str) -> "Heard":
        return Heard([event for event in self.events if event["to"] == who])

    def of(self, kind: str) -> "Heard":
        return Heard([event for event in self.events if event["kind"] == kind])

    @property
    def kinds(self) -> list[str]:
        return [event["kind"] for event in self.events]

    @property
    def text(self) -> str:
        """Everything that was said."""
        return "\n\n".join(event["text"] for event in self.events)

    @property
    def buttons(self) -> list[str]:
        """Of the last message that has any."""
        return next((event["buttons"] for event in reversed(self.events) if event["buttons"]), [])

    @property
    def ref(self) -> str:
        """The first reference that was named."""
        return str(next(ref for event in self.events for ref in event["refs"]))

    def __bool__(self) -> bool:
        return bool(self.events)


class Talk:
    """Call it with steps; it returns what was said to anybody meanwhile. `everything`: since the start."""

    def __init__(self, home: Home, at: datetime = START) -> None:
        self.home = home
        self.clock = VirtualClock(at)
        self.everything = Heard()
        self.runner = Runner(home, self.clock, self._note)

    @property
    def url(self) -> str:
        """Where another process finds the same network."""
        return self.home.database.engine.url.render_as_string(hide_password=False)

    def __call__(self, *steps: str) -> Heard:
        before = len(self.everything.events)
        asyncio.run(self.runner.play(steps))
        return Heard(self.everything.events[before:])

    def press(self, who: str, token: str) -> Heard:
        """A button that was offered before this run began."""
        before = len(self.everything.events)
        asyncio.run(self._press(who, token))
        return Heard(self.everything.events[before:])

    async def _press(self, who: str, token: str) -> None:
        await self.runner.settle()
        pressed = console.typed(who, self.clock.now(), token, Kind.PRESS)
        await self.runner.service.intake.take(console.NAME, [pressed])
        await self.runner.settle()

    @contextmanager
    def work(self) -> Iterator[Work]:
        """A look into the database, or a change to it."""
        with self.home.database.work(self.clock.now()) as work:
            yield work

    def _note(self, event: Event) -> None:
        if "to" in event:
            self.everything.events.append(event)


def talk_at(url: str, folder: Path, rules: Rules = DEFAULTS, at: datetime = START) -> Talk:
    """The demo network on a fresh database."""
    return Talk(furnished.opened(url, folder, rules, at), at)


def talk_in(folder: Path) -> Talk:
    """A folder that was lived in before, at the time where its clock stands."""
    return Talk(open_folder(folder), datetime.fromisoformat((folder / "clock").read_text("ascii")))


MakeTalk = Callable[[Rules], Talk]


def said(events: Iterable[Event]) -> list[tuple[str, str]]:
    """(to, kind) of each."""
    return [(event["to"], event["kind"]) for event in events]
