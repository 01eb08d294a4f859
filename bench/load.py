"""Sixty officers at ten times real traffic, on both channels, with reminders, a notice and two kills.

python -m bench.load sqlite|postgres [--minutes 60] [--save FILE]
python -m bench.load_plot FILE [FILE …] PICTURE

Each officer writes thirty lines an hour, as real ones write three: look-ups, lists, requests and clues,
typed or by taps. The bot is killed after a third and two thirds of the time; at one half all get a notice.
"""

import argparse
import asyncio
import json
import random
import sys
import time
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from typing import Any

from bench.load_network import COORDINATORS, OFFICERS, ON_MATRIX, furnish
from bench.load_outcome import outcome
from bench.load_watch import Watch
from bot.home.network import open_folder
from tests.botapi.remote import Remote, child
from tests.crash.clues import Hand, OnMatrix, OnTelegram
from tests.faults.bots import Bot
from tests.faults.servers import a_server
from tests.matrix.house import account
from tests.matrix.network import enrolled
from tests.matrix.phone import Phone
from tests.matrix.storm import room_with
from tests.matrix.synapse import Synapse
from tests.telegram.house import TOKEN

_BOT = "liaison"
_A_LINE_EVERY = 120.0  # seconds, of each officer
_PATIENCE = 120.0  # seconds until an answer is lost
_SAFE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}  # as where it is used
_LOOKS = (
    ("/contacts Spain", "Spain"),
    ("/status", "\n"),
    ("/outstanding", " "),
    ("/contacts China", "China"),
)


class Reading(OnMatrix):
    async def read(self, words: str) -> None:
        await self.phone.until(lambda: any(words in one.body for one in self._fresh()), _PATIENCE)


class Listening(OnTelegram):
    """Told by the network when something came, instead of looking again and again."""

    async def read(self, words: str) -> None:
        wait = self.remote.wait
        await asyncio.to_thread(wait, user=self.user, after=self.last, containing=words, seconds=_PATIENCE)


@dataclass
class Talk:
    """What all officers did. `took`: when a line was written, on which channel, of which kind, and seconds
    until its answer was there."""

    ends: float
    hands: list[Hand] = field(default_factory=list)
    took: list[tuple[float, str, str, float]] = field(default_factory=list)
    clues: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    reminders: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    async def officer(self, number: int, hand: Hand) -> None:
        chance = random.Random(number)
        await asyncio.sleep(chance.uniform(0, min(60.0, (self.ends - time.time()) / 4)))
        await self._ask(hand, "reminder", f"/remind in 2 minutes look at desk {number}", "I will remind you")
        self.reminders.append(f"look at desk {number}")
        while (pause := chance.expovariate(1 / _A_LINE_EVERY)) < self.ends - time.time():
            await asyncio.sleep(pause)
            await self._line(hand, chance)

    async def _line(self, hand: Hand, chance: random.Random) -> None:
        kind = chance.choices(("look", "clue", "taps", "request"), (60, 15, 10, 15))[0]
        if kind == "look":
            return await self._ask(hand, "look", *chance.choice(_LOOKS))
        said = f"car {len(self.clues) + len(self.requests):03} was seen"
        (self.requests if kind == "request" else self.clues).append(said)
        if kind != "taps":
            word = "request" if kind == "request" else "clue"
            return await self._ask(
                hand, kind, f"/{word} China {said}", "is filed" if word == "clue" else "R-"
            )
        await self._ask(hand, "look", "/clue", "Which country")
        await self._ask(hand, "tap", "China", "What happened?", taps=True)
        await self._ask(hand, "look", said, "Is this right?")
        await self._ask(hand, "tap", "File it", "is filed", taps=True)
        return None

    async def _ask(self, hand: Hand, kind: str, line: str, answer: str, *, taps: bool = False) -> None:
        begun, channel = time.time(), "telegram" if isinstance(hand, OnTelegram) else "matrix"
        try:
            await (hand.tap(line) if taps else hand.write(line))
            await hand.read(answer)
        except (ValueError, TimeoutError) as error:
            self.lost.append(f"{line}: {type(error).__name__} {str(error)[:300]}")
            sys.stderr.write(f"{self.lost[-1]}\n")
        else:
            self.took.append((begun, channel, kind, time.time() - begun))


@dataclass(frozen=True)
class Stage:
    """Two networks, and where the bot lives."""

    remote: Remote
    synapse: Synapse
    folder: Path

    def start(self) -> Bot:
        more = {name: one for name, one in account(self.synapse.url, _BOT).items() if "MATRIX" in name}
        return Bot(self.folder, self.remote.url, **more, LIAISON_TELEGRAM__MESSAGES_PER_SECOND="30")


async def played(stage: Stage, minutes: float) -> dict[str, Any]:
    """What came of it."""
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(OFFICERS + 8))
    async with AsyncExitStack() as stack:
        home = open_folder(stage.folder)
        phones = [await stack.enter_async_context(Phone(stage.synapse.url, n)) for n in _matrix_names()]
        for phone in phones:
            enrolled(home, phone.user, phone.user_id, await phone.do("master"))
        home.close()
        watch = await stack.enter_async_context(_watched(stage))
        rooms = [await room_with(phone, f"@{_BOT}:example.org") for phone in phones]
        hands: list[Hand] = [Listening(stage.remote, 2000 + n) for n in range(OFFICERS - ON_MATRIX)]
        hands += [Reading(p, room, f"@{_BOT}:example.org") for p, room in zip(phones, rooms, strict=True)]
        talk = Talk(time.time() + minutes * 60, hands)
        async with asyncio.TaskGroup() as group:
            for number, hand in enumerate(hands):
                group.create_task(talk.officer(number, hand))
            group.create_task(_events(stage, watch, minutes * 60))
        await asyncio.sleep(
            max(15.0, 210 - minutes * 60)
        )  # the last reminders, and second answers if there are any
        return await _result(stage, talk, watch, minutes)


@asynccontextmanager
async def _watched(stage: Stage) -> AsyncIterator[Watch]:
    watch = Watch(stage.start)
    task = asyncio.create_task(watch.run())
    try:
        yield watch
    finally:
        task.cancel()
        watch.bot.end()


async def _events(stage: Stage, watch: Watch, seconds: float) -> None:
    await asyncio.sleep(seconds / 3)
    await asyncio.to_thread(watch.kill)
    await asyncio.sleep(seconds / 6)
    await _notice(stage)
    await asyncio.sleep(seconds / 6)
    await asyncio.to_thread(watch.kill)


async def _notice(stage: Stage) -> None:
    """So many are told only after a coordinator of another agency agreed."""
    eu, iom = (Listening(stage.remote, user) for user in COORDINATORS.values())
    await eu.write("/notice all The office is closed on Thursday.")
    await eu.read("This is how it will read")
    await asyncio.to_thread(stage.remote.press, user=eu.user, button=0)
    await iom.read("asks you to approve")
    await asyncio.to_thread(stage.remote.press, user=iom.user, button=0)
    await eu.read("was approved by")


async def _result(stage: Stage, talk: Talk, watch: Watch, minutes: float) -> dict[str, Any]:
    faults = [*talk.lost, *await outcome(stage.folder, talk)]
    refused = stage.remote.refused_by_flood()
    spent = sorted(one[3] for one in talk.took)
    cut = quantiles(spent, n=100)
    figures = {
        "officers": OFFICERS, "minutes": minutes, "asked": len(spent), "clues": len(talk.clues),
        "requests": len(talk.requests), "reminders": len(talk.reminders), "kills": len(watch.kills),
        "p50": cut[49], "p95": cut[94], "p99": cut[98], "longest": spent[-1], "refused": refused,
    }  # fmt: skip
    return {"figures": figures | watch.most(), "faults": faults, "took": talk.took, **watch.kept()}


def _matrix_names() -> Iterator[str]:
    return (f"person{number}" for number in range(OFFICERS - ON_MATRIX, OFFICERS))


@contextmanager
def _stage(database: str, folder: Path) -> Iterator[Stage]:
    synapse, own = Synapse(folder / "synapse"), folder / "bot"
    synapse.start()
    try:
        for name in (_BOT, *_matrix_names()):
            synapse.register(name)
        server = a_server(**_SAFE) if database == "postgres" else nullcontext(None)
        with server as running, child() as remote:
            url = "" if running is None else running.url.render_as_string(hide_password=False)
            furnish(own, url)
            remote.add_bot(token=TOKEN)
            for user in (*COORDINATORS.values(), *range(2000, 2000 + OFFICERS - ON_MATRIX)):
                remote.add_user(user=user, first_name=f"Person {user}", language_code="en", begun=True)
            yield Stage(remote, synapse, own)
    finally:
        synapse.stop()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.load")
    parser.add_argument("database", choices=("sqlite", "postgres"))
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--save", type=Path, help="what was measured, for the picture")
    asked = parser.parse_args()
    with TemporaryDirectory() as folder, _stage(asked.database, Path(folder)) as stage:
        result = asyncio.run(played(stage, asked.minutes))
    if asked.save:
        asked.save.write_text(json.dumps({"database": asked.database, **result}), encoding="utf-8")
    for name, value in result["figures"].items():
        sys.stdout.write(f"{name:<12} {value:.4g}\n" if isinstance(value, float) else f"{name:<12} {value}\n")
    for fault in result["faults"]:
        sys.stdout.write(f"LOST: {fault}\n")
    return bool(result["faults"])


if __name__ == "__main__":
    sys.exit(main())
