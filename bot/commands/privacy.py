"""`liaison privacy`: one officer's own data, handed out and erased."""

import json
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.options import Config, Data
from bot.commands.people import opened, refuse
from bot.commands.sheets import write_private
from storage import people, persons
from storage.audit import Tag
from storage.item import Item
from storage.people import Officer, State
from storage.work import Work

privacy = typer.Typer(no_args_is_help=True, help="One officer's own data, handed out and erased.")
Handle = Annotated[str, typer.Argument(metavar="NAME", help="The short name that `officers list` shows.")]


@privacy.command("export")
def hand_out(
    name: Handle,
    out: Annotated[Path, typer.Option(help="Where the JSON file goes; readable by its owner only.")],
    config: Config = None,
    data: Data = None,
) -> None:
    """Everything that is kept about this person."""
    with opened(config, data) as (work, _home):
        officer = _found(work, name)
        found = persons.export(work, officer)
        work.audit(Tag.PERSON_EXPORTED, None, Item("officer", officer.id))
    write_private(out, (json.dumps(found, ensure_ascii=False, indent=2) + "\n").encode())
    typer.echo(f"{name}: {out}")


@privacy.command()
def erase(name: Handle, config: Config = None, data: Data = None) -> None:
    """Name, addresses and wishes of somebody who has left; what he or she filed goes with its items."""
    with opened(config, data) as (work, _home):
        officer = _found(work, name)
        if officer.state is not State.LEFT:
            refuse(f"{name} is {officer.state}. Only who has left is erased: `/me`, then Leave.")
        persons.erase(work, officer)
        work.audit(Tag.PERSON_ERASED, None, Item("officer", officer.id))
        work.cut_log()
    typer.echo(f"{name} is erased. Backups from before still hold the name: delete them in time.")


def _found(work: Work, name: str) -> Officer:
    officer = people.officer_named(work, name)
    if officer is None:
        refuse(f"There is nobody called {name}. `liaison officers list` shows the short names.")
    return officer
