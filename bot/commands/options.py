"""What every command takes."""

from pathlib import Path
from typing import Annotated

import typer

Config = Annotated[
    Path | None, typer.Option("--config", metavar="F", help="The configuration; config.toml where left out.")
]
Data = Annotated[
    Path | None,
    typer.Option("--data", metavar="D", help="A folder that holds everything; furnished where it is new."),
]
