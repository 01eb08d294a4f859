"""A notice to many encrypted rooms: the whole bot, and a plain loop of sends with nio, on the same Synapse.

Each officer has a room with either. The first notice hands out the room keys as well and is timed apart.
The rate is the homeserver's: from its first event of a notice to its last.
"""

import asyncio
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.figures import Figure
from tests.matrix.house import serving
from tests.matrix.many import Silent, enlist, joined, queue_notice, said, silent_officers, written
from tests.matrix.network import furnished
from tests.matrix.synapse import Synapse

_SLOW = 900  # seconds; nio comes into 500 rooms one after the other


def measure(quick: bool) -> list[Figure]:
    """Messages a second."""
    with tempfile.TemporaryDirectory() as folder:
        synapse = Synapse(Path(folder) / "synapse")
        synapse.start()
        try:
            return asyncio.run(_measure(synapse, Path(folder), 40 if quick else 500))
        finally:
            synapse.stop()


async def _measure(synapse: Synapse, folder: Path, rooms: int) -> list[Figure]:
    bots = [synapse.register(f"{name}-bot") for name in ("ours", "bare")]
    officers = await silent_officers(synapse, rooms, bots)
    await _ours(synapse, folder / "ours", officers, bots[0])
    await _bare(synapse, folder / "bare", rooms, bots[1])
    ours, bare = (_rates(synapse, bot) for bot in bots)
    return [
        Figure(f"notice to {rooms} encrypted rooms", "/s", [ours[1]], [bare[1]], "≥ 2 × loop", least=2),
        Figure(f"the same, keys to be handed out ({rooms})", "/s", [ours[0]], [bare[0]], "-"),
    ]


async def _ours(synapse: Synapse, folder: Path, officers: list[Silent], bot: str) -> None:
    home = furnished(folder)
    enlist(home, officers)
    home.close()
    with serving(folder, synapse.url, "ours-bot"):
        await joined(synapse, bot, len(officers), _SLOW)
        for notice in (1, 2):
            queue_notice(folder)
            await written(synapse, bot, notice * len(officers), _SLOW)


async def _bare(synapse: Synapse, folder: Path, rooms: int, bot: str) -> None:
    with _loop(synapse, folder, rooms, bot):
        await written(synapse, bot, 2 * rooms, _SLOW)


@contextmanager
def _loop(synapse: Synapse, folder: Path, rooms: int, bot: str) -> Iterator[None]:
    folder.mkdir()
    command = [sys.executable, "-m", "bench.bare_matrix_notice", synapse.url, bot, "bare-bot", str(folder)]
    loop = subprocess.Popen([*command, str(rooms)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        loop.kill()
        loop.wait(10)


def _rates(synapse: Synapse, bot: str) -> list[float]:
    """Of the first and the second message to every room."""
    heard = list(said(synapse, bot).values())
    assert all(len(times) == 2 for times in heard)
    waves = [sorted(times[number] for times in heard) for number in range(2)]
    return [(len(wave) - 1) / (wave[-1] - wave[0]) for wave in waves]
