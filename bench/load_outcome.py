"""Whether everything that was written was done, once, and told, once."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from sqlmodel import select

from storage.clues import Clue
from storage.outbox import Fate, Outgoing
from storage.people import Officer
from storage.requests import Request
from tests.crash.clues import Hand
from tests.telegram.house import home_of

_NOTICE = "The office is closed on Thursday."


class Said(Protocol):
    """What officers wrote."""

    hands: list[Hand]
    clues: list[str]
    requests: list[str]


async def outcome(folder: Path, said: Said) -> list[str]:
    """A sentence for each thing that is not so."""
    filed, asked, rung = await asyncio.to_thread(_kept, folder)
    faults = [*_differ("clue", said.clues, filed), *_differ("request", said.requests, asked)]
    came = [list((await hand.came()).values()) for hand in said.hands]
    read = [sum(_NOTICE in one for one in mine) for mine in came]
    faults += [f"the notice came {n} times to officer {who}" for who, n in enumerate(read) if n != 1]
    return faults + [f"reminder of {who} went out {n} times" for who, n in rung.items() if n != 1]


def _kept(folder: Path) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """Texts of clues, texts of requests, and how many reminders went out to whom: Telegram is not told what
    they say, so what came there does not show it."""
    with home_of(folder) as home, home.database.work(datetime.now(UTC), write=False) as work:
        clues = Counter(one.text for one in work.all(select(Clue)))
        asked = Counter(one.text for one in work.all(select(Request)))
        people = {one.id: one.handle for one in work.all(select(Officer)) if one.handle.startswith("person")}
        rung = Counter(dict.fromkeys(people.values(), 0))
        sent = select(Outgoing).where(Outgoing.kind == "remind.now", Outgoing.fate == Fate.SENT)
        rung.update(people[one.officer_id] for one in work.all(sent) if one.officer_id in people)
        return clues, asked, rung


def _differ(what: str, said: Sequence[str], kept: Counter[str]) -> Iterator[str]:
    for text in said:
        if kept[text] != 1:
            yield f"{what} “{text}” was filed {kept[text]} times"
