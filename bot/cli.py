"""The command line: one console script, `liaison`."""

import errno
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.commands import (
    agencies,
    check,
    contacts,
    matrix,
    officers,
    people,
    privacy,
    reading,
    saving,
    service,
    setup,
    stats,
    upkeep,
)
from bot.commands.options import Config, Data
from bot.errors import OperatorError
from bot.settings.reading import settings_for
from storage.errors import StorageError, UnusableError

# what a disk, its rights and its folders refuse
_MENDED = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO}

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False)
app.command()(setup.init)
app.command()(check.doctor)
app.command("invite")(people.make_code)
app.add_typer(officers.officers, name="officers")
app.add_typer(privacy.privacy, name="privacy")
app.command()(stats.stats)
app.command("read")(reading.read)
app.command()(saving.backup)
app.command()(saving.restore)
app.add_typer(agencies.agencies, name="agencies")
app.add_typer(contacts.contacts, name="contacts")
app.add_typer(matrix.matrix, name="matrix")
app.add_typer(upkeep.keys, name="keys")
app.add_typer(upkeep.audit, name="audit")
app.add_typer(upkeep.db, name="db")
app.add_typer(service.service, name="service")
Folder = Annotated[Path, typer.Option("--data", help="The folder that holds everything; made when missing.")]


@app.callback()
def root() -> None:
    """Liaison: clues, requests, reminders and contact points between vetted officers."""


@app.command()
def chat(
    data: Folder = Path("var/chat"),
    demo: Annotated[bool, typer.Option("--demo", help="Load the demo network into an empty folder.")] = False,
    who: Annotated[str | None, typer.Option("--as", help="Who you are.", metavar="NAME")] = None,
    script: Annotated[str | None, typer.Option(help="Play a transcript; - is stdin.", metavar="F")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    nights: Annotated[bool, typer.Option("--nights", help="What waits in service waits here, too.")] = False,
) -> None:
    """Talk to the bot here, without an account anywhere."""
    from bot.chat.command import chat as run

    raise typer.Exit(run(data, load_demo=demo, who=who, script=script, as_json=as_json, nights=nights))


@app.command()
def run(config: Config = None, data: Data = None) -> None:
    """The bot on every configured channel, until SIGTERM or Ctrl-C."""
    from bot.run import run as serve

    serve(settings_for(config, data))


def main() -> None:
    """Run the command line. What the operator can mend is said in a sentence; exit code 1."""
    os.umask(0o077)  # whatever we write is nobody else's business
    try:
        app(prog_name="liaison")  # also where it is `python -m bot`
    except UnusableError as error:
        _give_up(f"The database cannot be used: {error}. What to do: {error.mend}.")
    except (OperatorError, StorageError) as error:
        _give_up(str(error))
    except OSError as error:
        if error.errno not in _MENDED:
            raise
        where = f": {error.filename}" if error.filename else ""
        _give_up(f"{error.strerror}{where}. Make room, or let this user write there; then run it again.")


def _give_up(said: str) -> None:
    typer.echo(said, err=True)
    sys.exit(1)
