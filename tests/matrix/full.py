"""`python -m tests.matrix.full [NAME …]`: the storms at full size, which take longer than a test may."""

import argparse
import asyncio
import sys
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.matrix import storm
from tests.matrix.crowd import invited_by_a_crowd
from tests.matrix.storm import Where
from tests.matrix.synapse import Synapse

Storm = Callable[[Where], Coroutine[None, None, float | None]]
STORMS: dict[str, tuple[str, Storm]] = {
    "burst": ("200 messages in one burst", lambda at: storm.in_one_burst(at, 200)),
    "down": ("50 messages sent while the bot was down", lambda at: storm.while_down(at, 50)),
    "away": ("homeserver away for 60 s", lambda at: storm.with_the_homeserver_away(at, 60)),
    "invites": (
        "an officer's invitation among 200 of strangers, seconds until answered",
        lambda at: invited_by_a_crowd(at, 200),
    ),
    "kills": ("30 kills during 300 clues", lambda at: storm.killed(at, 300, 30)),
}


def main() -> int:
    """0 where every message was acted on once and answered once, in order."""
    parser = argparse.ArgumentParser(prog="python -m tests.matrix.full")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(STORMS)}; all unless told")
    names = parser.parse_args().names or list(STORMS)
    with TemporaryDirectory() as folder:
        synapse = Synapse(Path(folder) / "synapse")
        synapse.start()
        try:
            return sum(_faults(synapse, name, Path(folder) / name) for name in names)
        finally:
            synapse.stop()


def _faults(synapse: Synapse, name: str, folder: Path) -> int:
    title, run = STORMS[name]
    folder.mkdir()
    for who in ("liaison", "spain"):
        synapse.register(f"{who}-{name}")
    begun = time.monotonic()
    try:
        figure = asyncio.run(run(Where(synapse, f"liaison-{name}", f"spain-{name}", folder)))
    except (AssertionError, TimeoutError) as fault:
        sys.stdout.write(f"{title}: FAILED ({type(fault).__name__} {fault})\n")
        return 1
    shown = "" if figure is None else f" {figure:.1f};"
    sys.stdout.write(f"{title}:{shown} held ({time.monotonic() - begun:.0f} s)\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
