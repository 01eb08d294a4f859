"""Whole conversations in a test: the script runner on the demo network, and what everybody was told.

def test_a_clue(talk: Talk) -> None:
    heard = talk("spain> /clue China Three women held at a restaurant")
    assert heard.to("mps").kinds == ["clue.referred"]
    heard = talk("mps! 确认收到", "@ +1d")
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from bot import demo
from bot.clock import VirtualClock
from bot.home import Home, open_home
from bot.script import START, Event, Runner
from handlers.rules import DEFAULTS, Rules
from storage.work import Work


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

    def __call__(self, *steps: str) -> Heard:
        before = len(self.everything.events)
        asyncio.run(self.runner.play(steps))
        return Heard(self.everything.events[before:])

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
    home = open_home(url, folder / "data.key", folder / "files", rules)
    talk = Talk(home, at)
    with talk.work() as work:
        demo.furnish(work, rules)
    return talk


MakeTalk = Callable[[Rules], Talk]


def said(events: Iterable[Event]) -> list[tuple[str, str]]:
    """(to, kind) of each."""
    return [(event["to"], event["kind"]) for event in events]
