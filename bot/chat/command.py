"""`liaison chat`: the console channel, from a script, a pipe or a terminal."""

import asyncio
import json
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console as Screen

from bot.chat.script import START, Event, Runner, ScriptError
from bot.chat.showing import show_event
from bot.clock import VirtualClock
from bot.home import demo
from bot.home.network import Home
from bot.home.served import served
from bot.operations import logs
from bot.settings.reading import settings_for

_CLOCK = "clock"  # in the data folder: where the last script left the time


def chat(
    folder: Path, *, load_demo: bool, who: str | None, script: str | None, as_json: bool, nights: bool = False
) -> int:
    """The exit code: 0, or 2 for a script that makes no sense. ServedError.

    `nights`: what is not urgent waits for its reader's morning; else all comes at once, at any hour.
    """
    settings = settings_for(None, folder)
    waits = settings.reminders.model_copy(update={"waits": nights and settings.reminders.waits})
    settings = settings.model_copy(update={"reminders": waits})
    logs.set_up("console", "error")
    with served(settings) as home:
        if script is None and sys.stdin.isatty():
            return _interactive(home, load_demo, who or "spain")
        return _batch(home, folder, load_demo, who, script, as_json)


def _interactive(home: Home, load_demo: bool, who: str) -> int:
    from bot.chat.terminal import Terminal  # what a prompt needs, a script does not

    if load_demo:
        _furnish(home, datetime.now(UTC))
    with suppress(KeyboardInterrupt, EOFError):
        asyncio.run(Terminal(home, who).run())
    return 0


def _batch(
    home: Home, folder: Path, load_demo: bool, who: str | None, script: str | None, as_json: bool
) -> int:
    """A script; or, without one, plain lines that `who` says, in real time."""
    clock = VirtualClock((time_left(folder) or START) if script is not None else datetime.now(UTC))
    if load_demo:
        _furnish(home, clock.now())
    runner = Runner(home, clock, _emitter(as_json))
    speaker = None if script is not None else who or "spain"
    try:
        asyncio.run(_play(runner, _lines(script or "-"), speaker))
    except ScriptError as error:
        print(error, file=sys.stderr)
        return 2
    finally:
        if script is not None:
            (folder / _CLOCK).write_text(clock.now().isoformat(), encoding="ascii")
    return 0


async def _play(runner: Runner, lines: Iterable[str], speaker: str | None) -> None:
    await asyncio.to_thread(runner.service.take_up)
    await runner.settle()
    await runner.play(lines, speaker)


def _furnish(home: Home, now: datetime) -> None:
    with home.database.work(now) as work:
        demo.furnish(work, home.rules)


def time_left(folder: Path) -> datetime | None:
    """Where the clock of the last script on this folder stands; None where there was none."""
    path = folder / _CLOCK
    return datetime.fromisoformat(path.read_text(encoding="ascii")) if path.is_file() else None


def _lines(script: str) -> Iterable[str]:
    if script == "-":
        yield from sys.stdin
        return
    try:
        with Path(script).open(encoding="utf-8") as file:
            yield from file
    except OSError as error:
        raise ScriptError(f"{script} cannot be read: {error.strerror}.") from None


def _emitter(as_json: bool) -> Callable[[Event], None]:
    if as_json:
        return lambda event: print(json.dumps(event, ensure_ascii=False), flush=True)
    screen = Screen(highlight=False, soft_wrap=True)
    return lambda event: show_event(screen, event)
