"""The webhook: Telegram calls us, and hears 200 only when what it brought is on disk."""

import asyncio
import hmac
import json
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import structlog
from aiohttp import web
from telegram.error import Forbidden, InvalidToken, TelegramError

from bot.channels.port import Intake
from bot.channels.telegram.errors import TokenError
from bot.channels.telegram.line import WANTED, Line, Webhook
from bot.channels.telegram.polling import pause_after
from bot.channels.telegram.reading import NAME, Read
from storage.errors import AWAY

log = structlog.get_logger()
_SECRET = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 (the name of a header)
_ANNOUNCED_SECONDS = 60.0
_LARGEST = 1024 * 1024  # bytes of an update; Telegram's are a few thousand


class Hook:
    def __init__(
        self,
        webhook: Webhook,
        intake: Intake,
        reader: Callable[[Any], Read],
        taken: Callable[[Iterable[Read]], None],
    ) -> None:
        self._webhook, self._intake, self._read, self._taken = webhook, intake, reader, taken

    async def serve(self, line: Line) -> None:
        """For ever. TokenError."""
        async with self._listening():
            while True:  # nothing is asked of Telegram meanwhile: a token that was taken back shows here
                await self._announce(line)
                await asyncio.sleep(_ANNOUNCED_SECONDS)

    @asynccontextmanager
    async def _listening(self) -> AsyncIterator[None]:
        app = web.Application(client_max_size=_LARGEST)
        app.router.add_post(urlsplit(self._webhook.url).path or "/", self._brought)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=5)
        await runner.setup()
        try:
            await web.TCPSite(runner, self._webhook.host, self._webhook.port).start()
            yield
        finally:
            await runner.cleanup()

    async def _announce(self, line: Line) -> None:
        for failures in range(10**9):
            try:
                await line.bot.set_webhook(
                    self._webhook.url, secret_token=self._webhook.secret, allowed_updates=WANTED
                )
            except (Forbidden, InvalidToken):
                raise TokenError from None
            except TelegramError as error:
                await asyncio.sleep(pause_after(error, failures))
            else:
                return

    async def _brought(self, request: web.Request) -> web.Response:
        given = request.headers.get(_SECRET, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, self._webhook.secret.encode()):
            log.warning("telegram.hook.stranger")
            return web.Response(status=403)
        try:
            one = self._read(json.loads(await request.read()))
        except (ValueError, RecursionError):  # no JSON, or one that nobody's parser can hold
            return web.Response(status=400)
        try:
            await self._intake.take(NAME, [] if one.incoming is None else [one.incoming])
        except AWAY:
            return web.Response(status=503)
        self._taken([one])
        return web.Response()
