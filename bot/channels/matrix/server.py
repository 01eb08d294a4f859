"""The homeserver's door: one request at a time, its answer as plain data, its refusals as our errors."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import aiohttp

from bot.channels.matrix.errors import AwayError, LoggedOutError, ServerError

Json = dict[str, Any]
CLIENT = "/_matrix/client/v3"
_TIMEOUT = 30.0
_CHUNK = 64 * 1024
_OVERLOAD = (502, 503, 504)


class Homeserver:
    """HTTP to one homeserver. `token` is set by whoever logs in; nothing here is retried for long."""

    def __init__(self, url: str, token: str | None = None, *, connections: int = 32) -> None:
        self.url = url.rstrip("/")
        self.token = token
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    async def get(self, path: str, query: Mapping[str, str] | None = None, timeout: float = _TIMEOUT) -> Json:  # noqa: ASYNC109 handed to the library
        """Fetch. The path starts after `/_matrix/client/v3`, or with `/_matrix`."""
        return await self.call("GET", path, query=query, timeout=timeout)

    async def post(self, path: str, body: Json | None = None) -> Json:
        """Create or ask."""
        return await self.call("POST", path, body or {})

    async def put(self, path: str, body: Json) -> Json:
        """Set, or send under a transaction id: safe to repeat."""
        return await self.call("PUT", path, body)

    async def call(
        self,
        method: str,
        path: str,
        body: Json | None = None,
        *,
        query: Mapping[str, str] | None = None,
        timeout: float = _TIMEOUT,  # noqa: ASYNC109 handed to the library
    ) -> Json:
        """One request. Raises ServerError (LoggedOutError) or AwayError. `timeout` in seconds."""
        data = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        try:
            return await self._once(method, path, data, query, timeout)
        except aiohttp.ServerDisconnectedError:
            # a connection kept from before was closed meanwhile: the request never reached the server
            return await self._reached(method, path, data, query, timeout)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise AwayError(f"{method} {_plain(path)}: {type(error).__name__}") from error

    async def _reached(
        self, method: str, path: str, data: bytes | None, query: Mapping[str, str] | None, seconds: float
    ) -> Json:
        try:
            return await self._once(method, path, data, query, seconds)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise AwayError(f"{method} {_plain(path)}: {type(error).__name__}") from error

    async def _once(
        self, method: str, path: str, data: bytes | None, query: Mapping[str, str] | None, seconds: float
    ) -> Json:
        headers = self._headers() | ({"Content-Type": "application/json"} if data is not None else {})
        total = aiohttp.ClientTimeout(total=seconds)
        async with self._open().request(
            method, self._full(path), data=data, params=query, headers=headers, timeout=total
        ) as answer:
            return _judge(answer.status, await answer.read(), answer.headers)

    async def upload(self, chunks: AsyncIterator[bytes], size: int) -> str:
        """Store bytes of a known size; returns their `mxc://` address."""
        headers = self._headers() | {
            "Content-Type": "application/octet-stream",
            "Content-Length": str(size),
        }
        try:
            async with self._open().post(
                f"{self.url}/_matrix/media/v3/upload",
                data=chunks,
                headers=headers,
                timeout=aiohttp.ClientTimeout(total=600, sock_read=60),
            ) as answer:
                return str(_judge(answer.status, await answer.read(), answer.headers)["content_uri"])
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise AwayError(f"upload: {type(error).__name__}") from error

    async def download(self, mxc: str) -> AsyncIterator[bytes]:
        """Stream stored bytes. The address comes from a stranger's event: anything odd is a ServerError."""
        server, _, media = mxc.removeprefix("mxc://").partition("/")
        if not mxc.startswith("mxc://") or not server or not media or "/" in media:
            raise ServerError(400, "BAD_ADDRESS")
        url = f"{self.url}/_matrix/client/v1/media/download/{segment(server)}/{segment(media)}"
        timeout = aiohttp.ClientTimeout(total=600, sock_read=60)
        try:
            async with self._open().get(url, headers=self._headers(), timeout=timeout) as answer:
                if answer.status != 200:
                    _judge(answer.status, await answer.content.read(_CHUNK), answer.headers)
                async for chunk in answer.content.iter_chunked(_CHUNK):
                    yield chunk
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise AwayError(f"download: {type(error).__name__}") from error

    async def close(self) -> None:
        """Let go of all connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None
            await asyncio.sleep(0)

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=self._connections))
        return self._session

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}

    def _full(self, path: str) -> str:
        return self.url + (path if path.startswith("/_matrix") else CLIENT + path)


def segment(text: str) -> str:
    """A piece of a path, whatever characters it holds."""
    return quote(text, safe="")


def _plain(path: str) -> str:
    """The path without ids, for logs."""
    return "/".join(part for part in path.split("/")[:4] if not part.startswith(("%21", "%40", "!", "@")))


def _judge(status: int, raw: bytes, headers: Mapping[str, str]) -> Json:
    """The answer's data, or the server's refusal as an error."""
    try:
        data = json.loads(raw) if raw else {}
    except ValueError:
        data = {}
    if 200 <= status < 300:
        return data if isinstance(data, dict) else {"events": data}
    refusal = data if isinstance(data, dict) else {}
    code, text = str(refusal.get("errcode", "M_UNKNOWN")), str(refusal.get("error", ""))[:200]
    if code in ("M_UNKNOWN_TOKEN", "M_MISSING_TOKEN"):
        raise LoggedOutError(status, code, text)
    raise ServerError(status, code, text, _wait(status, refusal, headers), refusal)


def _wait(status: int, refusal: Mapping[str, Any], headers: Mapping[str, str]) -> timedelta | None:
    """How long the server asks us to wait: by header in seconds (newer), by body in milliseconds (older)."""
    if status != 429 and status not in _OVERLOAD:
        return None
    asked = headers.get("Retry-After", "")
    if asked.isdecimal():
        return timedelta(seconds=int(asked))
    milliseconds = refusal.get("retry_after_ms")
    if isinstance(milliseconds, int | float) and milliseconds >= 0:
        return timedelta(milliseconds=milliseconds)
    return timedelta(seconds=5)
