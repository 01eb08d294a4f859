"""Telegram without a network: python-telegram-bot over a request that remembers and answers at once."""

import json
from collections.abc import AsyncIterator, Callable
from typing import Any

from telegram import Bot
from telegram.request import BaseRequest, RequestData

from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.clearing import Clearing
from bot.channels.telegram.limits import Limits, Pace
from bot.channels.telegram.line import Settings
from bot.channels.telegram.menu import Menus
from bot.channels.telegram.sending import Sender
from bot.clock import Clock
from tests.telegram.house import TOKEN

Call = tuple[str, dict[str, Any]]
Fault = Callable[[str, dict[str, Any]], "tuple[int, str] | None"]
CREATED = 1_700_000_000


class Wire(BaseRequest):
    """`calls`: what was asked of Telegram since they were last taken. `fault` may refuse a call."""

    def __init__(self, fault: Fault) -> None:
        self.calls: list[Call] = []
        self._fault, self._messages = fault, 1_000_000

    @property
    def read_timeout(self) -> float | None:
        return None

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_rest: Any, **_timeouts: Any
    ) -> tuple[int, bytes]:
        assert method == "POST"
        name, params = url.rpartition("/")[2], dict(request_data.parameters) if request_data else {}
        self.calls.append((name, params))
        if (refused := self._fault(name, params)) is not None:
            code, why = refused
            return code, _bytes({"ok": False, "error_code": code, "description": why})
        return 200, _bytes({"ok": True, "result": self._result(name, params)})

    def _result(self, name: str, params: dict[str, Any]) -> Any:
        if name == "getMe":
            return {"id": 1, "is_bot": True, "first_name": "bot", "username": "liaison_bot"}
        if name not in {"sendMessage", "sendDocument", "editMessageText"}:
            return True
        self._messages += 1
        number = params.get("message_id", self._messages)
        chat = {"id": params["chat_id"], "type": "private"}
        params["message_id"] = number
        return {"message_id": number, "date": CREATED, "chat": chat, "text": params.get("text", "")}


def _bytes(answer: Any) -> bytes:
    return json.dumps(answer).encode()


class Line:
    """`feed` is what the next poll brings; a poll that finds nothing ends the run."""

    def __init__(self, wire: Wire) -> None:
        self.bot = Bot(TOKEN, request=wire, get_updates_request=wire)
        self.feed: list[list[Any]] = []
        self.offsets: list[int] = []

    async def updates(self, offset: int) -> list[Any]:
        """As they come over the network: JSON, read again."""
        self.offsets.append(offset)
        if not self.feed:
            raise NothingMoreError
        found: list[Any] = json.loads(json.dumps(self.feed.pop(0)))
        return found


class NothingMoreError(Exception):
    """The network is silent."""


async def _some_bytes(_handle: str) -> AsyncIterator[bytes]:
    yield b"a file"


def telegram_over(line: Line, settings: Settings, clock: Clock) -> Telegram:
    made = Telegram(settings, clock)
    made._line = line  # type: ignore[assignment]  # the same two calls
    made._clearing = Clearing(line.bot, paced=False)
    made._sender = Sender(line.bot, Limits(Pace(per_second=0)), made._clearing)
    made._menus = Menus(line.bot)
    made.fetch = _some_bytes  # type: ignore[method-assign, assignment]
    return made
