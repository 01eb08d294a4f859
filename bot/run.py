"""`liaison run`: the bot on every configured channel, until it is told to stop."""

import asyncio
import gc
import signal
from contextlib import closing, suppress

from bot import logs, metrics
from bot.channels.port import Channel
from bot.clock import RealClock
from bot.config import Settings
from bot.errors import OperatorError
from bot.home import Home, open_settings
from bot.service import Service
from handlers.people.identity import identity_changed


class NoChannelError(OperatorError):
    """The configuration names neither Matrix nor Telegram."""


def run(settings: Settings) -> None:
    """OperatorError; returns after SIGTERM or SIGINT, with what was under way finished."""
    logs.set_up(settings.service.log, settings.service.log_level)
    with closing(open_settings(settings)) as home:
        channels = _channels(settings, home)
        if not channels:
            raise NoChannelError("No channel is configured. Fill in [matrix], [telegram], or both.")
        # what is loaded by now stays: to look through it for garbage stops everybody for a tenth of a second
        gc.collect()
        gc.freeze()
        with metrics.served(settings.service.metrics, home, RealClock()):
            asyncio.run(_serve(Service(home, channels, RealClock())))


def _channels(settings: Settings, home: Home) -> list[Channel]:
    """Each library is loaded only where its channel is wanted."""
    channels: list[Channel] = []
    if settings.matrix.is_on:
        from bot.channels import matrix

        channels.append(matrix.build(settings, home.database, RealClock().now, identity_changed))
    if settings.telegram.is_on:
        from bot.channels.telegram.setup import channel as telegram

        channels.append(telegram(settings.telegram, RealClock()))
    return channels


async def _serve(service: Service) -> None:
    serving = asyncio.ensure_future(service.run())
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, serving.cancel)
    try:
        with suppress(asyncio.CancelledError):
            await serving
    except BaseExceptionGroup as group:
        if (told := group.subgroup(OperatorError)) is not None:
            raise _first(told) from None
        raise


def _first(group: BaseExceptionGroup[OperatorError]) -> OperatorError:
    inner = group.exceptions[0]
    return _first(inner) if isinstance(inner, BaseExceptionGroup) else inner
