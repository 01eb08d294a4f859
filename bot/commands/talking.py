"""`liaison chat`: the bot without an account anywhere."""

from pathlib import Path
from typing import Annotated

import typer

from bot.chat.command import chat as talk

Folder = Annotated[Path, typer.Option("--data", help="The folder that holds everything; made when missing.")]


def chat(
    data: Folder = Path("var/chat"),
    demo: Annotated[bool, typer.Option("--demo", help="Load the demo network into an empty folder.")] = False,
    who: Annotated[str | None, typer.Option("--as", help="Who you are.", metavar="NAME")] = None,
    script: Annotated[str | None, typer.Option(help="Play a transcript; - is stdin.", metavar="F")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    nights: Annotated[bool, typer.Option("--nights", help="What waits in service waits here, too.")] = False,
) -> None:
    """Talk to the bot here, without an account anywhere."""
    raise typer.Exit(talk(data, load_demo=demo, who=who, script=script, as_json=as_json, nights=nights))
