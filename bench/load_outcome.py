"""Whether everything that was written was done, once, and told, once."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from sqlmodel import select

from storage.clues import Clue
from storage.requests import Request
from tests.crash.clues import Hand
from tests.telegram.house import home_of

_NOTICE = "The office is closed on Thursday."


class Said(Protocol):
    """What officers wrote."""

    hands: list[Hand]
    clues: list[str]
    requests: list[str]
    reminders: list[str]


async def outcome(folder: Path, said: Said) -> list[str]:
    """A sentence for each thing that is not so."""
    filed, asked = await asyncio.to_thread(_kept, folder)
    faults = [*_differ("clue", said.clues, filed), *_differ("request", said.requests, asked)]
    came = [list((await hand.came()).values()) for hand in said.hands]
    read = [sum(_NOTICE in one for one in mine) for mine in came]
    faults += [f"the notice came {n} times to officer {who}" for who, n in enumerate(read) if n != 1]
    rung = Counter(number for number, mine in enumerate(came) for one in mine if _rings(one, number))
    wanted = {int(words.rpartition(" ")[2]) for words in said.reminders}
    return faults + [f"reminder {n} came {rung[n]} times" for n in sorted(wanted) if rung[n] != 1]


def _rings(message: str, number: int) -> bool:
    is_his = f"look at desk {number}" in message.splitlines()[-1] or f"look at desk {number}\n" in message
    return is_his and "I will remind you" not in message


def _kept(folder: Path) -> tuple[Counter[str], Counter[str]]:
    with home_of(folder) as home, home.database.work(datetime.now(UTC), write=False) as work:
        clues = Counter(one.text for one in work.all(select(Clue)))
        return clues, Counter(one.text for one in work.all(select(Request)))


def _differ(what: str, said: Sequence[str], kept: Counter[str]) -> Iterator[str]:
    for text in said:
        if kept[text] != 1:
            yield f"{what} “{text}” was filed {kept[text]} times"
