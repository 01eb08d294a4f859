"""The Telegram channel."""

import asyncio
from collections.abc import AsyncIterator, Collection, Coroutine, Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import aiohttp
import structlog
from telegram.constants import ChatAction
from telegram.error import BadRequest, Forbidden, InvalidToken, TelegramError

from bot.channels.port import Intake, Left, RefusedError, TryLaterError
from bot.channels.telegram.clearing import Clearing
from bot.channels.telegram.errors import TOO_BIG, TokenError, translated
from bot.channels.telegram.hook import Hook
from bot.channels.telegram.limits import Limits
from bot.channels.telegram.line import Line, Settings
from bot.channels.telegram.menu import Menus
from bot.channels.telegram.polling import follow, pause_after
from bot.channels.telegram.reading import NAME, Read, read
from bot.channels.telegram.sending import Sender
from bot.channels.telegram.source import Source, source_of
from bot.clock import Clock
from handlers.letters.letter import Abilities, Letter
from storage import inbox
from storage.errors import TooLargeError

log = structlog.get_logger()
_MB = 1024 * 1024
_KEPT = timedelta(hours=47)  # what is 48 hours old cannot be deleted any more
_CHUNK = 64 * 1024
_LEAVE_AGAIN_SECONDS = 3600.0
_GREETING_SECONDS = 5.0  # that a letter waits for Telegram's first word
_PATIENCE = aiohttp.ClientTimeout(total=None, sock_connect=10, sock_read=30)


class Telegram:
    name = NAME

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self.abilities = Abilities(
            settings.ceiling,
            buttons=True,
            edits=True,
            guards=True,
            removes=True,
            removes_after=_KEPT,
            max_file=50 * _MB,
            max_incoming_file=20 * _MB,
        )
        self._settings, self._clock = settings, clock
        self._line = Line(settings)
        self._clearing = Clearing(self._line.bot, paced=settings.pace.per_second > 0)
        self._sender = Sender(self._line.bot, Limits(settings.pace), self._clearing)
        self._menus = Menus(self._line.bot)
        self._source: Source | None = None
        self._name = ""
        self._there = asyncio.Event()
        self._errands: set[asyncio.Task[None]] = set()
        self._left: dict[int, float] = {}
        self._delivering = 0
        self._idle = asyncio.Event()
        self._idle.set()

    @property
    def trouble(self) -> str:
        """What is wrong with Telegram, or the way there; empty: nothing."""
        return self._line.trouble

    # -- receiving

    async def run(self, intake: Intake) -> None:
        """TokenError when Telegram does not know the bot."""
        self._source = await self._greet(intake)
        self._there.set()
        if self._settings.webhook is not None:
            await Hook(self._settings.webhook, intake, self._read, self._taken).serve(self._line)
        else:
            await follow(self._line, intake, self._read, self._taken)

    async def _greet(self, intake: Intake) -> Source:
        """Telegram is there and knows us; a webhook of another time would keep updates from being polled."""
        for failures in range(10**9):
            try:
                me = await self._line.bot.get_me()
                if self._settings.webhook is None:
                    await self._line.bot.delete_webhook()
            except (Forbidden, InvalidToken):
                raise TokenError from None
            except TelegramError as error:
                await asyncio.sleep(pause_after(error, failures))
            else:
                log.info("telegram.there", bot=me.id)
                self._name = me.username or ""
                await intake.do(partial(inbox.know_name, channel=self.name, name=self._name))
                return await source_of(intake, me.id, self._settings.api_base)
        raise AssertionError

    def _read(self, raw: Any) -> Read:
        one = read(raw, self._clock.now(), self._name)
        if one.incoming is None or self._source is None:
            return one
        return replace(one, incoming=self._source.marked(one.incoming))

    def _taken(self, reads: Iterable[Read]) -> None:
        for one in reads:
            if one.query is not None:
                self._run_errand(self._acknowledge(one.query))
            if one.leave is not None:
                self._run_errand(self._leave(one.leave))

    def _run_errand(self, errand: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(errand)
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)

    async def _acknowledge(self, query: str) -> None:
        """Ends the waiting sign on the button; the answer itself comes as a message."""
        try:
            await self._line.bot.answer_callback_query(query)
        except TelegramError:
            # too old, or no connection: the press counts all the same
            log.debug("telegram.press.not_acknowledged")

    async def _leave(self, chat: int) -> None:
        """Groups and channels are left without a word."""
        now = asyncio.get_running_loop().time()
        if now - self._left.get(chat, -_LEAVE_AGAIN_SECONDS) < _LEAVE_AGAIN_SECONDS:
            return
        self._left[chat] = now
        try:
            await self._line.bot.leave_chat(chat)
        except TelegramError:
            log.warning("telegram.group.not_left")

    # -- sending

    async def busy(self, address: str) -> None:
        await self._sender.show(address, ChatAction.TYPING)

    async def deliver(self, letter: Letter) -> str:
        self._delivering += 1
        self._idle.clear()
        try:
            source = await self._known()
            replaces = " ".join(source.numbers(letter.replaces)) or None
            sent = source.messages(await self._sender.send(replace(letter, replaces=replaces)))
        finally:
            self._delivering -= 1
            if not self._delivering:
                self._idle.set()
        if not letter.bulk and self._menus.is_news(letter.address, letter.menu):
            self._run_errand(self._menus.show(letter.address, letter.menu))
        return sent

    async def remove(self, address: str, external: str) -> Left | None:
        source = await self._known()
        ours = source.numbers(external)
        left = await self._clearing.remove(address, ours)
        return left if len(ours) == len(external.split()) else Left.SOME

    async def remove_copies(
        self, address: str, older: Collection[str], until: str, known: Collection[str]
    ) -> None:
        ours = (await self._known()).numbers
        for last in ours(until):
            await self._clearing.remove_copies(address, ours(" ".join(older)), last, ours(" ".join(known)))

    async def _known(self) -> Source:
        """Whose messages these are; TryLaterError as long as Telegram has not told."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_GREETING_SECONDS):
                await self._there.wait()
        if self._source is None:
            raise TryLaterError("not-there-yet")
        return self._source

    # -- files

    async def fetch(self, handle: str) -> AsyncIterator[bytes]:
        address = await self._address_of(handle)
        try:
            async with (
                aiohttp.ClientSession(timeout=_PATIENCE) as session,
                session.get(address) as answer,
            ):
                _check(answer.status)
                async for chunk in answer.content.iter_chunked(_CHUNK):
                    yield chunk
        except (aiohttp.ClientError, TimeoutError) as error:
            raise TryLaterError(type(error).__name__) from None

    async def _address_of(self, handle: str) -> str:
        """TooLargeError where Telegram does not hand it out."""
        try:
            found = await self._line.bot.get_file(handle)
        except TelegramError as error:
            if isinstance(error, BadRequest) and TOO_BIG in error.message.lower():
                raise TooLargeError(self.abilities.max_incoming_file) from None
            raise translated(error) from None
        if not found.file_path:
            raise RefusedError("no-file-path")
        return found.file_path

    async def stop(self) -> None:
        await self._idle.wait()
        if self._errands:
            await asyncio.wait(self._errands, timeout=5)
        await self._line.close()


def _check(status: int) -> None:
    if status >= 500:
        raise TryLaterError(f"status-{status}")
    if status != 200:
        raise RefusedError(f"status-{status}")
