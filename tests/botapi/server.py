"""The HTTP server: /bot<token>/<method>, /file/bot<token>/<path> and /control/<verb>."""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, web

from tests.botapi import errors
from tests.botapi.args import Args, Upload
from tests.botapi.control import Control
from tests.botapi.errors import ApiError
from tests.botapi.faults import Fault, first_striking
from tests.botapi.methods import METHODS, Call
from tests.botapi.world import DOWNLOAD_LIMIT, UPLOAD_LIMIT, Bot, CallRecord, World

GATEWAY_PAGE = (
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n"
    "<center><h1>502 Bad Gateway</h1></center>\r\n"
    "<hr><center>nginx/1.18.0</center>\r\n</body>\r\n</html>\r\n"
)


class BotApi:
    """A running emulator. `control` plays the people; `world` is what they and the bots share."""

    def __init__(self) -> None:
        self.world = World()
        self.control = Control(self.world)
        self.url = ""
        self._runner: web.AppRunner | None = None

    @property
    def base_url(self) -> str:
        """What python-telegram-bot wants as base_url."""
        return f"{self.url}/bot"

    @property
    def base_file_url(self) -> str:
        return f"{self.url}/file/bot"

    async def start(self, port: int = 0) -> None:
        """Listen on 127.0.0.1; port 0 takes a free one."""
        app = web.Application(client_max_size=UPLOAD_LIMIT + 1024 * 1024)
        app.router.add_route("*", "/bot{token}/{method}", self._call)
        app.router.add_get("/file/bot{token}/{path:.+}", self._download)
        app.router.add_post("/control/{verb}", self._control)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        host, number = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{number}"

    async def stop(self) -> None:
        for bot in self.world.bots.values():
            if bot.webhook is not None:
                await bot.webhook.stop()
        if self._runner is not None:
            await self._runner.cleanup()

    # -- the Bot API itself

    async def _call(self, request: web.Request) -> web.StreamResponse:
        bot = self.world.bots.get(request.match_info["token"])
        if bot is None:
            return _refused(errors.UNAUTHORIZED)
        name = request.match_info["method"].lower()
        try:
            args = await read_args(request)
        except web.HTTPRequestEntityTooLarge:
            return _refused(errors.TOO_LARGE)
        record = self._record(bot, request.match_info["method"], args)
        fault = first_striking(self.world.faults, name, args.values.get("chat_id"))
        if fault is None:
            return await self._answer(Call(self.world, bot, name, args), record)
        record.fault = fault.kind
        return await self._with_fault(fault, request, Call(self.world, bot, name, args), record)

    def _record(self, bot: Bot, name: str, args: Args) -> CallRecord:
        params: dict[str, Any] = dict(args.values)
        for field, upload in args.uploads.items():
            digest = hashlib.sha256(upload.data).hexdigest()
            params[field] = {"name": upload.name, "size": len(upload.data), "sha256": digest}
        record = CallRecord(self.world.serial(), self.world.clock.now(), bot.user.id, name, params)
        self.world.calls.append(record)
        return record

    async def _answer(self, call: Call, record: CallRecord) -> web.Response:
        function = METHODS.get(call.name)
        try:
            if function is None:
                raise errors.NO_SUCH_METHOD
            result = await function(call)
        except ApiError as refusal:
            record.status, record.answer = refusal.code, refusal.description
            self.world.touch()
            return _refused(refusal.with_traceback(None))
        record.status = 200
        if call.name != "getupdates":
            record.answer = result
            self.world.touch()
        answer = {"ok": True, "result": result} | ({"description": call.note} if call.note else {})
        return _json(answer, 200)

    async def _with_fault(
        self, fault: Fault, request: web.Request, call: Call, record: CallRecord
    ) -> web.StreamResponse:
        if fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
            return await self._answer(call, record)
        if fault.kind in {"lost", "drop"}:
            if fault.kind == "lost":
                await self._answer(call, record)
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        self.world.touch()
        record.status = 502 if fault.kind == "html" else 429 if fault.kind == "flood" else fault.code
        return _wrong_answer(fault)

    # -- files and control

    async def _download(self, request: web.Request) -> web.Response:
        bot = self.world.bots.get(request.match_info["token"])
        if bot is None:
            return _refused(errors.UNAUTHORIZED)
        path = request.match_info["path"]
        blob = next((b for b in self.world.files.values() if b.path == path), None)
        fault = first_striking(self.world.faults, "download", None)
        if fault is not None and fault.kind == "drop" and request.transport is not None:
            request.transport.abort()
        if fault is not None and fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
        if blob is None or len(blob.data) > DOWNLOAD_LIMIT or not blob.id[2:].startswith(f"{bot.user.id}-"):
            return _refused(ApiError(404, "Not Found"))
        return web.Response(body=blob.data, content_type="application/octet-stream")

    async def _control(self, request: web.Request) -> web.Response:
        verb = request.match_info["verb"]
        function = None if verb.startswith("_") else getattr(self.control, verb, None)
        if function is None:
            return _json({"error": f"no such verb: {verb}"}, 404)
        try:
            wishes = json.loads(await request.read() or b"{}")
            result = function(**wishes)
            result = await result if asyncio.iscoroutine(result) else result
        except (TypeError, ValueError, LookupError, ApiError) as problem:
            return _json({"error": f"{type(problem).__name__}: {problem}"}, 400)
        return _json({"result": result}, 200)


def _json(answer: Any, status: int) -> web.Response:
    body = json.dumps(answer, ensure_ascii=False, separators=(",", ":"), default=str)
    # the wire is UTF-8: a lone surrogate of a hostile text goes out as a question mark
    return web.Response(body=body.encode("utf-8", "replace"), status=status, content_type="application/json")


def _refused(refusal: ApiError) -> web.Response:
    answer = _json(refusal.json(), refusal.code)
    if "retry_after" in refusal.parameters:
        answer.headers["Retry-After"] = str(refusal.parameters["retry_after"])
    return answer


def _wrong_answer(fault: Fault) -> web.Response:
    if fault.kind == "html":
        return web.Response(text=GATEWAY_PAGE, status=502, content_type="text/html")
    if fault.kind == "garbage":
        return web.Response(text='{"ok":true,"resu', status=200, content_type="application/json")
    if fault.kind == "flood":
        return _refused(errors.too_many(int(fault.seconds)))
    if fault.migrate_to is not None:
        return _refused(errors.migrated(fault.migrate_to))
    return _refused(ApiError(fault.code, fault.description))


async def read_args(request: web.Request) -> Args:
    """Parameters from the query, a form, JSON or a multipart body with files."""
    values = dict(request.query)
    if request.content_type == "multipart/form-data":
        return await _multipart(request, values)
    body = await request.read()
    if request.content_type == "application/json" and body:
        wishes = json.loads(body)
        values |= {k: v if isinstance(v, str) else json.dumps(v) for k, v in wishes.items() if v is not None}
    elif body:
        values |= parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
    return Args(values)


async def _multipart(request: web.Request, values: dict[str, str]) -> Args:
    args, size = Args(values), 0
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or not part.name:
            continue
        data = bytes(await part.read())
        size += len(data)
        if size > UPLOAD_LIMIT + 1024 * 1024:
            raise web.HTTPRequestEntityTooLarge(UPLOAD_LIMIT, size)
        if part.filename is None:
            args.values[part.name] = data.decode("utf-8", "replace")
        else:
            args.uploads[part.name] = Upload(part.filename, part.headers.get("Content-Type"), data)
    return args


@asynccontextmanager
async def running(port: int = 0) -> AsyncIterator[BotApi]:
    """A server for the length of a with block."""
    api = BotApi()
    await api.start(port)
    try:
        yield api
    finally:
        await api.stop()
