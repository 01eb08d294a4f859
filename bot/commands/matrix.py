"""`liaison matrix recovery`, `restore`, `login`, `verify`: identities on Matrix in the operator's hands."""

import asyncio
from collections.abc import Sequence
from typing import Annotated

import typer

from bot.commands.options import Config, Data
from bot.errors import OperatorError
from bot.home.premises import in_use, now
from bot.settings.reading import settings_for
from bot.settings.sections import Settings
from handlers.verification import emoji
from storage import verifications
from storage.audit import Tag
from storage.people import Account, Officer
from storage.verifications import Phase, Verification
from storage.work import Work

Open = tuple[Verification, Account, Officer]
matrix = typer.Typer(no_args_is_help=True, help="Identities on Matrix: the bot's own, and officers'.")


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


@matrix.command()
def verify(
    officer: Annotated[str, typer.Argument(metavar="[NAME]", help="Short name; all where left out.")] = "",
    same: Annotated[
        bool | None,
        typer.Option("--same/--different", help="What you and the officer found, on the phone."),
    ] = None,
    config: Config = None,
    data: Data = None,
) -> None:
    """Show the bot's emoji of verifications that officers began, and confirm one after a phone call."""
    settings = _on(settings_for(config, data))
    with in_use(settings) as found, found.database.work(now(), write=same is not None) as work:
        rows = [one for one in verifications.open_ones(work) if officer in ("", one[2].handle)]
        if same is not None:
            _compared(work, officer, rows, same=same)
            return
        for row, _, person in rows:
            typer.echo(_described(row, person))
    if not rows:
        typer.echo("Nobody is verifying. It begins in the officer's app, in the profile of the bot.")


def _described(row: Verification, person: Officer) -> str:
    head = f"{person.handle}  {person.name}  until {row.ends_at:%H:%M:%S} UTC"
    if row.phase is Phase.MATCHED:
        return f"{head}: confirmed; waits for the app"
    if row.shown is None:
        return f"{head}: no emoji yet; the officer chooses them in the app"
    signs = emoji.named(row.shown["emoji"], "en", "zh") or map(str, row.shown["decimals"])
    return "\n".join([f"{head}: call this officer, and compare", *(f"    {sign}" for sign in signs)])


def _compared(work: Work, officer: str, rows: Sequence[Open], *, same: bool) -> None:
    if not officer:
        raise OperatorError("Whose? Name the officer: `liaison matrix verify spain --same`.")
    shown = [row for row, _, _ in rows if row.phase is Phase.SHOWN]
    if len(shown) != 1 or not verifications.compare(work, shown[0], None, same=same):
        raise OperatorError(
            f"There is nothing to compare with {officer} now. `liaison matrix verify` shows what there is."
        )
    typer.echo(
        "Confirmed: the bot tells the app now." if same else "Noted: the bot ends it and warns everybody."
    )


def _on(settings: Settings) -> Settings:
    if not settings.matrix.is_on:
        raise OperatorError("Matrix is not configured: fill in [matrix].")
    return settings
