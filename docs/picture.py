"""Draws the README's picture from a real run: `python docs/picture.py` writes docs/conversation.svg."""

import asyncio
import io
import re
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

from bot.chat.script import START, Event, Runner
from bot.clock import VirtualClock
from bot.home import demo
from bot.home.network import open_home

_FONTS = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
TARGET = Path(__file__).parent / "conversation.svg"
STEPS = (
    "spain> /contacts China",
    "spain> /clue China Three women held at a restaurant in Example Street; papers taken",
    "mps! 1",
)


def record() -> list[Event]:
    """What was said, by whom and to whom."""
    events: list[Event] = []
    with tempfile.TemporaryDirectory() as folder:
        home = open_home(f"sqlite:///{folder}/liaison.db", Path(folder, "data.key"), Path(folder, "files"))
        with home.database.work(START) as work:
            demo.furnish(work, home.rules)
        asyncio.run(Runner(home, VirtualClock(START), events.append).play(STEPS))
        home.database.close()
    return events


def draw(events: list[Event]) -> str:
    """The conversation as SVG."""
    screen = Console(record=True, width=92, file=io.StringIO(), force_terminal=True)
    for event in events:
        if "from" in event:
            screen.print(
                Text.assemble(
                    (f"{event['from']}> ", "bold green"), event.get("text") or f"[{event['press']}]"
                )
            )
            continue
        screen.print(Text(f"→ {event['to']}", "bold blue"))
        screen.print(Text("\n".join("   " + line for line in event["text"].splitlines())))
        if event["buttons"]:
            numbered = (f"[{n}] {label}" for n, label in enumerate(event["buttons"], start=1))
            screen.print(Text("   " + "  ".join(numbered), "yellow"))
        screen.print()
    svg = screen.export_svg(title="liaison chat --demo", unique_id="liaison")
    return _FONTS.sub("", svg).replace("Fira Code", "ui-monospace")  # a picture asks nobody else for anything


if __name__ == "__main__":
    TARGET.write_text(draw(record()), encoding="utf-8")
