"""A notice to many encrypted rooms: the whole bot, and a plain loop of sends with nio, on the same Synapse.

Each officer has a room with either, and both write in turns. The first notice hands out the room keys as well
and is told apart. What the homeserver can take at all is measured beside: events made before, 16 at once, by
somebody who does not follow. The rate is the homeserver's: from its first event of a notice to its last.
"""

import asyncio
import subprocess
import sys
import tempfile
import uuid
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from pathlib import Path

from bench.figures import Figure
from bot.channels.matrix.homeserver.plain import Json
from bot.channels.matrix.homeserver.server import Homeserver, segment
from bot.channels.matrix.keys.crypto import MEGOLM
from handlers import house
from tests.matrix.house import serving
from tests.matrix.many import Silent, enlist, joined, queue_notice, said, silent_officers, written
from tests.matrix.network import furnished
from tests.matrix.synapse import Synapse

_SLOW = 900  # seconds; nio comes into 500 rooms one after the other
_AT_ONCE = 16
_READY: Json = {
    "algorithm": MEGOLM,
    "sender_key": "k" * 43,
    "device_id": "READY",
    "session_id": "s" * 43,
    "ciphertext": "c" * 340,
}

Start = Callable[[], Coroutine[None, None, None]]


def measure(quick: bool) -> list[Figure]:
    """Messages a second."""
    assert house.ROOMS  # every speech is declared
    with tempfile.TemporaryDirectory() as folder:
        synapse = Synapse(Path(folder) / "synapse")
        synapse.start()
        try:
            return asyncio.run(_measure(synapse, Path(folder), 40 if quick else 500))
        finally:
            synapse.stop()


async def _measure(synapse: Synapse, folder: Path, rooms: int, notices: int = 4) -> list[Figure]:
    accounts = {name: synapse.account(f"{name}-bot") for name in ("ours", "bare", "ready")}
    bots: list[str] = [account["user_id"] for account in accounts.values()]
    officers = await silent_officers(synapse, rooms, bots)
    rates: dict[str, list[float]] = {bot: [] for bot in bots}
    with _ours(synapse, folder / "ours", officers) as ours, _loop(synapse, folder / "bare", rooms) as bare:
        async with _ready(synapse, officers, accounts["ready"]) as ready:
            for bot in bots:
                await joined(synapse, bot, rooms, _SLOW)
            for _ in range(notices):
                for bot, start in zip(bots, (ours, bare, ready), strict=True):
                    rates[bot].append(await _rate(synapse, bot, rooms, start))
    assert all(len(times) == notices for bot in bots for times in said(synapse, bot).values())
    return _figures(rooms, *rates.values())


def _figures(rooms: int, ours: list[float], bare: list[float], ready: list[float]) -> list[Figure]:
    work = f"notice to {rooms} encrypted rooms"
    return [
        Figure(work, "/s", ours[1:], bare[1:], "≥ 2 × loop", least=2),
        Figure(f"{work}, keys to be handed out", "/s", ours[:1], bare[:1], "-"),
        Figure(f"{work}, by what Synapse takes", "/s", ours[1:], ready[1:], "≥ 0.8 × most", least=0.8),
    ]


async def _rate(synapse: Synapse, bot: str, rooms: int, start: Start) -> float:
    before = len(_times(synapse, bot))
    await start()
    await written(synapse, bot, before + rooms, _SLOW)
    wave = _times(synapse, bot)[before:]
    return (len(wave) - 1) / (wave[-1] - wave[0])


def _times(synapse: Synapse, bot: str) -> list[float]:
    return sorted(at for times in said(synapse, bot).values() for at in times)


@contextmanager
def _ours(synapse: Synapse, folder: Path, officers: list[Silent]) -> Iterator[Start]:
    home = furnished(folder)
    enlist(home, officers)
    home.close()
    with serving(folder, synapse.url, "ours-bot"):
        yield partial(asyncio.to_thread, queue_notice, folder)


@contextmanager
def _loop(synapse: Synapse, folder: Path, rooms: int) -> Iterator[Start]:
    folder.mkdir()
    bot = ["@bare-bot:example.org", "bare-bot"]
    loop = subprocess.Popen(
        [sys.executable, "-m", "bench.bare_matrix_notice", synapse.url, *bot, str(folder), str(rooms)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )

    async def start() -> None:
        assert loop.stdin is not None
        loop.stdin.write(b"once more\n")
        loop.stdin.flush()

    try:
        yield start
    finally:
        loop.kill()
        loop.wait(10)


@asynccontextmanager
async def _ready(synapse: Synapse, officers: list[Silent], account: Json) -> AsyncIterator[Start]:
    """Somebody in rooms like the others' who does nothing but send."""
    server, gate = Homeserver(synapse.url, account["access_token"]), asyncio.Semaphore(_AT_ONCE)
    rooms = [officer.rooms[account["user_id"]] for officer in officers]

    async def send(room: str) -> None:
        async with gate:
            await server.put(f"/rooms/{segment(room)}/send/m.room.encrypted/{uuid.uuid4()}", _READY)

    async def start() -> None:
        await asyncio.gather(*map(send, rooms))

    try:
        for room in rooms:
            await server.post(f"/join/{segment(room)}")
        yield start
    finally:
        await server.close()
