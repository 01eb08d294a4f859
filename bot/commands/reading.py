"""`liaison read "…"`: how a line is read, for whoever adds a row to the table of words."""

from datetime import UTC, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from handlers import dates, places
from handlers.dates import NotUnderstood, anywhere
from handlers.law import official_references, typed_marks
from handlers.reading import cues, likely

Line = Annotated[str, typer.Argument(help="As an officer would type it.")]
Zone = Annotated[str, typer.Option(help="The officer's time zone.", metavar="ZONE")]


def read(line: Line, zone: Zone = "Europe/Madrid") -> None:
    """Print how a line is read: what it is for, and what it says."""
    for name, value in parts(line, ZoneInfo(zone), datetime.now(UTC)):
        typer.echo(f"{name:12}{value}")


def parts(line: str, zone: ZoneInfo, now: datetime) -> list[tuple[str, str]]:
    """Each thing that was found, and what it says."""
    marks, words = typed_marks.read(line)
    urgency, _ = typed_marks.urgency(words)
    found = [("for", f"{one.intent}: {one.rest}".rstrip(": ")) for one in cues.every(line)]
    found += [
        ("likely", f"{one.intent} {one.score:.2f} ({', '.join(one.why)})") for one in likely.ranked(line)[:3]
    ]
    found += [("place", place.iso) for place in places.mentioned(line)]
    found += [("mark", f"{name} {value}") for name, value in marks.items()]
    found += [("urgency", urgency), ("official", official_references.find(line) or "-")]
    for purpose, dated in (
        ("remind", anywhere.reminder(line, zone, now)),
        ("due", anywhere.deadline(line, zone, now)),
    ):
        if dated is not None:
            found.append((purpose, f"{_moment(dated.result, zone)} | {dated.rest}"))
    return found


def _moment(result: dates.Understood | NotUnderstood, zone: ZoneInfo) -> str:
    if isinstance(result, NotUnderstood):
        offered = ", ".join(f"{at.astimezone(zone):%Y-%m-%d %H:%M}" for at in result.choices)
        return f"{result.reason} {offered}".strip()
    return f"{result.at.astimezone(zone):%Y-%m-%d %H:%M}" + (f" [{result.spec}]" if result.spec else "")
