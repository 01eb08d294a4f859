"""`liaison contacts import|export|check FILE`: contact points as CSV or vCard."""

from pathlib import Path
from typing import Annotated

import typer

from bot.clock import RealClock
from bot.commands.options import Config, Data
from bot.configfile import settings_for
from bot.errors import OperatorError
from bot.home import open_settings
from handlers import contacts_import
from handlers.contacts_table import Fault

contacts = typer.Typer(no_args_is_help=True, help="Contact points as CSV or vCard files.")
File = Annotated[Path, typer.Argument(help="CSV (UTF-8 or GB18030) or vCard.", metavar="FILE")]


@contacts.command("check")
def check(file: File, config: Config = None, data: Data = None) -> None:
    """List everything that is wrong with a file; change nothing. Exit code 1 when there is something."""
    home, content = open_settings(settings_for(config, data)), _content(file)
    try:
        with home.database.work(RealClock().now(), write=False) as work:
            entries, faults = contacts_import.check(work, content)
    finally:
        home.close()
    _refuse(file, faults)
    typer.echo(f"{file} is sound: {len(entries)} contact points.")


@contacts.command("import")
def take(file: File, config: Config = None, data: Data = None) -> None:
    """Take a file in: all of it, or nothing when something is wrong with it."""
    home, content = open_settings(settings_for(config, data)), _content(file)
    try:
        with home.database.work(RealClock().now()) as work:
            added, changed, faults = contacts_import.take(work, content)
    finally:
        home.close()
    _refuse(file, faults)
    typer.echo(f"{added} contact points added, {changed} changed.")


@contacts.command("export")
def give(file: File, config: Config = None, data: Data = None) -> None:
    """Write all contact points into a CSV file, private numbers included; readable by you only."""
    home = open_settings(settings_for(config, data))
    try:
        with home.database.work(RealClock().now()) as work:
            content = contacts_import.give(work)
    finally:
        home.close()
    try:
        file.touch(mode=0o600, exist_ok=True)
        file.write_bytes(content)
    except OSError as error:
        raise OperatorError(f"{file} cannot be written: {error.strerror}.") from None
    typer.echo(f"Written: {file}")


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise OperatorError(f"{file} cannot be read: {error.strerror}.") from None


def _refuse(file: Path, faults: list[Fault]) -> None:
    """Every fault on a line of its own, then the end."""
    if not faults:
        return
    for fault in faults:
        typer.echo(f"{file}, {fault}", err=True)
    typer.echo(f"{len(faults)} to mend; nothing was imported.", err=True)
    raise typer.Exit(1)
