"""`liaison init`: from nothing to a network that can be run."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.commands import check, people
from bot.commands.sheets import content_of, refuse_faults, write_private
from bot.commands.wizard import COORDINATORS, Answers, ask
from bot.home.network import open_settings
from bot.operations.doctor import examine
from bot.settings.filling import Value, fill
from bot.settings.reading import NAME, load, write_new
from bot.settings.sections import Settings
from handlers import house
from handlers.core.rules import Rules
from handlers.network import importing
from storage.people import Role
from storage.work import Work

_ROOMS = house.ROOMS  # what coordinators are told is declared there


def init(
    folder: Annotated[Path, typer.Option("--dir", metavar="D", help="Where to.")] = Path(),
    homeserver: Annotated[str, typer.Option(help="Matrix: https://matrix.your.domain")] = "",
    user_id: Annotated[str, typer.Option(help="Matrix: the bot's account, @liaison:your.domain")] = "",
    password_file: Annotated[Path | None, typer.Option(help="Matrix: a file with its password.")] = None,
    token_file: Annotated[Path | None, typer.Option(help="Telegram: a file with the token.")] = None,
    language: Annotated[list[str] | None, typer.Option(help="Offered to officers; repeat.")] = None,
    agencies: Annotated[Path | None, typer.Option(help="The agencies: a CSV or TOML file.")] = None,
    coordinator: Annotated[
        list[str] | None,
        typer.Option(help='Agency of a first coordinator: eu, or "eu=EU Delegation"; twice.'),
    ] = None,
    asks: Annotated[
        bool | None, typer.Option("--ask/--no-ask", help="Ask for what is not given; usual at a terminal.")
    ] = None,
) -> None:
    """Write config.toml and a data key, bring in agencies, print the first codes, see with doctor."""
    if (folder / NAME).exists():
        typer.echo(f"{folder / NAME} is there already; nothing was changed.", err=True)
        raise typer.Exit(1)
    given = Answers(
        homeserver,
        user_id,
        password_file,
        "",
        token_file,
        "",
        language or (),
        agencies,
        coordinator or (),
    )
    if asks or (asks is None and given.is_empty and sys.stdin.isatty()):
        ask(given)
    _set_up(folder, given)


def _set_up(folder: Path, given: Answers) -> None:
    """What fails leaves no config.toml, so that it can be begun anew."""
    path = write_new(folder)
    try:
        fill(path, _values(path, given))
        settings = load(path)
        codes = _people_in(settings, given) if given.agencies or given.coordinators else []
    except BaseException:
        path.unlink()
        raise
    typer.echo(f"Written: {path}, and the data key it names. Keep a copy of the key in a safe place.")
    for agency, code in codes:
        typer.echo(f"For a coordinator of {agency}:  enrol {code}")
    if not given.is_empty:
        findings = examine(path)
        check.show(findings)
    _say_next(path, folder, given, bool(codes))


def _values(path: Path, given: Answers) -> dict[str, Value]:
    """What goes into config.toml. A secret that was typed goes into a file of its own."""
    folder = path.parent / "var"
    files = {
        "matrix.password_file": (given.password_file, given.password, folder / "matrix.password"),
        "telegram.token_file": (given.token_file, given.token, folder / "telegram.token"),
    }
    values: dict[str, Value] = {"matrix.homeserver": given.homeserver, "matrix.user_id": given.user_id}
    for key, (file, typed, beside) in files.items():
        if typed:
            write_private(beside, typed.encode())
            values[key] = str(beside.relative_to(path.parent))
        elif file is not None:
            values[key] = str(file.expanduser().absolute())
    if given.languages:
        values["service.languages"] = list(given.languages)
    return {key: value for key, value in values.items() if value}


def _people_in(settings: Settings, given: Answers) -> list[tuple[str, str]]:
    """The agencies, and a code for each first coordinator; all of it or nothing."""
    home = open_settings(settings)
    try:
        with home.database.work(people.now_of(None)) as work:
            if given.agencies is not None:
                *_, faults = importing.take(work, content_of(given.agencies))
                refuse_faults(given.agencies, faults)
            return [_coordinator(work, home.rules, one) for one in given.coordinators]
    finally:
        home.close()


def _coordinator(work: Work, rules: Rules, typed: str) -> tuple[str, str]:
    """The agency's short name, or "eu=EU Delegation" to make it."""
    handle, _, name = (part.strip() for part in typed.partition("="))
    agency = people.agency_for(work, handle, {"name": name, "level": "international"} if name else {})
    code, _ends_at = people.vouched_code(work, rules, agency, Role.COORDINATOR)
    return agency.handle, code


def _say_next(path: Path, folder: Path, given: Answers, are_invited: bool) -> None:
    """Each command on a line of its own, as it can be pasted."""
    typer.echo("Next:")
    if not (given.homeserver or given.token or given.token_file):
        typer.echo(f"  Open {path} and fill in [matrix], [telegram], or both.")
    if given.is_empty:
        typer.echo(f"  liaison doctor --config {path}")
    if not are_invited:
        for handle, name in (("eu", "EU Delegation"), ("iom", "IOM"))[:COORDINATORS]:
            made = f'--agency {handle} --name "{name}" --level international --role coordinator'
            typer.echo(f"  liaison invite {made} --config {path}")
    typer.echo(f"  liaison run --config {path}")
    typer.echo(f"To only try it out: liaison chat --data {folder}")
