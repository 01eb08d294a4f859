"""One letter out: its parts in order, each once; edited in place where it takes the place of another."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from functools import partial
from typing import IO, TypeVar, cast

from telegram import Bot, InlineKeyboardMarkup, InputFile, LinkPreviewOptions, Message
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, RetryAfter, TelegramError

from bot.channels.busy import shown_as_busy
from bot.channels.port import RefusedError, TryLaterError, UnreachableError, UnsureError
from bot.channels.telegram.clearing import Clearing
from bot.channels.telegram.errors import NOT_MODIFIED, patience, translated
from bot.channels.telegram.limits import Limits
from bot.channels.telegram.rendering import CAPTION_LIMIT, keyboard, parts
from bot.channels.telegram.upload import Upload
from handlers.letters.letter import FileOut, Letter
from handlers.vocabulary.text import quote, text

Result = TypeVar("Result")
Step = Callable[[], Awaitable[Message]]
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class Sender:
    """Remembers how far each letter has come, so that no part goes out again because a later one failed."""

    def __init__(self, bot: Bot, limits: Limits, clearing: Clearing) -> None:
        self._bot, self._limits, self._clearing = bot, limits, clearing
        self._begun: dict[int, list[str]] = {}
        self._unsure: set[int] = set()

    async def send(self, letter: Letter) -> str:
        """The ids of its messages, joined by spaces. TryLaterError, UnreachableError, RefusedError.

        Telegram has no key by which it would know a repeat. When an answer stays out, the letter is sent once
        more, and only after Telegram answers again; then never more.
        """
        if letter.id in self._unsure:
            await self._ask(self._bot.get_me)
        try:
            sent = await self._send(letter)
        except UnsureError:
            if letter.id in self._unsure:
                self._forget(letter)
                raise RefusedError("sent-twice-without-an-answer") from None
            self._unsure.add(letter.id)
            raise
        except TryLaterError:
            raise
        except (RefusedError, UnreachableError):
            self._forget(letter)
            raise
        self._forget(letter)
        return " ".join(sent)

    def _forget(self, letter: Letter) -> None:
        self._begun.pop(letter.id, None)
        self._unsure.discard(letter.id)

    async def _send(self, letter: Letter) -> list[str]:
        done = self._begun.setdefault(letter.id, [])
        if not done and letter.replaces and not letter.anew and await self._edited(letter):
            return [letter.replaces.split()[0]]
        for step in list(self._steps(letter))[len(done) :]:
            done.append(str((await self._in_turn(letter, step)).message_id))
        if not done:
            raise RefusedError("nothing-to-be-seen")
        if letter.replaces:
            await self._tidy(letter, letter.replaces)
        return done

    async def _in_turn(self, letter: Letter, step: Callable[[], Awaitable[Result]]) -> Result:
        async with self._limits.turn(letter.address, letter.bulk):
            return await self._ask(step, letter.address)

    async def _ask(self, step: Callable[[], Awaitable[Result]], chat: str | None = None) -> Result:
        try:
            return await step()
        except TelegramError as error:
            if isinstance(error, RetryAfter) and chat is not None:
                self._limits.close(chat, patience(error).total_seconds())
            raise translated(error) from None

    # -- what a letter consists of

    def _steps(self, letter: Letter) -> Iterator[Step]:
        """Its words, then its files; the keys hang under the last of the words."""
        words, keys = parts(letter.text), keyboard(letter.keys)
        under = parts(letter.text, CAPTION_LIMIT)
        if len(letter.files) == len(under) == 1 and letter.files[0].shown is not None:
            yield partial(self._picture, letter, letter.files[0], under[0], keys)
            return
        for number, part in enumerate(words, 1):
            yield self._words(letter, part, keys if number == len(words) else None)
        for number, file in enumerate(letter.files, 1):
            hung = keys if not words and number == len(letter.files) else None
            yield from self._file(letter, file, hung)

    def _words(self, letter: Letter, part: str, keys: InlineKeyboardMarkup | None) -> Step:
        return partial(
            self._bot.send_message,
            int(letter.address),
            part,
            parse_mode=ParseMode.HTML,
            reply_markup=keys,
            link_preview_options=_NO_PREVIEW,
            protect_content=letter.guarded,
        )

    def _file(self, letter: Letter, file: FileOut, keys: InlineKeyboardMarkup | None) -> Iterator[Step]:
        """As a document: pictures keep every byte. What its caption cannot hold follows as words."""
        if file.shown is not None:
            yield partial(self._picture, letter, file, "", keys)
            return
        caption, *more = parts(text(quote(file.caption)), CAPTION_LIMIT) or [""]
        yield partial(self._document, letter, file, caption, None if more else keys)
        for number, part in enumerate(more, 1):
            yield self._words(letter, part, keys if number == len(more) else None)

    async def _document(
        self, letter: Letter, file: FileOut, caption: str, keys: InlineKeyboardMarkup | None
    ) -> Message:
        async with shown_as_busy(partial(self.show, letter.address, ChatAction.UPLOAD_DOCUMENT)):
            return await self._bot.send_document(
                int(letter.address),
                InputFile(
                    cast("IO[bytes]", Upload(file)), filename=file.name or "file", read_file_handle=False
                ),
                caption=caption or None,
                parse_mode=ParseMode.HTML,
                reply_markup=keys,
                disable_content_type_detection=True,
                protect_content=letter.guarded,
            )

    async def _picture(
        self, letter: Letter, file: FileOut, words: str, keys: InlineKeyboardMarkup | None
    ) -> Message:
        """To be looked at, with the words under it in one message; they go out even where it is refused."""
        try:
            return await self._bot.send_photo(
                int(letter.address),
                InputFile(cast("IO[bytes]", Upload(file)), filename=file.name, read_file_handle=False),
                caption=words or None,
                parse_mode=ParseMode.HTML,
                reply_markup=keys,
                protect_content=letter.guarded,
            )
        except BadRequest:
            if words:
                return await self._words(letter, words, keys)()
            return await self._document(letter, file, "", keys)

    async def show(self, address: str, action: ChatAction) -> None:
        """For five seconds, or until the next message. A sign only: without it nothing is lost."""
        with suppress(TelegramError):
            await self._bot.send_chat_action(int(address), action)

    # -- changing what was sent

    async def _edited(self, letter: Letter) -> bool:
        """Whether the old message now shows the new one. False: it cannot, and a new one has to be sent."""
        words = parts(letter.text)
        old, *surplus = (letter.replaces or "").split()
        if len(words) != 1 or letter.files:
            return False
        edit = partial(
            self._bot.edit_message_text,
            words[0],
            int(letter.address),
            int(old),
            parse_mode=ParseMode.HTML,
            reply_markup=keyboard(letter.keys),
            link_preview_options=_NO_PREVIEW,
        )
        try:
            await self._in_turn(letter, edit)
        except UnsureError as unsure:
            # an edit may be repeated as often as one likes
            raise TryLaterError(str(unsure)) from None
        except RefusedError as refused:
            if NOT_MODIFIED not in str(refused):
                return False
        await self._tidy(letter, " ".join(surplus))
        return True

    async def _tidy(self, letter: Letter, external: str) -> None:
        """The letter itself is out: that something older stays does not matter."""
        with suppress(TryLaterError, UnreachableError):
            await self._clearing.remove(letter.address, external.split())
