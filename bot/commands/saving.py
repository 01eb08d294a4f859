"""`liaison backup` and `liaison restore`."""

from pathlib import Path
from typing import Annotated

import typer

from bot.commands.options import Config, Data
from bot.home.premises import in_use, now, premises
from bot.home.served import alone
from bot.operations import backup as backups
from bot.settings.reading import settings_for

Target = Annotated[Path, typer.Argument(metavar="FILE", help="The backup.")]


def backup(
    file: Target,
    with_key: Annotated[bool, typer.Option(help="Save the data keys, too, as FILE.key.")] = False,
    config: Config = None,
    data: Data = None,
) -> None:
    """Save everything but the data keys into one sealed file, while the bot runs."""
    with in_use(settings_for(config, data)) as found:
        manifest = backups.save(found, file, now(), with_key)
    typer.echo(f"{file}: {_summary(manifest)}; read back and whole.")
    if with_key:
        typer.echo(f"{file}.key opens it: keep the two apart.")
    else:
        typer.echo(f"It opens only with the data keys: keep a copy of {found.key_file} somewhere else.")


def restore(
    file: Target,
    force: Annotated[bool, typer.Option(help="Replace the data that is there.")] = False,
    config: Config = None,
    data: Data = None,
) -> None:
    """Bring a backup back: all of it, or nothing is changed. Stop the bot first."""
    settings = settings_for(config, data)
    with alone(settings), premises(settings, backups.key_for(file, settings)) as found:
        manifest = backups.restore(found, file, now(), force)
    typer.echo(f"Restored from {manifest.taken_at}: {_summary(manifest)}. The audit trail holds.")


def _summary(manifest: backups.Manifest) -> str:
    files = len(manifest.names("files/"))
    size = sum(piece.size for piece in manifest.pieces.values())
    return f"schema {manifest.revision}, {files} attachments, {size:,} bytes"
