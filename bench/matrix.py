"""Matrix: the bot and a bare nio echo bot, each as a process of its own, on the same Synapse, one phone."""

import asyncio
import contextlib
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path

from bench.figures import Figure
from tests.matrix.house import serving
from tests.matrix.network import enrolled, furnished
from tests.matrix.phone import Phone
from tests.matrix.synapse import Synapse

_ASKED = "/contacts Spain"


def measure(quick: bool) -> list[Figure]:
    """Round trip of one look-up; how much of a burst is answered."""
    with tempfile.TemporaryDirectory() as folder:
        synapse = Synapse(Path(folder) / "synapse")
        synapse.start()
        try:
            return asyncio.run(_measure(synapse, Path(folder), 10 if quick else 60, 50 if quick else 200))
        finally:
            synapse.stop()


async def _measure(synapse: Synapse, folder: Path, asked: int, burst: int) -> list[Figure]:
    async with AsyncExitStack() as stack:
        bare, ours = [await stack.enter_async_context(_talk(synapse, folder, n)) for n in ("bare", "ours")]
        await asyncio.sleep(3)  # the bare bot shows its keys only some time after it came in
        delays = [(await _round_trip(*ours), await _round_trip(*bare)) for _ in range(asked)]
        answered, echoed = await _burst(*ours, burst), await _burst(*bare, burst)
    our_delays, bare_delays = zip(*delays[3:], strict=True)
    return [
        Figure(
            "contacts over encrypted Matrix, sent → read",
            "ms",
            our_delays,
            bare_delays,
            "≤ 1.25 × bare",
            most=1.25,
        ),
        Figure(
            f"of a burst of {burst}, answered", "", [answered], [echoed], "all", note=f"{answered} of {burst}"
        ),
    ]


@asynccontextmanager
async def _talk(synapse: Synapse, folder: Path, name: str) -> AsyncIterator[tuple[Phone, str, str]]:
    """A bot that runs, a phone, and their room: asked in turns, so that what else runs here hits both."""
    synapse.register(f"{name}-bot")
    synapse.register(f"{name}-officer")
    async with Phone(synapse.url, f"{name}-officer", strict=name == "ours") as phone:
        home = folder / name
        home.mkdir()
        if name == "ours":
            opened = furnished(home)
            enrolled(opened, "spain", phone.user_id, await phone.do("master"))
            opened.close()
        with _bot(synapse, name, home):
            bot = f"@{name}-bot:example.org"
            room = await phone.room_with(bot)
            await phone.wait_for(lambda e: e.room == room and e.state_key == e.sender == bot, 60)
            yield phone, room, bot


async def _burst(phone: Phone, room: str, bot: str, size: int) -> int:
    """How many of so many at once were answered."""
    before = len(phone.messages(room, bot))
    # a phone that is slow to hear that it was sent has sent it all the same
    await asyncio.gather(*(phone.say(room, _ASKED) for _ in range(size)), return_exceptions=True)
    with contextlib.suppress(TimeoutError):
        await phone.until(lambda: len(phone.messages(room, bot)) - before >= size, 60)
    return len(phone.messages(room, bot)) - before


async def _round_trip(phone: Phone, room: str, bot: str) -> float:
    before, begun = len(phone.messages(room, bot)), time.perf_counter()
    await phone.say(room, _ASKED)
    await phone.until(
        lambda: len(shown := phone.messages(room, bot)) > before and shown[-1].readable, seconds=30
    )
    return (time.perf_counter() - begun) * 1000


@contextmanager
def _bot(synapse: Synapse, name: str, folder: Path) -> Iterator[None]:
    if name == "ours":
        with serving(folder, synapse.url, "ours-bot"):
            yield
        return
    user_id = "@bare-bot:example.org"
    command = [sys.executable, "-m", "bench.bare_matrix", synapse.url, user_id, "bare-bot", str(folder)]
    bare = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        bare.kill()
        bare.wait(10)
