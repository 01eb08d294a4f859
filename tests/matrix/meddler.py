"""Between the bot and its homeserver: answers in the homeserver's place, as broken proxies do."""

import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass

import aiohttp
from aiohttp import web

HTML = "<!doctype html><html><body>Please sign in to the network.</body></html>"


@dataclass(frozen=True)
class Answer:
    status: int = 200
    body: str = HTML
    kind: str = "text/html"
    headers: Mapping[str, str] | None = None


Meddle = Callable[[str, str], Answer | None]
"""Called with method and path; None lets the request through."""


class Meddler:
    """`meddle` may be exchanged at any time. `meddled`: what it answered for."""

    def __init__(self, target: str) -> None:
        self._target = target
        self.meddle: Meddle = lambda _method, _path: None
        self.meddled: list[str] = []
        self.url = ""

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator["Meddler"]:
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_route("*", "/{path:.*}", self._serve)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        async with aiohttp.ClientSession(auto_decompress=False) as self._session:
            try:
                yield self
            finally:
                await runner.cleanup()

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        if (answer := self.meddle(request.method, request.raw_path)) is not None:
            self.meddled.append(f"{request.method} {request.raw_path.partition('?')[0]}")
            return web.Response(
                status=answer.status, text=answer.body, content_type=answer.kind, headers=answer.headers
            )
        kept = {k: v for k, v in request.headers.items() if k.lower() not in ("host", "content-length")}
        data = await request.read()
        try:
            async with self._session.request(
                request.method,
                self._target + request.raw_path,
                data=data,
                headers=kept,
                allow_redirects=False,
            ) as given:
                raw = await given.read()
        except aiohttp.ClientError:
            return web.Response(status=502, text="")
        drop = ("content-length", "transfer-encoding", "connection", "date", "server")
        headers = {k: v for k, v in given.headers.items() if k.lower() not in drop}
        return web.Response(status=given.status, body=raw, headers=headers)


@contextlib.asynccontextmanager
async def meddler(target: str) -> AsyncIterator[Meddler]:
    """In front of this homeserver."""
    async with Meddler(target).running() as made:
        yield made
