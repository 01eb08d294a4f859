"""`liaison agencies` and `liaison law`, `import|export|check FILE`: what coordinators keep in files."""

from pathlib import Path
from typing import Annotated

import typer

from bot.commands.options import Config, Data
from bot.commands.people import opened
from bot.commands.sheets import content_of, refuse_faults, write_private
from handlers import house
from handlers.agencies import law_lines
from handlers.law.pages import Line
from handlers.network import importing

agencies = typer.Typer(no_args_is_help=True, help="The agencies of the network as CSV or TOML files.")
File = Annotated[Path, typer.Argument(help="CSV, or TOML with [[agency]].", metavar="FILE")]
_ROOMS = house.ROOMS  # what coordinators are told is declared there


@agencies.command("check")
def check(file: File, config: Config = None, data: Data = None) -> None:
    """List everything that is wrong with a file; change nothing. Exit code 1 when there is something."""
    content = content_of(file)
    with opened(config, data) as (work, _home):
        count, faults = importing.check(work, content)
    refuse_faults(file, faults)
    typer.echo(f"{file} is sound: {count} agencies.")


@agencies.command("import")
def take(file: File, config: Config = None, data: Data = None) -> None:
    """Take a file in: all of it, or nothing when something is wrong with it. What it does not name stays."""
    content = content_of(file)
    with opened(config, data) as (work, _home):
        added, changed, same, faults = importing.take(work, content)
    refuse_faults(file, faults)
    typer.echo(f"{added} agencies added, {changed} changed, {same} as before.")


@agencies.command("export")
def give(file: File, config: Config = None, data: Data = None) -> None:
    """Write all agencies into a file, TOML where it is called so, else CSV."""
    with opened(config, data) as (work, _home):
        content = importing.give(work, is_toml=file.suffix.casefold() == ".toml")
    write_private(file, content)
    typer.echo(f"Written: {file}")


law = typer.Typer(no_args_is_help=True, help="The lines of the law pages as a TOML file.")
LawFile = Annotated[Path, typer.Argument(help="TOML with [[line]].", metavar="FILE")]


@law.command("check")
def check_law(file: LawFile, config: Config = None, data: Data = None) -> None:
    """List everything that is wrong with a file; change nothing. Exit code 1 when there is something."""
    content = content_of(file)
    with opened(config, data) as (work, _home):
        found, faults = law_lines.check(work, content)
    refuse_faults(file, faults)
    _show(file, found)
    typer.echo(f"{file} is sound: {len(found)} lines.")


@law.command("import")
def take_law(file: LawFile, config: Config = None, data: Data = None) -> None:
    """Take a file in: all of it, or nothing when something is wrong with it. What it does not name goes."""
    content = content_of(file)
    with opened(config, data) as (work, _home):
        found, faults = law_lines.take(work, content)
    refuse_faults(file, faults)
    _show(file, found)
    typer.echo(f"{len(found)} lines are in force.")


@law.command("export")
def give_law(file: LawFile, config: Config = None, data: Data = None) -> None:
    """Write the lines in force, the shipped ones where no file was taken in before."""
    with opened(config, data) as (work, _home):
        content = law_lines.give(work)
    write_private(file, content)
    typer.echo(f"Written: {file}")


def _show(file: Path, found: list[Line]) -> None:
    """What is shipped and not in it: no fault."""
    for line in law_lines.left_out(found):
        typer.echo(f"{file} leaves out, of {'–'.join(line.between)}, {line.topic}: {line.source}", err=True)
