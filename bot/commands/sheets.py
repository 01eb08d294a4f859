"""The operator's files: read, refused with every fault, written for one reader."""

import os
from collections.abc import Sequence
from pathlib import Path

import typer

from bot.errors import OperatorError
from handlers.vocabulary.sheets import Fault


def content_of(file: Path) -> bytes:
    """OperatorError where it cannot be read."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise OperatorError(f"{file} cannot be read: {error.strerror}.") from None


def refuse_faults(file: Path, faults: Sequence[Fault], nothing: str = "nothing was imported") -> None:
    """Every fault on a line of its own, then the end with exit code 1."""
    if not faults:
        return
    for fault in faults:
        typer.echo(f"{file}, {fault}", err=True)
    typer.echo(f"{len(faults)} to mend; {nothing}.", err=True)
    raise typer.Exit(1)


def write_private(file: Path, content: bytes) -> None:
    """Readable by its owner only, also where it was there before. OperatorError."""
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as out:
            os.fchmod(out.fileno(), 0o600)
            out.truncate()
            out.write(content)
    except OSError as error:
        raise OperatorError(f"{file} cannot be written: {error.strerror}.") from None
