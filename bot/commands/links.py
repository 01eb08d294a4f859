"""A code as links, for whoever reads it off the operator's terminal."""

import sys
from collections.abc import Iterator

import typer

from bot.settings.sections import Settings
from handlers.people import code_links
from handlers.vocabulary import made_files


def show(settings: Settings, telegram_name: str | None, code: str) -> None:
    """Beside the code, which stays alone on stdout for scripts; the picture only where somebody looks."""
    for line in _lines(settings, telegram_name, code):
        typer.echo(line, err=True)
    if settings.telegram.is_on and telegram_name and sys.stdout.isatty():
        made_files.print_qr(sys.stdout, code_links.telegram(telegram_name, code))


def _lines(settings: Settings, telegram_name: str | None, code: str) -> Iterator[str]:
    if settings.telegram.is_on and telegram_name:
        yield f"On Telegram, this link does the same: {code_links.telegram(telegram_name, code)}"
    elif settings.telegram.is_on:
        link = code_links.telegram("NAME", code)
        yield f"On Telegram: {link} with the bot's user name for NAME; `liaison run` finds it out."
    if settings.matrix.is_on:
        yield f"On Matrix, write the code to the bot: {code_links.matrix(settings.matrix.user_id)}"
