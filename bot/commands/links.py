"""A code as links, for whoever reads it off the operator's terminal."""

import sys
from collections.abc import Iterator

import typer

from bot.config import Settings
from handlers import pictures
from handlers.people import deep_links


def show(settings: Settings, telegram_name: str | None, code: str) -> None:
    """Beside the code, which stays alone on stdout for scripts; the picture only where somebody looks."""
    for line in _lines(settings, telegram_name, code):
        typer.echo(line, err=True)
    if settings.telegram.is_on and telegram_name and sys.stdout.isatty():
        pictures.print_qr(sys.stdout, deep_links.telegram(telegram_name, code))


def _lines(settings: Settings, telegram_name: str | None, code: str) -> Iterator[str]:
    if settings.telegram.is_on and telegram_name:
        yield f"On Telegram, this link does the same: {deep_links.telegram(telegram_name, code)}"
    elif settings.telegram.is_on:
        link = deep_links.telegram("NAME", code)
        yield f"On Telegram: {link} with the bot's user name for NAME; `liaison run` finds it out."
    if settings.matrix.is_on:
        yield f"On Matrix, write the code to the bot: {deep_links.matrix(settings.matrix.user_id)}"
