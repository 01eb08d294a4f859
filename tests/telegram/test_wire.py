"""What a call that does not get through says of itself: whether it may have arrived, never its address."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import pytest
from telegram.error import TelegramError

from bot.channels.port import TryLaterError, UnsureError
from bot.channels.telegram.errors import translated
from bot.channels.telegram.wire import Patience, Wire
from tests.telegram.house import TOKEN

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[object]]


@asynccontextmanager
async def _server(serve: Serve) -> AsyncIterator[str]:
    served: list[asyncio.Task[None]] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await serve(reader, writer)
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()

    def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        served.append(asyncio.create_task(answer(reader, writer)))

    server = await asyncio.start_server(take, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/bot{TOKEN}/getMe"
        await asyncio.gather(*served)


async def _fault_of(url: str) -> Exception:
    """As the port says it, after it was seen that the token is in none of the words."""
    wire = Wire(connections=2, patience=Patience(connect=2, answer=0.3))
    try:
        with pytest.raises(TelegramError) as raised:
            await wire.post(url)
    finally:
        await wire.shutdown()
    fault = translated(raised.value)
    assert TOKEN not in f"{raised.value}{fault}"
    return fault


async def test_nobody_there_means_that_nothing_was_sent() -> None:
    async with _server(_hang_up) as url:
        pass
    fault = await _fault_of(url)
    assert isinstance(fault, TryLaterError)
    assert not isinstance(fault, UnsureError)


async def _hang_up(_reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    pass


async def _read_and_hang_up(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    await reader.readline()


async def _say_nothing(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    await reader.read()  # until the other side has waited long enough


@pytest.mark.parametrize("serve", [_hang_up, _read_and_hang_up, _say_nothing])
async def test_no_answer_means_that_it_may_have_arrived(serve: Serve) -> None:
    async with _server(serve) as url:
        assert isinstance(await _fault_of(url), UnsureError)
