"""`liaison contacts import|export|check FILE`: contact points as CSV or vCard."""

from pathlib import Path
from typing import Annotated

import typer

from bot.clock import RealClock
from bot.commands.options import Config, Data
from bot.commands.sheets import content_of, refuse_faults, write_private
from bot.home.network import open_settings
from bot.settings.reading import settings_for
from handlers.contacts import importing
from handlers.vocabulary.sheets import Fault

contacts = typer.Typer(no_args_is_help=True, help="Contact points as CSV or vCard files.")
File = Annotated[Path, typer.Argument(help="CSV (UTF-8 or GB18030) or vCard.", metavar="FILE")]


@contacts.command("check")
def check(file: File, config: Config = None, data: Data = None) -> None:
    """List everything that is wrong with a file; change nothing. Exit code 1 when there is something."""
    home, content = open_settings(settings_for(config, data)), content_of(file)
    try:
        with home.database.work(RealClock().now(), write=False) as work:
            entries, faults = importing.check(work, content)
            notes = importing.notes(work, content)
    finally:
        home.close()
    _show(file, notes)
    refuse_faults(file, faults)
    typer.echo(f"{file} is sound: {len(entries)} contact points.")


@contacts.command("import")
def take(file: File, config: Config = None, data: Data = None) -> None:
    """Take a file in: all of it, or nothing when something is wrong with it."""
    home, content = open_settings(settings_for(config, data)), content_of(file)
    try:
        with home.database.work(RealClock().now()) as work:
            notes = importing.notes(work, content)
            added, changed, faults = importing.take(work, content)
    finally:
        home.close()
    _show(file, notes)
    refuse_faults(file, faults)
    typer.echo(f"{added} contact points added, {changed} changed.")


@contacts.command("export")
def give(file: File, config: Config = None, data: Data = None) -> None:
    """Write all contact points into a CSV file, private numbers included; readable by you only."""
    home = open_settings(settings_for(config, data))
    try:
        with home.database.work(RealClock().now()) as work:
            content = importing.give(work)
    finally:
        home.close()
    write_private(file, content)
    typer.echo(f"Written: {file}")


def _show(file: Path, notes: list[Fault]) -> None:
    """What was left out, or looks like something else: no fault."""
    for note in notes:
        typer.echo(f"{file}, {note}", err=True)
