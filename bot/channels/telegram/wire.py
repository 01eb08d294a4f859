"""The way of a call to Telegram: with files by httpx, as python-telegram-bot does it; all others by aiohttp.

Most calls are small, and there httpx alone costs more than everything else that is done for a message.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.request import getproxies

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, HTTPXRequest, RequestData

from bot.channels.trouble import trouble_in

_HEADERS = {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": BaseRequest.USER_AGENT}
_FILE_SECONDS = 90.0
_IDLE_SECONDS = 5.0  # an older connection may be closed from the other side just when it is used again


@dataclass(frozen=True)
class Patience:
    """Seconds: until there is a connection, and until the next piece of an answer."""

    connect: float = 10.0
    answer: float = 20.0


class Wire(HTTPXRequest):
    """`leads`: whether this process still is the one that speaks to Telegram."""

    def __init__(
        self, connections: int, patience: Patience = Patience(), leads: Callable[[], bool] = lambda: True
    ) -> None:
        super().__init__(
            connection_pool_size=connections,
            connect_timeout=patience.connect,
            pool_timeout=30.0,
            read_timeout=patience.answer,
            write_timeout=patience.answer,
            media_write_timeout=_FILE_SECONDS,
        )
        self._connections, self._patience, self._leads = connections, patience, leads
        self._session: aiohttp.ClientSession | None = None
        self.trouble = ""  # as `trouble_of` has it

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *rest: Any, **timeouts: Any
    ) -> tuple[int, bytes]:
        """TimedOut, NetworkError."""
        if not self._leads():
            raise NetworkError("another process leads")
        if request_data is not None and request_data.contains_files:
            return await super().do_request(url, method, request_data, *rest, **timeouts)
        read = timeouts.get("read_timeout", BaseRequest.DEFAULT_NONE)
        limits = _limits(
            self._patience.connect, self._patience.answer if read is BaseRequest.DEFAULT_NONE else read
        )
        body = request_data.url_encoded_parameters().encode() if request_data else b""
        try:
            async with self._open().request(
                method, url, data=body, headers=_HEADERS, timeout=limits, allow_redirects=False
            ) as answer:
                payload = await answer.read()
                self.trouble = "away" if answer.status >= 500 else ""
                return answer.status, payload
        except TimeoutError as error:
            self.trouble = "away"
            raise TimedOut from error
        except aiohttp.ClientError as error:
            self.trouble = trouble_in(error)
            raise NetworkError(type(error).__name__) from error  # its own words hold the address: the token

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=_IDLE_SECONDS)
            self._session = aiohttp.ClientSession(
                connector=connector,
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=bool(getproxies()),  # with it, a ~/.netrc is looked for at every call
            )
        return self._session

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None
        await super().shutdown()


@cache
def _limits(connect: float, answer: float | None) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(total=None, sock_connect=connect, sock_read=answer)
