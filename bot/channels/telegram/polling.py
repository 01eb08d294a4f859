"""The long poll: what came is on disk before the next is asked for, because asking confirms it."""

import asyncio
from collections.abc import Callable, Iterable
from typing import Any

import structlog
from telegram.error import Conflict, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.channels.port import Intake
from bot.channels.telegram.errors import TokenError, patience, reason
from bot.channels.telegram.line import Line
from bot.channels.telegram.reading import NAME, Read
from storage.errors import AWAY

log = structlog.get_logger()
_PAUSES = (0.2, 1.0, 3.0, 10.0, 30.0)
_OURS = 1.0  # seconds at most, where the fault is on our side
_CONFLICT_PAUSES = (0.5, 1.0, 3.0, 10.0)  # the poll of a process that was just relieved ends by itself


async def follow(
    line: Line, intake: Intake, reader: Callable[[Any], Read], taken: Callable[[Iterable[Read]], None]
) -> None:
    """For ever; `taken` hears what is safe. TokenError; every other fault is waited out.

    Without an offset Telegram gives the first update that was not confirmed, whatever its number: after a
    quiet week, or on another server, numbers begin anywhere. An offset only confirms what was just taken;
    what is given again after a restart is known by its event.
    """
    offset = failures = 0
    while True:
        try:
            following = await _once(line, intake, reader, taken, offset)
            is_the_same = following == offset  # asked at once, it would be so again, for ever
            if is_the_same:
                await asyncio.sleep(_PAUSES[min(failures, len(_PAUSES) - 1)])
            offset, failures = following or 0, failures + 1 if is_the_same else 0
        except (InvalidToken, Forbidden):
            raise TokenError from None
        except (TelegramError, *AWAY) as error:
            pause = pause_after(error, failures)
            failures += 1
            await asyncio.sleep(pause)


async def _once(
    line: Line,
    intake: Intake,
    reader: Callable[[Any], Read],
    taken: Callable[[Iterable[Read]], None],
    offset: int,
) -> int | None:
    """The next offset; None when nothing came."""
    reads = [reader(raw) for raw in await line.updates(offset)]
    if not reads:
        return None
    await intake.take(NAME, [one.incoming for one in reads if one.incoming is not None])
    taken(reads)
    return max((one.number + 1 for one in reads if one.number is not None), default=offset)


def pause_after(error: Exception, failures: int) -> float:
    """Seconds to wait; the log says why. A database that is back is not kept waiting."""
    pause = _PAUSES[min(failures, len(_PAUSES) - 1)]
    if not isinstance(error, TelegramError):
        return min(pause, _OURS)
    if isinstance(error, Conflict):
        log.error("telegram.conflict", code="another-process-receives-for-this-bot")
        return _CONFLICT_PAUSES[min(failures, len(_CONFLICT_PAUSES) - 1)]
    if isinstance(error, RetryAfter):
        pause = patience(error).total_seconds()
    log.warning("telegram.away", reason=reason(error), again_in=pause)
    return pause
