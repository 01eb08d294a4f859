"""The line to Telegram: python-telegram-bot, quiet about what it carries, and its updates as they came."""

import json
import logging
from dataclasses import dataclass, field
from typing import Any

from telegram import Bot
from telegram.request import HTTPXRequest, RequestData

from bot.channels.telegram.limits import Pace
from handlers.access import Ceiling, Tlp

Json = dict[str, Any]
POLL_SECONDS = 30
WANTED = ("message", "edited_message", "callback_query", "my_chat_member")
_ANSWER_SECONDS = 20.0  # a message's answer; a file's may take as long as the core leaves it
_FILE_SECONDS = 90.0


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


class _Poll(HTTPXRequest):
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
        except (ValueError, TypeError, LookupError):
            return 502, b""
        return status, b'{"ok": true, "result": []}'


class Line:
    """`bot` for everything but updates."""

    def __init__(self, settings: Settings) -> None:
        hush()
        base = settings.api_base.rstrip("/")
        self._poll = _Poll(connection_pool_size=2, connect_timeout=10.0)
        self._request = HTTPXRequest(
            connection_pool_size=64,
            connect_timeout=10.0,
            pool_timeout=30.0,
            read_timeout=_ANSWER_SECONDS,
            write_timeout=_ANSWER_SECONDS,
            media_write_timeout=_FILE_SECONDS,
        )
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

    async def close(self) -> None:
        await self._poll.shutdown()
        await self._request.shutdown()


def hush() -> None:
    """The libraries below write tokens (in addresses) and texts (in parameters) into their logs."""
    for name in ("telegram", "httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
