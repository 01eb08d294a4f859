"""A network of many years beside a young one: every command, start, memory, upkeep, and what grows for ever.

python -m bench scale [--quick | --full]
python -m bench.scale FOLDER [--officers N] [--amount N]      # kept, and used again
"""

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from time import process_time

from sqlalchemy import text

from bench.figures import Figure, table
from bench.furnishing import NOW, furnish
from bot.chat.script import Event, Runner
from bot.clock import VirtualClock
from bot.home.network import Home, open_folder
from handlers import house
from storage.people import officer_named
from storage.work import Work

_YOUNG = 1_000
_FURNISHED = "furnished"  # a mark in the folder
_COMMANDS = {
    "spain": (
        "/help",
        "/me",
        "/status",
        "/status {mine}",
        "/status {mine} seen",
        "/outstanding",
        "/contacts Spain",
        "who is the contact for Poland?",
        "/notices",
        "/remind tomorrow 15:00 call Beijing",
        "/remind",
        "/clue China A restaurant near the station",
        "/request China Is the restaurant near the station known?",
        "/library passport",
        "/law",
    ),
    "mps": ("/status", "/status {mine}", "/outstanding"),
    "eu": ("/outstanding", "/officers", "/officers officer17", "/agencies", "/stats", "/trail", "/duty"),
}
_UPKEEP = (
    ("audit verify", ("audit", "verify")),
    ("backup", ("backup", "{folder}/backup")),
    ("restore", ("restore", "{folder}/backup", "--force")),
    ("keys rotate", ("keys", "rotate")),
    ("doctor", ("doctor",)),
)


_MEASURED = """
import json, os, sys, time
quiet = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_WRONLY, 0) for number in (1, 2)]
begun = time.perf_counter()
child = os.posix_spawn(sys.executable, [sys.executable, *sys.argv[1:]], os.environ, file_actions=quiet)
_, status, used = os.wait4(child, 0)
wall = time.perf_counter() - begun
ended = os.waitstatus_to_exitcode(status)
print(json.dumps([ended, wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]))
"""
"""In a process that is small: what a child held at most begins with what its parent held."""


@dataclass(frozen=True)
class Used:
    """Of a process: seconds on the wall, of the processor, and the most memory it held, in MB."""

    wall: float
    processor: float
    megabytes: float


def measure(quick: bool, full: bool = False) -> list[Figure]:
    """Ratios of the processor's time; see `docs/performance.md` for the full size."""
    officers, amount = (100, 2_000) if quick else (10_000, 1_000_000 if full else 20_000)
    with tempfile.TemporaryDirectory() as folder:
        return compare(Path(folder), officers, amount, 3 if quick else 9)


def compare(folder: Path, officers: int, amount: int, runs: int) -> list[Figure]:
    """What is furnished in the folder already is used again."""
    assert house.ROOMS  # every command is declared
    young, old = (
        _furnished(folder / str(size), officers, size) for size in (min(_YOUNG, amount // 10), amount)
    )
    figures = [*_commands(young, old, amount, runs), *_starts(young, old, amount, runs)]
    sys.stderr.write(f"{growth(old)}\n")
    return figures + [_upkeep(name, arguments, young, old) for name, arguments in _UPKEEP]


def _furnished(folder: Path, officers: int, amount: int) -> Path:
    mark = folder / _FURNISHED
    if not mark.exists():
        folder.mkdir(parents=True, mode=0o700)
        home = open_folder(folder)
        furnish(home, officers, amount, lambda said: sys.stderr.write(f"{said}\n"))
        home.close()
        mark.touch()
    return folder


def _commands(young: Path, old: Path, amount: int, runs: int) -> Iterator[Figure]:
    """Milliseconds of the processor from a line that comes to all that it led to having gone out."""
    places = [_Place(folder) for folder in (young, old)]
    for who, lines in _COMMANDS.items():
        for line in lines:
            took = [[place.took(who, line) for place in places] for _ in range(runs + 1)][1:]  # warm
            bare, ours = zip(*took, strict=True)
            work = f"{who}> {line.split(' A ')[0][:32]}, {amount:,} items"
            yield Figure(work, "ms", ours, bare, f"≤ 1.5 × beside {_YOUNG:,}", most=1.5)
    for place in places:
        place.close()


class _Place:
    """A network that is talked to in this process."""

    def __init__(self, folder: Path) -> None:
        self._home: Home = open_folder(folder)
        self._clock = VirtualClock(NOW)
        self._runner = Runner(self._home, self._clock, _nowhere)
        with self._home.database.work(NOW, write=False) as work:
            self._mine = {who: _newest(work, who) for who in _COMMANDS}
        asyncio.run(self._runner.step("spain> /help"))

    def took(self, who: str, line: str) -> float:
        said = line.format(mine=self._mine[who])
        self._clock.move_to(self._clock.now() + timedelta(minutes=2))
        begun = process_time()
        asyncio.run(self._runner.step(f"{who}> {said}"))
        spent = (process_time() - begun) * 1000
        asyncio.run(self._runner.step(f"{who}> /cancel"))
        return spent

    def close(self) -> None:
        self._home.close()


def _nowhere(_event: Event) -> None: ...


def _newest(work: Work, who: str) -> str:
    """The reference of the newest clue that this person's agency has or wrote; none where it has none."""
    officer = officer_named(work, who)
    assert officer is not None
    query = text(
        "SELECT reference.text FROM reference JOIN referral ON reference.item = 'clue:' || referral.clue_id"
        " WHERE referral.agency_id = :one OR referral.by_agency_id = :one ORDER BY referral.id DESC LIMIT 1"
    )
    found = work.session.connection().execute(query, {"one": officer.agency_id}).scalar()
    return str(found or "")


def _starts(young: Path, old: Path, amount: int, runs: int) -> list[Figure]:
    """From the start of `liaison chat` to its end, with one question."""
    question = "who is the contact for Poland?\n"
    pairs = [
        [_run(place, ("chat", "--as", "spain"), question) for place in (young, old)] for _ in range(runs)
    ]
    bare, ours = zip(*pairs, strict=True)
    of = f"{amount:,} items"
    return [
        Figure(f"start to first answer, {of}", "s", _walls(ours), _walls(bare), "≤ 2 s", at_most=2.0),
        Figure(f"its memory, {of}", "MB", _memory(ours), _memory(bare), "≤ 200 MB", at_most=200.0),
    ]


def _walls(used: Sequence[Used]) -> list[float]:
    return [one.wall for one in used]


def _memory(used: Sequence[Used]) -> list[float]:
    return [one.megabytes for one in used]


def _upkeep(name: str, arguments: tuple[str, ...], young: Path, old: Path) -> Figure:
    """Once each: it takes minutes."""
    spent = [_run(place, tuple(one.format(folder=place) for one in arguments)) for place in (young, old)]
    bare, ours = spent
    note = f"{ours.wall:.0f} s on the wall; {ours.megabytes:.0f} MB beside {bare.megabytes:.0f}"
    return Figure(f"liaison {name}", "s", [ours.processor], [bare.processor], "memory flat", note=note)


def _run(place: Path, arguments: tuple[str, ...], said: str = "") -> Used:
    """RuntimeError is not raised for a doctor who finds something."""
    where = ("--data", str(place)) if arguments[0] == "chat" else ("--config", str(place / "config.toml"))
    command = [sys.executable, "-S", "-c", _MEASURED, "-m", "bot", *arguments, *where]
    done = subprocess.run(command, input=said, capture_output=True, text=True, check=True)
    status, *used = json.loads(done.stdout)
    if status and arguments[0] != "doctor":
        raise RuntimeError(f"{' '.join(arguments)} ended with {status}")
    return Used(*used)


def growth(folder: Path) -> str:
    """Bytes of each table with its indexes, and of one row: the largest first."""
    home = open_folder(folder)
    try:
        with home.database.work(NOW, write=False) as work:
            return "\n".join(_sizes(work))
    finally:
        home.close()


def _sizes(work: Work) -> Iterator[str]:
    connection = work.session.connection()
    sizes = text(
        "SELECT m.tbl_name, sum(s.pgsize) FROM dbstat s JOIN sqlite_master m ON m.name = s.name"
        " WHERE s.aggregate = TRUE GROUP BY m.tbl_name ORDER BY 2 DESC LIMIT 16"
    )
    for name, size in connection.execute(sizes):
        rows = connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar() or 0  # noqa: S608 (theirs)
        yield f"{name:<16} {size / 1e6:>9.1f} MB {rows:>12,} rows {size / max(rows, 1):>8.0f} bytes each"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.scale")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--officers", type=int, default=10_000)
    parser.add_argument("--amount", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=9)
    chosen = parser.parse_args()
    sys.stdout.write(table(compare(chosen.folder, chosen.officers, chosen.amount, chosen.runs)) + "\n")


if __name__ == "__main__":
    main()
