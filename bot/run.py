"""`liaison run`: the bot on every configured channel, until it is told to stop."""

import asyncio
import signal
from contextlib import closing, suppress

from bot import logs
from bot.channels.port import Channel
from bot.clock import RealClock
from bot.config import Settings
from bot.home import Home, open_settings
from bot.service import Service


class NoChannelError(Exception):
    """The configuration names neither Matrix nor Telegram."""


def run(settings: Settings) -> None:
    """NoChannelError; returns after SIGTERM or SIGINT, with what was under way finished."""
    logs.set_up(settings.service.log, settings.service.log_level)
    with closing(open_settings(settings)) as home:
        channels = _channels(settings, home)
        if not channels:
            raise NoChannelError("No channel is configured. Fill in [matrix], [telegram], or both.")
        asyncio.run(_serve(Service(home, channels, RealClock())))


def _channels(settings: Settings, home: Home) -> list[Channel]:
    """Each library is loaded only where its channel is wanted."""
    del settings, home
    return []


async def _serve(service: Service) -> None:
    serving = asyncio.ensure_future(service.run())
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, serving.cancel)
    with suppress(asyncio.CancelledError):
        await serving
