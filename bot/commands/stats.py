"""`liaison stats`: the figures of a year, as CSV."""

import csv
import sys
from typing import Annotated

import typer

from bot.commands.options import Config, Data
from bot.home.premises import in_use, now
from bot.settings.reading import settings_for
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
