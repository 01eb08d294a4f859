"""The transcript runner: whole conversations, line by line, under a virtual clock.

    # comment                              spain> /clue China Three women held at a restaurant
    @ 2026-12-01T09:00:00+08:00            spain+ path/to/photo.jpg optional caption
    @ +3d                                  spain! Acknowledge      (a button: its label or number)
    @ now                                  spain~ the last message, corrected
                                           spain-                  (the last message, deleted)

Moving the clock runs everything that was due in between, in order, each at its own time.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.channels import console
from bot.channels.console import Console
from bot.clock import VirtualClock
from bot.home.network import Home
from bot.pipeline.service import Service
from handlers.letters.letter import Letter
from handlers.vocabulary.incoming import Incoming, Kind
from handlers.vocabulary.text import set_apart
from handlers.vocabulary.typed_line import folded

START = datetime.fromisoformat("2026-12-01T09:00:00+08:00")
_STEP = re.compile(r"^(?P<who>[\w.-]+?)(?P<mark>[>+!~]|-$)\s?(?P<rest>.*)$", re.DOTALL)
_LENGTH = re.compile(r"^\+\s*(?P<count>\d+)\s*(?P<unit>[smhdw])$")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_MORE = {"more choices", "更多"}
_MOST_STOPS = 1_000_000
_TICK = timedelta(minutes=1)

Event = dict[str, Any]


class ScriptError(Exception):
    """A line that makes no sense; the sentence names it."""


@dataclass
class Heard:
    """What one person has been told last, and can press."""

    letters: list[Letter] = field(default_factory=list)

    def token(self, wanted: str) -> str | None:
        """By label or number, on the last message that has it."""
        word = folded(wanted)
        for letter in reversed(self.letters):
            for key in letter.keys:
                if word in {str(key.number), folded(key.label)}:
                    return key.token
        return None


class Runner:
    """Plays steps on a network. `emit` gets each input and output as one object."""

    def __init__(self, home: Home, clock: VirtualClock, emit: Callable[[Event], None]) -> None:
        self.clock = clock
        self._emit = emit
        self._heard: dict[str, Heard] = {}
        self._last: dict[str, Incoming] = {}
        self.service = Service(home, [Console(self._show)], clock)

    async def play(self, lines: Iterable[str], default: str | None = None) -> None:
        """ScriptError names the line. `default`: who says a line that names nobody."""
        for number, line in enumerate(lines, start=1):
            try:
                await self.step(line.rstrip("\r\n"), default)
            except ScriptError as error:
                raise ScriptError(f"Line {number}: {error}") from None

    async def step(self, line: str, default: str | None = None) -> None:
        """One line; returns when all is handled and delivered."""
        stripped = line.strip()
        if default is None and (not stripped or stripped.startswith("#")):
            return
        if stripped.startswith("@") and default is None:
            await self.move(stripped[1:].strip())
            return
        found = _STEP.match(line) if default is None else None
        if found is not None:
            await self._do(found["who"], found["mark"], found["rest"])
        elif default is not None:
            if stripped:
                await self._do(default, ">", line)
        else:
            raise ScriptError(f"I do not understand “{stripped[:60]}”. A step looks like: spain> /help")

    async def _do(self, who: str, mark: str, rest: str) -> None:
        if mark == "!":
            await self._open_more(who, rest.strip())
        incoming = self._incoming(who, mark, rest)
        self._emit({"at": _stamp(self.clock.now()), "from": who, **_said(mark, rest)})
        if mark in ">+":
            self._last[who] = incoming
        await self._take(incoming)

    async def _take(self, incoming: Incoming) -> None:
        await self.service.intake.take(console.NAME, [incoming])
        await self.settle(incoming)

    async def _open_more(self, who: str, wanted: str) -> None:
        """What stands behind [More choices] is pressed by way of it."""
        heard = self._heard.get(who, Heard())
        for letter in [] if wanted.isdecimal() else list(reversed(heard.letters)):
            more = next((key for key in letter.keys if folded(key.label) in _MORE), None)
            if heard.token(wanted) is not None or more is None:
                continue
            await self._take(console.typed(who, self.clock.now(), more.token, Kind.PRESS))

    def _incoming(self, who: str, mark: str, rest: str) -> Incoming:
        now = self.clock.now()
        if mark == ">":
            return console.typed(who, now, rest.replace("\\n", "\n"))
        if mark == "+":
            name, _, caption = rest.strip().partition(" ")
            return console.typed(who, now, caption, file=Path(name))
        if mark == "!":
            return console.typed(who, now, self._token(who, rest.strip()), Kind.PRESS)
        earlier = self._last.get(who)
        if earlier is None:
            raise ScriptError(f"{who} has written nothing yet that could be changed.")
        kind = Kind.EDIT if mark == "~" else Kind.DELETE
        changed = console.typed(who, now, rest, kind, about=earlier.event)
        # as networks do: what is written under a picture is edited together with it
        return replace(changed, files=earlier.files) if mark == "~" else changed

    def _token(self, who: str, wanted: str) -> str:
        heard = self._heard.get(who, Heard())
        token = heard.token(wanted)
        if token is None:
            offered = [key.label for letter in reversed(heard.letters) for key in letter.keys][:10]
            raise ScriptError(f"{who} sees no button “{wanted}”. There are: {', '.join(offered) or 'none'}.")
        return token

    async def settle(self, incoming: Incoming | None = None) -> None:
        """Until all is done; a message that was put off for its sender's haste waits for its turn."""
        await self.service.quiet()
        while incoming is not None and (turn := self.service.turn_of(incoming)) is not None:
            self.clock.move_to(turn)
            await self.service.quiet()

    async def move(self, to: str) -> None:
        """To an instant, by a length of time, or to the real time; everything due on the way is done."""
        target, stuck = _target(to, self.clock.now()), None
        for _ in range(_MOST_STOPS):
            due = self.service.next_due()
            if due is None or due > target:
                break
            # what cannot be done stays due, as a row does that does not open: the others have their time
            self.clock.move_to(due if due != stuck else min(target, self.clock.now() + _TICK))
            stuck = due
            await self.service.quiet()
            if self.clock.now() >= target:
                break
        self.clock.move_to(target)
        await self.service.quiet()

    def _show(self, letter: Letter) -> None:
        self._heard.setdefault(letter.address, Heard()).letters.append(letter)
        files = [{"name": file.name, "size": file.size, "sha256": file.sha256} for file in letter.files]
        self._emit(
            {
                "at": _stamp(self.clock.now()),
                "to": letter.address,
                "text": set_apart(letter.text),
                "buttons": [key.label for key in letter.keys],
                "files": files,
                "refs": list(letter.refs),
                "kind": letter.kind,
            }
        )


def _said(mark: str, rest: str) -> Event:
    if mark == ">":
        return {"text": rest}
    if mark == "+":
        name, _, caption = rest.strip().partition(" ")
        return {"file": Path(name).name, "text": caption}
    return {{"!": "press", "~": "edit", "-": "delete"}[mark]: rest.strip()}


def _target(to: str, now: datetime) -> datetime:
    if to == "now":
        target = datetime.now(UTC)
    elif found := _LENGTH.match(to):
        target = now + timedelta(**{_UNITS[found["unit"]]: int(found["count"])})
    else:
        target = _instant(to)
    if target < now:
        raise ScriptError(f"The clock stands at {_stamp(now)}; it does not go back to {to}.")
    return target


def _instant(to: str) -> datetime:
    try:
        at = datetime.fromisoformat(to)
    except ValueError:
        raise ScriptError(f"“{to}” is no time. Write 2026-12-01T09:00:00+08:00, +3d, or now.") from None
    if at.utcoffset() is None:
        raise ScriptError(f"“{to}” names no zone. Write it like 2026-12-01T09:00:00+08:00.")
    return at.astimezone(UTC)


def _stamp(at: datetime) -> str:
    """`2026-12-01T01:00:00Z`"""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
