"""`python -m tests.matrix.verification [N]`: N verifications by telephone (100), each with a kill of the bot
in the middle.

Officers verify in rounds, each at an app of his or her own. Each verification is begun in the app, compared
at the operator's console and confirmed on both sides, and ends with both sides verified. In each round all
come to one of MOMENTS, and the process is killed there. Before anybody has said that the emoji are the same
the apps, which have confirmed, are left waiting for a while: a bot that vouches for its keys then, or signs
what nobody compared, counts as confirmed by itself.
"""

import argparse
import asyncio
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlmodel import col, select

from bot.clock import RealClock
from bot.home.network import open_folder
from storage.audit import AuditEntry, Tag
from tests.matrix.house import Process
from tests.matrix.network import enrolled, furnished
from tests.matrix.phone import Phone
from tests.matrix.synapse import Synapse
from tests.matrix.telephone import Console, is_signed, seen

MOMENTS = ("asked", "ready", "begun", "shown", "confirmed in the app", "compared")
HANDLES = ("spain", "italy", "germany", "france", "netherlands", "uk", "nordic", "mps", "liaoning", "guangxi")
_SECONDS = 400.0  # of one step, with a restart in it, on a busy machine
_A_WHILE = 2.0  # in which a bot that confirms by itself would have


@dataclass
class Tally:
    """`alone`: confirmed by the bot itself. `seconds` of each, without the pause in which nothing may happen;
    `trips` of those through a room."""

    tried: int = 0
    done: int = 0
    kills: int = 0
    restarted: int = 0  # verifications in the middle of which the bot was killed
    alone: int = 0
    seconds: list[float] = field(default_factory=list)
    trips: list[int] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def said(self, wall: float) -> str:
        longest, trips = max(self.seconds, default=0), max(self.trips, default=0)
        return (
            f"{self.done} of {self.tried} verified, {self.restarted} of them with a restart in the middle "
            f"({self.kills} kills), {self.alone} confirmed by the bot itself; "
            f"median {statistics.median(self.seconds or [0]):.1f} s, longest {longest:.1f} s, "
            f"at most {trips} round trips; {wall:.0f} s in all"
        )


Say = Callable[[Tally], None]


def _silent(_tally: Tally) -> None: ...


class Bot:
    """The process, killed and started again: once a round, when every officer is at its moment."""

    def __init__(self, folder: Path, url: str, name: str, tally: Tally, officers: int) -> None:
        self.folder, self.url, self.name, self.tally = folder, url, name, tally
        self.user_id, self.console = f"@{name}:example.org", Console(folder, url, name)
        self.process = Process(folder, url, name)
        self._officers = officers
        self.begin("")

    def begin(self, moment: str) -> None:
        """Of a round."""
        self._moment, self._all_there = moment, asyncio.Barrier(self._officers)

    async def at(self, moment: str) -> None:
        if moment != self._moment:
            return
        if await asyncio.wait_for(self._all_there.wait(), _SECONDS) == 0:
            self.tally.kills += 1
            await asyncio.to_thread(self.process.kill)
            self.process = Process(self.folder, self.url, self.name)
        self.tally.restarted += 1

    async def gone_wrong(self) -> None:
        """The others of this round need not wait."""
        await self._all_there.abort()


async def run(
    synapse: Synapse, names: Sequence[str], folder: Path, rounds: int, said: Say = _silent
) -> Tally:
    """`names`: registered, the bot's first, then at most as many officers' as HANDLES."""
    tally, (name, *officers) = Tally(), names
    furnished(folder).close()
    bot = Bot(folder, synapse.url, name, tally, len(officers))
    async with AsyncExitStack() as stack:
        stack.callback(lambda: bot.process.kill())
        phones = [await stack.enter_async_context(Phone(synapse.url, one)) for one in officers]
        apps = [await _at(bot, *one) for one in zip(phones, HANDLES, strict=False)]
        for number in range(rounds):
            bot.begin(MOMENTS[number % len(MOMENTS)])
            # every other round from device to device
            await asyncio.gather(*(One(bot, app, is_in_room=number % 2 == 0).run() for app in apps))
            said(tally)
        for app in apps:
            assert await is_signed(folder, synapse.url, app.phone.user_id)
    tally.alone += unsaid(folder)
    return tally


@dataclass(frozen=True)
class App:
    """An officer's, in a private room with the bot."""

    phone: Phone
    handle: str
    room: str


async def _at(bot: Bot, phone: Phone, handle: str) -> App:
    home = open_folder(bot.folder)
    enrolled(home, handle, phone.user_id, await phone.do("master"))
    home.close()
    room = await phone.room_with(bot.user_id)
    await phone.wait_for(lambda e: e.room == room and e.state_key == e.sender == bot.user_id, _SECONDS)
    await phone.say(room, "/help")
    await phone.wait_for(lambda e: e.readable and e.sender == bot.user_id and e.body != "", _SECONDS)
    return App(phone, handle, room)


@dataclass
class One:
    """One verification, through the room or from device to device."""

    bot: Bot
    app: App
    is_in_room: bool
    number: str = ""

    async def run(self) -> None:
        tally, began = self.bot.tally, time.monotonic()
        tally.tried += 1
        try:
            await self._run()
        except (AssertionError, TimeoutError, RuntimeError) as fault:
            state = self.app.phone.verifications.get(self.number, {})
            where = f"{self.app.handle}, {state.get('phase')}, {state.get('code')}"
            tally.faults.append(f"{where}: {type(fault).__name__} {fault}")
            await self.bot.gone_wrong()
            with suppress(RuntimeError, TimeoutError):  # the next one must not meet it
                await self.app.phone.do("cancel_verification", verification=self.number)
            return
        tally.done += 1
        tally.seconds.append(time.monotonic() - began - _A_WHILE)
        if self.is_in_room:
            tally.trips.append(self._trips())

    async def _run(self) -> None:
        phone, bot = self.app.phone, self.bot
        device = None if self.is_in_room else await phone.do("device_of", user=bot.user_id)
        where = {"room": self.app.room} if device is None else {"device": device}
        self.number = await phone.do("verify", user=bot.user_id, **where)
        await bot.at("asked")
        await self._until(lambda: self.now["phase"] == "Ready")
        await bot.at("ready")
        await phone.do("start_sas", verification=self.number)
        await bot.at("begun")
        await self._until(lambda: self.now["emojis"])
        await bot.at("shown")
        assert await bot.console.shows(self.app.handle, _SECONDS) == seen(phone, self.number)
        await phone.do("confirm_sas", verification=self.number)
        await bot.at("confirmed in the app")
        await asyncio.sleep(_A_WHILE)
        bot.tally.alone += self.now["phase"] == "Done"
        printed = await bot.console.verify(self.app.handle, "--same")
        assert printed.startswith("Confirmed"), printed
        await bot.at("compared")
        await self._until(lambda: self.now["phase"] == "Done")

    @property
    def now(self) -> dict[str, Any]:
        return self.app.phone.verifications[self.number]

    async def _until(self, ready: Callable[[], object]) -> None:
        await self.app.phone.until(lambda: ready() or self.now["code"], _SECONDS)
        assert not self.now["code"], self.now["code"]

    def _trips(self) -> int:
        """How often something of the bot's came behind something of the app's."""
        own = [
            event.sender == self.bot.user_id
            for event in sorted(self.app.phone.events.values(), key=lambda event: event.at)
            if event.event_id == self.number or (event.relation or {}).get("event_id") == self.number
        ]
        return sum(after and not before for before, after in pairwise(own))


def unsaid(folder: Path) -> int:
    """Signatures in the trail that no word of a person stands before."""
    home = open_folder(folder)
    tags = (Tag.EMOJI_COMPARED, Tag.IDENTITY_VERIFIED)
    with home.database.work(RealClock().now(), write=False) as work:
        found = select(AuditEntry).where(col(AuditEntry.tag).in_(tags)).order_by(col(AuditEntry.number))
        entries = [(entry.tag, entry.item, entry.detail) for entry in work.all(found)]
    home.close()
    said: set[str] = set()
    alone = 0
    for tag, item, detail in entries:
        if tag == Tag.EMOJI_COMPARED and detail["same"] == "yes":
            said.add(item)
        alone += tag == Tag.IDENTITY_VERIFIED and item not in said
    return alone


def main() -> int:
    """0 where all were verified, and none by itself."""
    parser = argparse.ArgumentParser(prog="python -m tests.matrix.verification")
    parser.add_argument("count", nargs="?", type=int, default=100)
    parser.add_argument("--officers", type=int, default=len(HANDLES), help="at once")
    given = parser.parse_args()
    began = time.monotonic()

    def said(tally: Tally) -> None:
        sys.stdout.write("\n".join([*tally.faults, tally.said(time.monotonic() - began), ""]))
        tally.faults.clear()
        sys.stdout.flush()

    with TemporaryDirectory() as folder:
        synapse = Synapse(Path(folder) / "synapse")
        synapse.start()
        try:
            names = ["liaison", *HANDLES[: given.officers]]
            for name in names:
                synapse.register(name)
            home = Path(folder) / "bot"
            home.mkdir()
            tally = asyncio.run(run(synapse, names, home, -(-given.count // given.officers), said))
        finally:
            synapse.stop()
    return 0 if tally.done == tally.tried and not tally.alone else 1


if __name__ == "__main__":
    sys.exit(main())
