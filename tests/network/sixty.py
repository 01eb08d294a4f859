"""`python -m tests.network.sixty`: docs/first-network.md, played on a real Synapse and the emulator.

Its files are written and its commands run as they stand there, each in a process of its own, with the
addresses of the two servers in the place of the invented ones. Sixty officers come in with the codes of their
cards, every tenth on Matrix with a phone; of the two coordinators one is on each channel. What each step
took is printed, and what doctor says at the end.
"""

import argparse
import asyncio
import os
import re
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.botapi.remote import Remote, child
from tests.crash.clues import Hand, OnMatrix, OnTelegram
from tests.matrix.phone import Phone
from tests.matrix.storm import room_with
from tests.matrix.synapse import Synapse
from tests.network.test_first_network import FILES, LINES, OFFICERS, name
from tests.people.steps import CODE
from tests.telegram.house import TOKEN

BOT = "@liaison:example.org"
DOCTOR = "liaison doctor --config liaison/config.toml"
_EVERY = 10  # of so many officers one is on Matrix


@dataclass
class Place:
    """A folder with the page's files, at a desk beside two servers."""

    folder: Path
    synapse: Synapse
    remote: Remote
    began: float = field(default_factory=time.monotonic)

    def furnish(self) -> None:
        head, *guests = FILES["people.csv"].splitlines()
        more = [guests[number % len(guests)] for number in range(OFFICERS)]
        for file, text in {**FILES, "people.csv": "\n".join([head, *more])}.items():
            (self.folder / file).write_text(text, "utf-8")
        (self.folder / "matrix.password").write_text("liaison", "ascii")
        (self.folder / "telegram.token").write_text(TOKEN, "ascii")

    def words(self, line: str) -> list[str]:
        line = line.replace("https://matrix.your.domain", self.synapse.url)
        first, *rest = shlex.split(line.replace("@liaison:your.domain", BOT))
        return [sys.executable, "-m", "bot", *rest] if first == "liaison" else [first, *rest]

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {"LIAISON_TELEGRAM__API_BASE": self.remote.url}

    def run(self, line: str) -> str:
        """What it prints. AssertionError with that where it fails."""
        done = subprocess.run(
            self.words(line),
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=300,
        )
        said = done.stdout + done.stderr
        self.note(line, said)
        assert done.returncode == 0, f"{line}: {done.returncode}"
        return said

    @contextmanager
    def running(self, line: str) -> Iterator[None]:
        self.note(line, "")
        with (self.folder / "run.log").open("ab") as log:
            process = subprocess.Popen(
                self.words(line), cwd=self.folder, env=self.environment, stdout=log, stderr=log
            )
        try:
            yield
        finally:
            process.terminate()
            process.wait(30)

    def note(self, what: str, said: str) -> None:
        passed = (time.monotonic() - self.began) / 60
        sys.stdout.write(f"{passed:5.1f} min  {what}\n{said}")
        sys.stdout.flush()


@dataclass
class Desk:
    """Who comes in, on which channel."""

    place: Place
    stack: AsyncExitStack
    coordinators: list[Hand] = field(default_factory=list)

    async def on_matrix(self, account: str) -> OnMatrix:
        await asyncio.to_thread(self.place.synapse.register, account)
        phone = await self.stack.enter_async_context(Phone(self.place.synapse.url, account))
        return OnMatrix(phone, await room_with(phone, BOT), BOT)

    def on_telegram(self, number: int, language: str) -> OnTelegram:
        self.place.remote.add_user(user=number, first_name=f"N{number}", language_code=language)
        return OnTelegram(self.place.remote, number)

    async def coordinate(self, hand: Hand, code: str, called: str) -> None:
        await hand.write(f"enrol {code}")
        await hand.tap("English")
        await hand.tap("Accept")
        await hand.read("name")
        await hand.write(called)
        await hand.read("Welcome")
        self.coordinators.append(hand)

    async def let_in(self, hand: Hand, code: str, called: str, language: str) -> None:
        await hand.write(f"enrol {code}")
        await hand.tap("同意" if language == "zh" else "Accept")
        await hand.read("姓名" if language == "zh" else "name")
        await hand.write(called)
        await hand.read("协调员" if language == "zh" else "Two coordinators")
        for coordinator in self.coordinators:
            await coordinator.write("/approve")  # what tells them by itself is silent at night
            await coordinator.read(called)
            await coordinator.tap("Approve")
        await hand.read("欢迎" if language == "zh" else "Welcome")


async def play(place: Place, officers: int) -> None:
    place.furnish()
    before, (run, *_), after = _split()
    heard = {line: place.run(line) for line in before}
    first, second = CODE.findall(next(said for line, said in heard.items() if " init " in line))
    with place.running(run):
        async with AsyncExitStack() as stack:
            desk = Desk(place, stack)
            await desk.coordinate(await desk.on_matrix("ada"), first, "Ada Andere")
            await desk.coordinate(desk.on_telegram(2001, "en"), second, "Ben Beispiel")
            place.note("both coordinators are in", "")
            await asyncio.to_thread(place.run, after[0])
            await _all_come_in(desk, officers)
            for line in (*after[1:], DOCTOR):
                await asyncio.to_thread(place.run, line)


async def _all_come_in(desk: Desk, officers: int) -> None:
    cards = (desk.place.folder / "people.html").read_text("utf-8")
    codes = re.findall(r"<code>enrol ([A-Z-]+)</code>", cards)
    spoken = [line.split(",")[2] for line in FILES["people.csv"].splitlines()[1:]]
    for number, code in enumerate(codes[:officers]):
        language = spoken[number % len(spoken)]
        is_on_matrix = number % _EVERY == 0
        hand: Hand = (
            await desk.on_matrix(f"guest{number}")
            if is_on_matrix
            else desk.on_telegram(3000 + number, language)
        )
        await desk.let_in(hand, code, name(number), language)
        if number % _EVERY == 0:
            desk.place.note(f"{number + 1} officers are in", "")
    desk.place.note(f"{officers} officers are in", "")


def _split() -> tuple[list[str], list[str], list[str]]:
    """The page's commands before the bot runs, the one that runs it, and those beside it."""
    at = next(number for number, line in enumerate(LINES) if line.startswith("liaison run"))
    return LINES[:at], [LINES[at]], LINES[at + 1 :]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.network.sixty")
    parser.add_argument("--officers", type=int, default=OFFICERS)
    asked = parser.parse_args()
    with TemporaryDirectory() as folder, child() as remote:
        synapse = Synapse(Path(folder) / "synapse")
        synapse.start()
        try:
            synapse.register("liaison")
            remote.add_bot(token=TOKEN)
            desk = Path(folder) / "desk"
            desk.mkdir()
            asyncio.run(play(Place(desk, synapse, remote), asked.officers))
        finally:
            synapse.stop()


if __name__ == "__main__":
    main()
