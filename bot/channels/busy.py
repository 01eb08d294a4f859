"""While something takes longer than a moment, its person sees that it is being worked on."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

_MOMENT = 1.0  # seconds after which it is shown
_AGAIN = 4.0  # seconds until it is shown anew: Telegram forgets it after five


@asynccontextmanager
async def shown_as_busy(show: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
    """`show` is called now and then as long as the block lasts; what it raises is nobody's concern."""
    showing = asyncio.create_task(_keep_showing(show))
    try:
        yield
    finally:
        showing.cancel()
        await asyncio.gather(showing, return_exceptions=True)


async def _keep_showing(show: Callable[[], Awaitable[None]]) -> None:
    await asyncio.sleep(_MOMENT)
    while True:
        await show()
        await asyncio.sleep(_AGAIN)
