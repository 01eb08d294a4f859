"""The line to Telegram: python-telegram-bot, quiet about what it carries, and its updates as they came."""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from telegram import Bot
from telegram.request import RequestData

from bot.channels.telegram.limits import Pace
from bot.channels.telegram.wire import Wire
from handlers.law.handling import Ceiling, Tlp

Json = dict[str, Any]
POLL_SECONDS = 30
WANTED = ("message", "edited_message", "callback_query", "my_chat_member")


@dataclass(frozen=True)
class Webhook:
    """`url` is what Telegram calls; `host` and `port` are where we listen behind the operator's proxy."""

    url: str
    secret: str = field(repr=False)
    host: str = "127.0.0.1"
    port: int = 8443


@dataclass(frozen=True)
class Settings:
    """Long poll, unless there is a webhook. `ceiling`: nothing here is sealed from end to end."""

    token: str = field(repr=False)
    api_base: str = "https://api.telegram.org"
    webhook: Webhook | None = None
    ceiling: Ceiling = field(default_factory=lambda: Ceiling(Tlp.GREEN, personal=False))
    pace: Pace = field(default_factory=Pace)
    leads: Callable[[], bool] = lambda: True


class _Poll(Wire):
    """Keeps updates as they came: one that python-telegram-bot cannot read must not hide the others."""

    updates: list[Any]

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *rest: Any, **timeouts: Any
    ) -> tuple[int, bytes]:
        status, payload = await super().do_request(url, method, request_data, *rest, **timeouts)
        if status != 200:
            return status, payload
        try:
            self.updates = list(json.loads(payload)["result"])
        except (ValueError, TypeError, LookupError, RecursionError):
            return 502, b""
        return status, b'{"ok": true, "result": []}'


class Line:
    """`bot` for everything but updates."""

    def __init__(self, settings: Settings) -> None:
        hush()
        base = settings.api_base.rstrip("/")
        self._poll = _Poll(connections=2, leads=settings.leads)
        self._request = Wire(connections=64, leads=settings.leads)
        self.bot = Bot(
            settings.token,
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            request=self._request,
            get_updates_request=self._poll,
        )

    async def updates(self, offset: int) -> list[Any]:
        """What happened since, as Telegram sent it; waits for the first one. TelegramError."""
        self._poll.updates = []
        await self.bot.get_updates(
            offset=offset or None, timeout=POLL_SECONDS, read_timeout=15, allowed_updates=WANTED
        )
        return self._poll.updates

    @property
    def trouble(self) -> str:
        """Of the poll; before there is one, of the first word with Telegram."""
        return self._poll.trouble or self._request.trouble

    async def close(self) -> None:
        await self._poll.shutdown()
        await self._request.shutdown()


def hush() -> None:
    """The libraries below write tokens (in addresses) and texts (in parameters) into their logs."""
    for name in ("telegram", "httpx", "httpcore", "aiohttp"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
