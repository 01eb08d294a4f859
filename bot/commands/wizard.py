"""What `liaison init` asks at a terminal, where a flag did not say it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import typer

from handlers.vocabulary.languages import LANGUAGES

COORDINATORS = 2  # of two agencies: without them nobody can be let in


@dataclass
class Answers:
    """`password` and `token` were typed; a file that holds one takes their place."""

    homeserver: str = ""
    user_id: str = ""
    password_file: Path | None = None
    password: str = ""
    token_file: Path | None = None
    token: str = ""
    languages: Sequence[str] = ()
    agencies: Path | None = None
    coordinators: Sequence[str] = ()

    @property
    def is_empty(self) -> bool:
        return self == Answers()


def ask(given: Answers) -> Answers:
    """An empty answer leaves a thing out; it can be filled in later in config.toml."""
    typer.echo("Liaison is set up here. Enter leaves a thing out; config.toml can be changed later.")
    if not given.homeserver:
        given.homeserver = _line("Matrix: the address of the homeserver, like https://matrix.your.domain")
    if given.homeserver and not given.user_id:
        given.user_id = _line("Matrix: the bot's own account there, like @liaison:your.domain")
    if given.homeserver and given.password_file is None:
        given.password = _secret("Matrix: the password of that account")
    if given.token_file is None:
        given.token = _secret("Telegram: the token that BotFather gave")
    if not given.languages:
        known = " ".join(LANGUAGES)
        given.languages = _line(f"Languages offered to officers ({known})", known).replace(",", " ").split()
    if given.agencies is None:
        typed = _line("A file that lists your agencies, CSV or TOML (docs/first-network.md shows one)")
        given.agencies = Path(typed).expanduser() if typed else None
    if not given.coordinators:
        typer.echo("The first two coordinators belong to two agencies. Short name, or short name=full name:")
        typed_in = [_line(f"  agency of coordinator {number}") for number in range(1, COORDINATORS + 1)]
        given.coordinators = [one for one in typed_in if one]
    return given


def _line(question: str, usual: str = "") -> str:
    return str(typer.prompt(question, default=usual, show_default=bool(usual))).strip()


def _secret(question: str) -> str:
    return str(
        typer.prompt(f"{question} (not shown)", default="", hide_input=True, show_default=False)
    ).strip()
