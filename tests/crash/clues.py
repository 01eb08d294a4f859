"""`python -m tests.crash.clues telegram|matrix`: three officers send 200 clues, the bot is killed 20 times.

Every other clue is typed in one line, the rest are filed by taps (on Matrix by numbers): `/clue`, then the
country, the facts, *File it*. Each is to be filed once. Messages of the bot's that came twice are counted.
"""

import argparse
import asyncio
import random
import re
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

from sqlmodel import select

from storage.clues import Clue
from storage.outbox import Outgoing
from tests.botapi.remote import Remote, child
from tests.matrix import house as matrix_house
from tests.matrix.network import enrolled, furnished
from tests.matrix.phone import Phone
from tests.matrix.storm import room_with
from tests.matrix.synapse import Synapse
from tests.telegram import house as telegram_house

OFFICERS = {"spain": 1001, "italy": 1002, "germany": 1003}
_PATIENCE = 300.0  # seconds: a start takes long on a busy machine


class Hand(Protocol):
    """An officer's, on a phone."""

    async def write(self, words: str) -> None: ...

    async def tap(self, label: str) -> None:
        """On what came since the last line that was written."""

    async def read(self, words: str) -> None:
        """Until they came since then."""

    async def came(self) -> Mapping[str, str]:
        """All messages that ever came, by their id."""


class Killable(Protocol):
    def kill(self) -> None: ...


@dataclass(frozen=True)
class Stage:
    hands: Sequence[Hand]
    start: Callable[[], Killable]
    folder: Path


@dataclass
class OnTelegram:
    remote: Remote
    user: int
    last: int = 0

    async def write(self, words: str) -> None:
        sent = await asyncio.to_thread(self.remote.text, user=self.user, text=words)
        self.last = sent["message_id"]

    async def tap(self, label: str) -> None:
        found = await self._until(lambda one: any(label in row for row in one["buttons"]))
        await asyncio.to_thread(self.remote.press, user=self.user, button=label, message=found["message_id"])

    async def read(self, words: str) -> None:
        await self._until(lambda one: words in (one["text"] or ""))

    async def _until(self, fits: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        async with asyncio.timeout(_PATIENCE):
            while True:
                said = await asyncio.to_thread(self.remote.said, user=self.user, after=self.last)
                if found := [one for one in said if fits(one)]:
                    return dict(found[-1])
                await asyncio.sleep(0.1)

    async def came(self) -> Mapping[str, str]:
        shown = await asyncio.to_thread(self.remote.screen, user=self.user, deleted=True)
        return {f"{one['message_id']}": one["text"] or "" for one in shown if one["by_bot"]}


@asynccontextmanager
async def telegram(folder: Path) -> AsyncIterator[Stage]:
    with child() as remote:
        remote.add_bot(token=telegram_house.TOKEN)
        remote.flood(enabled=False)
        for handle, user in OFFICERS.items():
            remote.add_user(user=user, first_name=handle.title(), language_code="en")
        telegram_house.furnish(folder, OFFICERS)
        hands = [OnTelegram(remote, user) for user in OFFICERS.values()]
        yield Stage(hands, lambda: telegram_house.Process(folder, remote.url), folder)


@dataclass
class OnMatrix:
    phone: Phone
    room: str
    bot: str
    last: int = 0

    async def write(self, words: str) -> None:
        self.last = len(self.phone.messages(self.room, self.bot))
        await self.phone.say(self.room, words)

    async def tap(self, label: str) -> None:
        def offered() -> tuple[str, str] | None:
            for event in reversed(self._fresh()):
                if found := re.search(rf"^(\d+)\. {re.escape(label)}$", event.body, re.MULTILINE):
                    relation = event.relation or {}
                    is_new = relation.get("rel_type") != "m.replace"
                    return event.event_id if is_new else relation["event_id"], found[1]
            return None

        event_id, number = await self.phone.until(offered, _PATIENCE)
        await self.phone.reply(self.room, event_id, number)

    async def read(self, words: str) -> None:
        await self.phone.until(lambda: any(words in one.body for one in self._fresh()), _PATIENCE)

    def _fresh(self) -> Sequence[Any]:
        return self.phone.messages(self.room, self.bot)[self.last :]

    async def came(self) -> Mapping[str, str]:
        said = dict[str, str]()
        for one in self.phone.messages(self.room, self.bot):
            relation = one.relation or {}
            is_edit = relation.get("rel_type") == "m.replace"
            said[relation["event_id"] if is_edit else one.event_id] = one.body
        return said


@asynccontextmanager
async def matrix(folder: Path) -> AsyncIterator[Stage]:
    """The homeserver is apart from the bot, and outlives it."""
    synapse = Synapse(folder / "synapse")
    synapse.start()
    own = folder / "bot"
    own.mkdir()
    try:
        for name in ("liaison", *OFFICERS):
            synapse.register(name)
        phones = [Phone(synapse.url, name) for name in OFFICERS]
        home = furnished(own)
        for phone, handle in zip(phones, OFFICERS, strict=True):
            await phone.__aenter__()
            enrolled(home, handle, phone.user_id, await phone.do("master"))
        home.close()
        process = matrix_house.Process(own, synapse.url, "liaison")
        bot = "@liaison:example.org"
        rooms = [await room_with(phone, bot) for phone in phones]
        process.kill()
        hands = [OnMatrix(phone, room, bot) for phone, room in zip(phones, rooms, strict=True)]
        yield Stage(hands, lambda: matrix_house.Process(own, synapse.url, "liaison"), own)
        for phone in phones:
            await phone.__aexit__()
    finally:
        synapse.stop()


@dataclass
class Count:
    clues: int
    begun: int = 0
    done: int = 0

    def next(self) -> int | None:
        self.begun += 1
        return self.begun - 1 if self.begun <= self.clues else None

    async def reached(self, number: int) -> None:
        while True:
            if self.done >= number:
                return
            await asyncio.sleep(0.05)


async def send(hand: Hand, count: Count) -> None:
    """One after the other, as long as there are any."""
    while (number := count.next()) is not None:
        if number % 2:
            await hand.write("/clue")
            await hand.tap("China")
            await hand.read("What happened?")
            await hand.write(said(number))
            await hand.tap("File it")
        else:
            await hand.write(f"/clue China {said(number)}")
        await hand.read("is filed")
        count.done += 1


def said(number: int) -> str:
    return f"car number {number:03} was seen"


async def kill_again_and_again(stage: Stage, count: Count, kills: int, seed: int) -> None:
    """Spread over all clues, at any moment of one."""
    chance, process = random.Random(seed), stage.start()
    try:
        for number in range(1, kills + 1):
            await count.reached(number * count.clues // (kills + 1))
            await asyncio.sleep(chance.random())
            process.kill()
            process = stage.start()
        await count.reached(count.clues)
        await asyncio.sleep(5)  # time for a second answer, if there were one
    finally:
        process.kill()


async def played(stage: Stage, clues: int, kills: int, seed: int) -> tuple[int, str]:
    """The faults, and what there is to say."""
    count, begun = Count(clues), time.monotonic()
    async with asyncio.TaskGroup() as group:
        group.create_task(kill_again_and_again(stage, count, kills, seed))
        for hand in stage.hands:
            group.create_task(send(hand, count))
    lasted = time.monotonic() - begun
    came = [message for hand in stage.hands for message in (await hand.came()).items()]
    filed, known = kept(stage.folder)
    faults = sum((Counter(map(said, range(clues))) - filed).values()) + sum(
        (filed - Counter({*filed})).values()
    )
    confirmed = Counter(ref for _, words in came for ref in re.findall(r"Clue (C-\w+) is filed", words))
    return faults, (
        f"{clues} clues of {len(stage.hands)} officers ({clues - clues // 2} typed, {clues // 2} by taps), "
        f"{kills} kills: filed {sum(filed.values())}, of these once {sum(n == 1 for n in filed.values())}; "
        f"{len(came)} messages came, {len(came) - known} of these twice; confirmed {len(confirmed)} clues, "
        f"{sum(n > 1 for n in confirmed.values())} of them more than once ({lasted:.0f} s)"
    )


def kept(folder: Path) -> tuple[Counter[str], int]:
    """The texts that were filed, and how many messages the bot knows to have sent."""
    with telegram_house.home_of(folder) as home, home.database.work(datetime.now(UTC), write=False) as work:
        filed = Counter(clue.text for clue in work.all(select(Clue)))
        sent = {
            (row.officer_id, one)
            for row in work.all(select(Outgoing))
            for one in (row.external or "").split()
        }
    return filed, len(sent)


STAGES = {"telegram": telegram, "matrix": matrix}


async def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.crash.clues")
    parser.add_argument("channel", choices=STAGES)
    parser.add_argument("--clues", type=int, default=200)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=11, help="of the moments of the kills")
    parser.add_argument("--keep", type=Path, help="a new folder for the bot's data, to look at afterwards")
    asked = parser.parse_args()
    with TemporaryDirectory() as folder:
        place = asked.keep or Path(folder)
        place.mkdir(parents=True, exist_ok=True)
        async with STAGES[asked.channel](place) as stage:
            faults, figures = await played(stage, asked.clues, asked.kills, asked.seed)
    sys.stdout.write(f"{asked.channel}: {figures}\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
