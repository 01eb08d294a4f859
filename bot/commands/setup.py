"""`liaison init`: a configuration that works as it stands, and what to do next."""

from pathlib import Path
from typing import Annotated

import typer
from rich import print as show

from bot.configfile import NAME, write_new

_NEXT = """Written: [bold]{path}[/bold], and the data key it names. Keep a copy of the key in a safe place.
Next:
  1. Open {path} and fill in \\[matrix], \\[telegram], or both.
  2. liaison doctor --config {path}
  3. liaison invite --agency eu --role coordinator --config {path}   (twice: two agencies, two coordinators)
  4. liaison run --config {path}
To only try it out: liaison chat --data {folder}"""


def init(
    folder: Annotated[Path, typer.Option("--dir", metavar="D", help="Where to.")] = Path(),
) -> None:
    """Write config.toml and a data key, and say what to do next."""
    try:
        path = write_new(folder)
    except FileExistsError:
        typer.echo(f"{folder / NAME} is there already; nothing was changed.", err=True)
        raise typer.Exit(1) from None
    show(_NEXT.format(path=path, folder=folder))
