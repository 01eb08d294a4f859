"""Updates brought to the bot's own address: in order per chat, repeated until it answers with 2xx."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import aiohttp

from tests.botapi.mailbox import Mailbox, Update
from tests.botapi.model import Json

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
Answered = Callable[[Json], Awaitable[None]]


@dataclass
class Webhook:
    """One bot's webhook. `retry_seconds` is the first pause after a failure; it doubles up to a minute."""

    url: str
    secret: str | None
    most: int
    mailbox: Mailbox
    on_answer: Answered
    retry_seconds: float = 1.0
    last_error: tuple[int, str] | None = None
    attempts: list[tuple[int, int]] = field(default_factory=list)  # update id, HTTP status (0: no answer)
    _task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        async with aiohttp.ClientSession() as session, asyncio.TaskGroup() as group:
            busy: dict[str, asyncio.Task[None]] = {}
            while True:
                busy = {lane: task for lane, task in busy.items() if not task.done()}
                self.mailbox.arrived.clear()
                for update in list(self.mailbox.waiting):
                    lane = _lane(update)
                    if lane not in busy and len(busy) < self.most:
                        busy[lane] = group.create_task(self._bring(session, update))
                arrived = group.create_task(self._arrival())
                await asyncio.wait([*busy.values(), arrived], return_when=asyncio.FIRST_COMPLETED)
                arrived.cancel()

    async def _arrival(self) -> None:
        await self.mailbox.arrived.wait()

    async def _bring(self, session: aiohttp.ClientSession, update: Update) -> None:
        pause = self.retry_seconds
        while not await self._try(session, update):
            await asyncio.sleep(pause)
            pause = min(pause * 2, 60.0)
        if update in self.mailbox.waiting:
            self.mailbox.waiting.remove(update)

    async def _try(self, session: aiohttp.ClientSession, update: Update) -> bool:
        headers = {SECRET_HEADER: self.secret} if self.secret else {}
        try:
            async with session.post(
                self.url, json=update.json, headers=headers, timeout=aiohttp.ClientTimeout(60)
            ) as answer:
                status, body = answer.status, await answer.read()
        except (aiohttp.ClientError, OSError, TimeoutError):
            return self._failed(update, 0, "Connection refused")
        if not 200 <= status < 300:
            return self._failed(update, status, f"Wrong response from the webhook: {status} {answer.reason}")
        self.attempts.append((update.id, status))
        await self._obey(body)
        return True

    def _failed(self, update: Update, status: int, why: str) -> bool:
        self.attempts.append((update.id, status))
        self.last_error = (int(self.mailbox.clock.now()), why)
        return False

    async def _obey(self, body: bytes) -> None:
        """A method call may ride in the answer; its outcome is told to nobody."""
        try:
            call = json.loads(body)
        except ValueError:
            return
        if isinstance(call, dict) and "method" in call:
            await self.on_answer(call)


def _lane(update: Update) -> str:
    """Updates of one chat wait for each other; those of different chats do not."""
    for content in update.json.values():
        if isinstance(content, dict):
            chat = content.get("chat") or (content.get("message") or {}).get("chat") or content.get("from")
            return str(chat.get("id")) if isinstance(chat, dict) else ""
    return ""
