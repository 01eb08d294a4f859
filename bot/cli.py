"""The command line: one console script, `liaison`."""

import errno
import os
import sys

import typer

from bot.errors import OperatorError
from bot.loading import Commands
from storage.errors import StorageError, UnusableError

# what a disk, its rights and its folders refuse
_MENDED = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO}

app = typer.Typer(cls=Commands, no_args_is_help=True, pretty_exceptions_enable=False)


@app.callback()
def root() -> None:
    """Liaison: clues, requests, reminders and contact points between vetted officers."""


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
