"""`liaison matrix recovery`, `restore` and `login`: the bot's own identity in the operator's hands."""

import asyncio
from typing import Annotated

import typer

from bot.commands.options import Config, Data
from bot.errors import OperatorError
from bot.home.premises import in_use, now
from bot.settings.reading import settings_for
from bot.settings.sections import Settings
from storage.audit import Tag

matrix = typer.Typer(no_args_is_help=True, help="The bot's own identity on Matrix.")


@matrix.callback()
def group() -> None:
    """Keeps the name of the group in front."""


@matrix.command()
def recovery(
    replace: Annotated[
        bool, typer.Option("--replace", help="Make a new one; the old one stops working.")
    ] = False,
    config: Config = None,
    data: Data = None,
) -> None:
    """Show the recovery key of the bot's account, once, while the bot runs or not."""
    from bot.channels.matrix import caretaker

    settings = _on(settings_for(config, data))
    with in_use(settings) as found:
        key = asyncio.run(caretaker(settings, found.database, now).recovery_key(replace=replace))
        with found.database.work(now()) as work:
            work.audit(Tag.RECOVERY_SHOWN)
    typer.echo(key)
    typer.echo(
        "Write it down and lock it away: it is not kept and not shown again. Whoever has it is the bot.",
        err=True,
    )


@matrix.command()
def restore(config: Config = None, data: Data = None) -> None:
    """Bring a lost identity back; asks for the recovery key. Stop the bot first."""
    from bot.channels.matrix import caretaker

    settings = _on(settings_for(config, data))
    with in_use(settings) as found:
        key = typer.prompt("Recovery key", hide_input=True)
        fingerprint = asyncio.run(caretaker(settings, found.database, now).restore(key))
        with found.database.work(now()) as work:
            work.audit(Tag.IDENTITY_RESTORED)
    typer.echo(f"The identity {fingerprint} is back. Start the bot: it signs its device with it.")


@matrix.command()
def login(config: Config = None, data: Data = None) -> None:
    """Log in anew, with the same identity: after a new password, or when the login ended. Stop the bot
    first."""
    from bot.channels.matrix import caretaker

    settings = _on(settings_for(config, data))
    with in_use(settings) as found:
        kept = settings.matrix.password
        password = (
            kept.get_secret_value() if kept else typer.prompt("Password of the account", hide_input=True)
        )
        made = asyncio.run(caretaker(settings, found.database, now).log_in_anew(password))
        with found.database.work(now()) as work:
            work.audit(Tag.LOGGED_IN_ANEW)
    typer.echo(f"Logged in as device {made.device_id}, signed by the identity {made.fingerprint}.")
    typer.echo("Start the bot: officers need not do anything.", err=True)


def _on(settings: Settings) -> Settings:
    if not settings.matrix.is_on:
        raise OperatorError("Matrix is not configured: fill in [matrix].")
    return settings
