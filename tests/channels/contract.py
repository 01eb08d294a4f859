"""What every channel promises. A channel's own test module gives a `Harness` and inherits `Promises`:

    class TestTelegram(Promises):
        @pytest.fixture
        async def harness(self) -> AsyncIterator[Harness]: ...

What a channel's abilities leave out (buttons, edits, taking back) is left out here, too.
"""

import asyncio
import hashlib
import itertools
import unicodedata
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Protocol

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.port import Channel, RefusedError, TryLaterError, UnreachableError
from handlers.letters.letter import FileOut, Key, Letter
from handlers.vocabulary.incoming import Kind
from handlers.vocabulary.text import Piece, Span, Style, Text, bold, paragraphs, plain, text
from tests.channels.ledger import Ledger


@dataclass(frozen=True)
class Seen:
    """A message of the bot as its reader sees it now."""

    id: str
    text: str
    keys: tuple[str, ...] = ()
    files: tuple[tuple[str, int, str], ...] = ()  # name, size, sha256 (hex)


class Harness(Protocol):
    """One channel, and at its other end one officer, who has an open conversation with the bot."""

    officer: str  # the officer's address

    async def open(self) -> Channel:
        """A channel on the same account, as a new process would open it."""

    async def write(self, words: str) -> str:
        """The officer writes; the message's id."""

    async def rewrite(self, message: str, words: str) -> None:
        """The officer edits it."""

    async def attach(self, name: str, data: bytes, caption: str) -> None: ...

    async def press(self, key: str) -> None:
        """On the last message that has this key."""

    async def screen(self) -> Sequence[Seen]:
        """What the bot has said and the officer sees now, oldest first."""

    async def break_line(self) -> None:
        """From now on the network does not answer."""

    async def mend_line(self) -> None: ...

    async def shut_out(self) -> None:
        """The officer cannot be written to any more."""

    async def again(self) -> None:
        """The network gives the last thing it gave once more."""


def letter(number: int, to: str, *words: Piece, **rest: Any) -> Letter:
    return Letter(id=number, address=to, kind="test", text=text(*words), **rest)


def file_of(name: str, data: bytes, caption: str = "") -> FileOut:
    def chunks() -> Iterator[bytes]:
        return (data[at : at + 50_000] for at in range(0, len(data), 50_000))

    digest = hashlib.sha256(data).hexdigest()
    return FileOut(name, "application/octet-stream", len(data), digest, chunks, caption)


@asynccontextmanager
async def listening(channel: Channel, ledger: Ledger) -> AsyncIterator[None]:
    """The channel receives, until the block ends."""
    task = asyncio.create_task(channel.run(ledger))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await channel.stop()


@asynccontextmanager
async def conversation(harness: Harness) -> AsyncIterator[Channel]:
    """The officer has written, so that the bot may."""
    channel, ledger = await harness.open(), Ledger()
    async with listening(channel, ledger):
        await harness.write("hello")
        await ledger.next()
        yield channel


def essence(words: str) -> str:
    """Without blanks, what no reader sees and no network keeps, and the mark before quotes."""
    kept = words.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    unseen = {"Cc", "Cf"}
    return "".join(c for c in kept if c != ">" and not c.isspace() and unicodedata.category(c) not in unseen)


any_text = st.lists(st.builds(Span, st.text(max_size=120), st.sampled_from(Style)), max_size=5).map(
    lambda spans: text("•", *spans)
)
_ONE_LINE_FOR_ALL = [
    HealthCheck.function_scoped_fixture,
    HealthCheck.differing_executors,
    HealthCheck.too_slow,
]
_numbers = itertools.count(1)  # the same number is the same letter, from one example to the next, too
WORDS = ["三名妇女被扣在餐馆 C-7Q4M", "line one\n\n  line two", "a <b>& \"c'", "👨‍👩‍👧‍👦 é", "x" * 3000]


class Receives:
    @pytest.mark.parametrize("words", WORDS)
    async def test_what_is_written_arrives_as_it_was_written(self, harness: Harness, words: str) -> None:
        ledger = Ledger()
        async with listening(await harness.open(), ledger):
            await harness.write(words)
            got = await ledger.next()
        assert (got.kind, got.address, got.text) == (Kind.TEXT, harness.officer, words)
        assert got.at.utcoffset() is not None

    async def test_messages_arrive_in_order(self, harness: Harness) -> None:
        ledger, sent = Ledger(), [f"clue {number}" for number in range(20)]
        async with listening(await harness.open(), ledger):
            for words in sent:
                await harness.write(words)
            got = [await ledger.next() for _ in sent]
        assert [one.text for one in got] == sent
        assert len({one.event for one in got}) == len(sent)

    async def test_nothing_is_confirmed_before_it_is_kept(self, harness: Harness) -> None:
        dying, ledger = Ledger(fails=True), Ledger()
        async with listening(await harness.open(), dying):
            await harness.write("held at the restaurant")
            await asyncio.wait_for(dying.tried.wait(), 10)
        async with listening(await harness.open(), ledger):
            assert (await ledger.next()).text == "held at the restaurant"

    async def test_what_happened_while_it_was_down_arrives_once(self, harness: Harness) -> None:
        ledger = Ledger()
        async with listening(await harness.open(), ledger):
            await harness.write("before")
            await ledger.next()
        await harness.write("meanwhile")
        async with listening(await harness.open(), ledger):
            await harness.write("after")
            await ledger.until("after")
        assert [one.text for one in ledger.kept] == ["before", "meanwhile", "after"]

    async def test_what_is_given_again_is_known_by_its_event(self, harness: Harness) -> None:
        ledger = Ledger()
        async with listening(await harness.open(), ledger):
            await harness.write("once")
            await ledger.next()
            await harness.again()
            await harness.write("twice")
            await ledger.until("twice")
        assert [one.text for one in ledger.kept] == ["once", "twice"]

    async def test_an_edit_names_what_it_edits(self, harness: Harness) -> None:
        ledger = Ledger()
        async with listening(await harness.open(), ledger):
            message = await harness.write("/request China by Friday")
            await ledger.next()
            await harness.rewrite(message, "/request China by Monday")
            got = await ledger.next()
        assert (got.kind, got.about, got.text) == (Kind.EDIT, message, "/request China by Monday")

    async def test_a_pressed_key_arrives_as_its_token(self, harness: Harness) -> None:
        ledger, channel = Ledger(), await harness.open()
        if not channel.abilities.buttons:
            pytest.skip("keys are numbers here")
        keys = (Key("tok-yes_1", "Acknowledge", 1), Key("tok-no_2", "不受理", 2))
        async with listening(channel, ledger):
            await harness.write("hello")
            await ledger.next()
            shown = await channel.deliver(letter(1, harness.officer, "C-7Q4M", keys=keys))
            assert (await harness.screen())[-1].keys == ("Acknowledge", "不受理")
            await harness.press("不受理")
            got = await ledger.next()
        assert (got.kind, got.text, got.about) == (Kind.PRESS, "tok-no_2", shown)

    async def test_a_file_comes_in_byte_for_byte_and_in_chunks(self, harness: Harness) -> None:
        ledger, channel, data = Ledger(), await harness.open(), bytes(range(256)) * 12_000
        async with listening(channel, ledger):
            await harness.attach("plate 粤B.bin", data, "the plate")
            got = await ledger.next()
            fetched = [chunk async for chunk in channel.fetch(got.files[0].handle)]
        assert (got.text, got.files[0].name) == ("the plate", "plate 粤B.bin")
        assert b"".join(fetched) == data
        assert max(map(len, fetched)) <= 1024 * 1024

    async def test_a_file_that_never_was_is_refused(self, harness: Harness) -> None:
        async with conversation(harness) as channel:
            with pytest.raises((RefusedError, TryLaterError)):
                _ = [chunk async for chunk in channel.fetch("no-such-file")]

    async def test_receiving_outlives_a_broken_line(self, harness: Harness) -> None:
        ledger = Ledger()
        async with listening(await harness.open(), ledger):
            await harness.write("before")
            await ledger.next()
            await harness.break_line()
            await asyncio.sleep(0.5)
            await harness.mend_line()
            await harness.write("after")
            assert (await ledger.next(20)).text == "after"

    async def test_it_stops_at_once_and_leaves_nothing_running(self, harness: Harness) -> None:
        before, channel, ledger = asyncio.all_tasks(), await harness.open(), Ledger()
        task = asyncio.create_task(channel.run(ledger))
        await harness.write("hello")
        await ledger.next()
        async with asyncio.timeout(5):
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await channel.stop()
            await asyncio.sleep(0.1)
        left = [t for t in asyncio.all_tasks() - before if "bot/channels" in str(t.get_coro())]
        assert left == []


class Sends:
    async def test_a_letter_is_read_as_it_was_meant(self, harness: Harness) -> None:
        words = paragraphs("<b>x</b> & a<b [l](tg://user?id=1) ` @everyone", text(bold("C-7Q4M"), " 线索"))
        async with conversation(harness) as channel:
            sent = await channel.deliver(letter(1, harness.officer, words))
            seen = (await harness.screen())[-1]
        assert seen.text == plain(words)
        assert seen.id in sent.split()

    async def test_a_very_long_letter_arrives_whole(self, harness: Harness) -> None:
        words = [f"{number}. 国际刑警组织联络处 <office & desk>" for number in range(700)]
        async with conversation(harness) as channel:
            before = len(await harness.screen())
            await channel.deliver(letter(1, harness.officer, "\n".join(words)))
            seen = (await harness.screen())[before:]
        assert "\n".join(one.text for one in seen).split("\n") == words

    @settings(max_examples=4, deadline=None, suppress_health_check=_ONE_LINE_FOR_ALL)
    @given(st.lists(any_text, min_size=8, max_size=8))
    async def test_any_words_can_be_said(self, harness: Harness, letters: list[Text]) -> None:
        async with conversation(harness) as channel:
            for words in letters:
                before = len(await harness.screen())
                await channel.deliver(letter(next(_numbers), harness.officer, words))
                seen = (await harness.screen())[before:]
                assert essence("".join(one.text for one in seen)) == essence(plain(words))

    async def test_files_go_out_byte_for_byte(self, harness: Harness) -> None:
        files = (
            file_of("a_b<1>.pdf", bytes(range(256)) * 3000, "page <1>"),
            file_of("护照 2.bin", b"x", "第二页"),
        )
        async with conversation(harness) as channel:
            await channel.deliver(letter(1, harness.officer, "Two files", files=files))
            seen = [file for one in await harness.screen() for file in one.files]
        assert seen == [(file.name, file.size, file.sha256) for file in files]

    async def test_an_item_that_moves_on_is_changed_in_place(self, harness: Harness) -> None:
        async with conversation(harness) as channel:
            if not channel.abilities.edits:
                pytest.skip("nothing is edited here")
            keys = [Key("tok", "Take it up", 1)]
            first = await channel.deliver(letter(1, harness.officer, "sent", keys=keys))
            second = await channel.deliver(letter(2, harness.officer, "taken up", replaces=first))
            third = await channel.deliver(letter(3, harness.officer, "taken up", replaces=second))
            seen = (await harness.screen())[-1]
        assert (seen.text, seen.keys) == ("taken up", ())
        assert first == second == third

    async def test_what_is_taken_back_is_gone(self, harness: Harness) -> None:
        async with conversation(harness) as channel:
            if not channel.abilities.removes:
                pytest.skip("nothing is taken back here")
            sent = await channel.deliver(letter(1, harness.officer, "above the ceiling"))
            for _ in range(2):
                await channel.remove(harness.officer, sent)
            seen = await harness.screen()
        assert "above the ceiling" not in [one.text for one in seen]

    async def test_a_broken_line_means_try_later(self, harness: Harness) -> None:
        async with conversation(harness) as channel:
            words = letter(1, harness.officer, "are you there?")
            await harness.break_line()
            with pytest.raises(TryLaterError):
                await channel.deliver(words)
            await harness.mend_line()
            await channel.deliver(words)
            seen = [one.text for one in await harness.screen()]
        assert 1 <= seen.count("are you there?") <= 2

    async def test_whoever_cannot_be_written_to_is_said_to_be_so(self, harness: Harness) -> None:
        async with conversation(harness) as channel:
            await harness.shut_out()
            with pytest.raises(UnreachableError):
                await channel.deliver(letter(1, harness.officer, "hello?"))


class Promises(Receives, Sends):
    """All of them."""
