"""The long poll: what came is on disk before the next is asked for, because asking confirms it."""

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime

import structlog
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.channels.port import Intake
from bot.channels.telegram.errors import TokenError, patience, reason
from bot.channels.telegram.line import Line
from bot.channels.telegram.reading import NAME, Read, read
from storage.errors import BusyError

log = structlog.get_logger()
_PAUSES = (0.2, 1.0, 3.0, 10.0, 30.0)
_CONFLICT_SECONDS = 10.0


async def follow(
    line: Line, intake: Intake, now: Callable[[], datetime], taken: Callable[[Iterable[Read]], None]
) -> None:
    """For ever; `taken` hears what is safe. TokenError; every other fault is waited out."""
    offset, failures = int(await intake.cursor(NAME) or 0), 0
    while True:
        try:
            offset = await _once(line, intake, now, taken, offset)
            failures = 0
        except InvalidToken:
            raise TokenError from None
        except (TelegramError, BusyError) as error:
            pause = pause_after(error, failures)
            failures += 1
            await asyncio.sleep(pause)


async def _once(
    line: Line,
    intake: Intake,
    now: Callable[[], datetime],
    taken: Callable[[Iterable[Read]], None],
    offset: int,
) -> int:
    """The next offset."""
    reads = [read(raw, now()) for raw in await line.updates(offset)]
    if not reads:
        return offset
    following = max([offset, *(one.number + 1 for one in reads if one.number is not None)])
    arrivals = [one.incoming for one in reads if one.incoming is not None]
    await intake.take(NAME, arrivals, cursor=str(following))
    taken(reads)
    return following


def pause_after(error: Exception, failures: int) -> float:
    """Seconds to wait; the log says why."""
    pause = _PAUSES[min(failures, len(_PAUSES) - 1)]
    if isinstance(error, Conflict):
        log.error("telegram.conflict", code="another-process-receives-for-this-bot")
        return _CONFLICT_SECONDS
    if isinstance(error, RetryAfter):
        pause = patience(error).total_seconds()
    why = reason(error) if isinstance(error, TelegramError) else type(error).__name__
    log.warning("telegram.away", reason=why, again_in=pause)
    return pause
