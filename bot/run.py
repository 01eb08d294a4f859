"""`liaison run`: the bot on every configured channel, until it is told to stop."""

import asyncio
import gc
import signal
from contextlib import suppress
from functools import partial
from importlib import import_module

from bot.channels.port import Channel
from bot.clock import RealClock
from bot.errors import OperatorError
from bot.home.network import Home
from bot.home.served import served
from bot.operations import logs, metrics, supervisor
from bot.pipeline.leading import Alone, Leading
from bot.pipeline.service import Service
from bot.pipeline.watchdog import watchdog
from bot.settings.sections import Settings
from handlers.people.identity import identity_changed
from storage.health import CHANNELS

_LATER = (
    "holidays",
    "icalendar",
    "PIL.ImageDraw",
    "PIL.ImageFont",
    "segno",
    "vobject",
)  # loaded when first used


class NoChannelError(OperatorError):
    """The configuration names neither Matrix nor Telegram."""


def run(settings: Settings) -> None:
    """OperatorError; returns after SIGTERM or SIGINT, with what was under way finished."""
    logs.set_up(settings.service.log, settings.service.log_level)
    with served(settings) as home:
        names = [name for name in CHANNELS if getattr(settings, name).is_on]
        if not names:
            raise NoChannelError("No channel is configured. Fill in [matrix], [telegram], or both.")
        leading = Alone() if home.database.is_sqlite else Leading(home.database, names)
        channels = _channels(settings, home, leading)
        for library in _LATER:  # here, so that no message waits for one, and none changes under a running bot
            import_module(library)
        # what is loaded by now stays: to look through it for garbage stops everybody for a tenth of a second
        gc.collect()
        gc.freeze()
        watchdog.may_exit = True
        leading.start()
        with metrics.served(settings.service.metrics, home, RealClock()):
            asyncio.run(_serve(Service(home, channels, RealClock(), leading)))
        leading.stop()


def _channels(settings: Settings, home: Home, leading: Alone | Leading) -> list[Channel]:
    """Each library is loaded only where its channel is wanted."""
    channels: list[Channel] = []
    if settings.matrix.is_on:
        from bot.channels import matrix

        leads = partial(leading.leads, "matrix")
        channels.append(matrix.build(settings, home.database, RealClock().now, identity_changed, leads))
    if settings.telegram.is_on:
        from bot.channels.telegram.setup import channel as telegram

        channels.append(telegram(settings.telegram, RealClock(), partial(leading.leads, "telegram")))
    return channels


def _stop(serving: asyncio.Future[None]) -> None:
    supervisor.tell("STOPPING=1")
    serving.cancel()


async def _serve(service: Service) -> None:
    serving = asyncio.ensure_future(service.run())
    telling = asyncio.create_task(supervisor.keep_telling())
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, _stop, serving)
    try:
        with suppress(asyncio.CancelledError):
            await serving
    except BaseExceptionGroup as group:
        if (told := group.subgroup(OperatorError)) is not None:
            raise _first(told) from None
        raise
    finally:
        telling.cancel()


def _first(group: BaseExceptionGroup[OperatorError]) -> OperatorError:
    inner = group.exceptions[0]
    return _first(inner) if isinstance(inner, BaseExceptionGroup) else inner
