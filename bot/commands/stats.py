"""`liaison stats`, `liaison htcds`: the figures of a year, and closed clues for research, as CSV."""

import csv
import io
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.options import Config, Data
from bot.commands.sheets import write_private
from bot.home.premises import in_use, now
from bot.settings.reading import settings_for
from handlers.clues import research
from handlers.law import htcds as standard
from handlers.requests.figures import HEAD, yearly
from storage.audit import Tag


def stats(
    year: Annotated[int, typer.Option(help="The calendar year (UTC).", min=2000, max=9998)],
    config: Config = None,
    data: Data = None,
) -> None:
    """Print what Art. 18 of Directive (EU) 2023/977 asks for: counts only, no content."""
    with in_use(settings_for(config, data)) as found, found.database.work(now()) as work:
        rows = yearly(work, year)
        work.audit(Tag.EXPORTED, None, "requests", year=year, rows=len(rows))
    writer = csv.writer(sys.stdout)
    writer.writerow(HEAD)
    writer.writerows(rows)


def htcds(
    out: Annotated[Path, typer.Option("--out", metavar="F", help="The file to write.")],
    config: Config = None,
    data: Data = None,
) -> None:
    """Write the closed clues that agencies gave to research, in codes, each like ten others at least."""
    with in_use(settings_for(config, data)) as found, found.database.work(now()) as work:
        rows = research.rows(work)
        if rows:
            write_private(out, _csv(rows.values()))
            research.sent(work, list(rows))
            work.audit(Tag.EXPORTED, None, what="htcds", rows=len(rows))
        left = research.left(work)
    typer.echo(f"{len(rows)} written; {left} wait until enough others look like them.")


def _csv(rows: Iterable[standard.Cells]) -> bytes:
    """Ordered by what they say, so that their order does not."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(standard.HEAD)
    writer.writerows(("TRUE", *cells) for cells in sorted(rows))
    return written.getvalue().encode()
