"""The homeserver's door: one request at a time, its answer as plain data, its refusals as our errors."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import aiohttp

from bot.channels.matrix.homeserver.errors import AwayError, LoggedOutError, ServerError
from bot.channels.matrix.homeserver.plain import Json, parsed
from bot.channels.trouble import trouble_in

CLIENT = "/_matrix/client/v3"
_TIMEOUT = 30.0
_CHUNK = 64 * 1024
_LARGEST = 128 * 1024 * 1024  # bytes of an answer: more would be no homeserver's
_NEVER_TWICE = ("/createRoom",)
_OVERLOAD = (502, 503, 504)


class Homeserver:
    """HTTP to one homeserver. `token` is set by whoever logs in; nothing here is retried for long.

    `needs` is the key without which an answer has no sense. What has none, of a homeserver or of
    whatever stands in front of it, counts as no answer at all: AwayError.
    """

    def __init__(
        self,
        url: str,
        token: str | None = None,
        *,
        connections: int = 32,
        leads: Callable[[], bool] = lambda: True,
    ) -> None:
        self.url, self.leads = url.rstrip("/"), leads
        self.trouble = ""  # as `trouble_of` has it
        self.token = token
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    async def get(
        self,
        path: str,
        query: Mapping[str, str] | None = None,
        timeout: float = _TIMEOUT,  # noqa: ASYNC109 handed to the library
        needs: str = "",
    ) -> Json:
        """Fetch. The path starts after `/_matrix/client/v3`, or with `/_matrix`."""
        return await self.call("GET", path, query=query, timeout=timeout, needs=needs)

    async def post(self, path: str, body: Json | None = None, needs: str = "") -> Json:
        """Create or ask."""
        return await self.call("POST", path, body or {}, needs=needs)

    async def put(self, path: str, body: Json, needs: str = "") -> Json:
        """Set, or send under a transaction id: safe to repeat."""
        return await self.call("PUT", path, body, needs=needs)

    async def call(
        self,
        method: str,
        path: str,
        body: Json | None = None,
        *,
        query: Mapping[str, str] | None = None,
        timeout: float = _TIMEOUT,  # noqa: ASYNC109 handed to the library
        needs: str = "",
    ) -> Json:
        """One request. Raises ServerError (LoggedOutError) or AwayError. `timeout` in seconds."""
        self.hold()
        data = None if body is None else json.dumps(body, ensure_ascii=False).encode(errors="replace")
        try:
            try:
                answer = await self._once(method, path, data, query, timeout)
            except aiohttp.ServerDisconnectedError:
                # a connection kept from before was closed meanwhile: the request hardly reached the server
                if path in _NEVER_TWICE:
                    raise
                answer = await self._once(method, path, data, query, timeout)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            self.trouble = trouble_in(error)
            raise AwayError(f"{method} {_plain(path)}: {type(error).__name__}") from error
        except ServerError as error:
            self.trouble = "locked" if error.code == "M_USER_LOCKED" else ""
            raise
        except AwayError:
            self.trouble = "away"
            raise
        self.trouble = ""
        if needs and needs not in answer:
            raise AwayError(f"{method} {_plain(path)}: an answer without {needs}")
        return answer

    async def _once(
        self, method: str, path: str, data: bytes | None, query: Mapping[str, str] | None, seconds: float
    ) -> Json:
        headers = self._headers() | ({"Content-Type": "application/json"} if data is not None else {})
        total = aiohttp.ClientTimeout(total=seconds)
        # an API sends nobody elsewhere: whoever does is a sign-in page
        async with self._open().request(
            method,
            self._full(path),
            data=data,
            params=query,
            headers=headers,
            timeout=total,
            allow_redirects=False,
        ) as answer:
            return await _judge(answer)

    async def upload(self, chunks: AsyncIterator[bytes], size: int) -> str:
        """Store bytes of a known size; returns their `mxc://` address."""
        self.hold()
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
                stored = (await _judge(answer)).get("content_uri")
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise AwayError(f"upload: {type(error).__name__}") from error
        if not isinstance(stored, str):
            raise AwayError("upload: an answer without content_uri")
        return stored

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
                    await _judge(answer)
                async for chunk in answer.content.iter_chunked(_CHUNK):
                    yield chunk
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise AwayError(f"download: {type(error).__name__}") from error

    def hold(self) -> None:
        """AwayError where another process leads by now: the device is that one's."""
        if not self.leads():
            raise AwayError("another process leads")

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


async def _judge(answer: aiohttp.ClientResponse) -> Json:
    """The answer's data, or the server's refusal as an error. A list is under `events`."""
    status, data = answer.status, _data(await _read(answer))
    if 200 <= status < 300 and data is not None:
        return data if isinstance(data, dict) else {"events": data}
    if not isinstance(data, dict) or not ("errcode" in data or "flows" in data):
        raise AwayError(f"HTTP {status} without sense", _wait(status, {}, answer.headers), status)
    code, said = str(data.get("errcode", "M_UNKNOWN"))[:60], str(data.get("error", ""))[:200]
    if code in ("M_UNKNOWN_TOKEN", "M_MISSING_TOKEN"):
        raise LoggedOutError(status, code, said)
    raise ServerError(status, code, said, _wait(status, data, answer.headers), data)


async def _read(answer: aiohttp.ClientResponse) -> bytes:
    """All of it; of what is larger than any answer, too little to have sense."""
    chunks, size = [], 0
    async for chunk in answer.content.iter_chunked(_CHUNK):
        chunks.append(chunk)
        size += len(chunk)
        if size > _LARGEST:
            return b""
    return b"".join(chunks)


def _data(raw: bytes) -> Json | list[Any] | None:
    """None for what is neither an object nor a list."""
    try:
        data = parsed(raw)
    except ValueError:
        return None
    return data if isinstance(data, dict | list) else None


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
