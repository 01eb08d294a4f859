"""A look at the clock over many reminder rows: it must cost the same, however many wait for later."""

import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert

from bench.figures import Figure
from bot.clock import VirtualClock
from bot.home import demo
from bot.home.network import Home, open_home
from bot.pipeline.ticker import Ticker
from handlers import house
from handlers.core.rules import DEFAULTS
from storage import people
from storage.columns import new_id
from storage.reminders import Reminder, ReminderState

_NOW = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)
_CHUNK = 50_000


def measure(quick: bool) -> list[Figure]:
    """The same tick over the smallest table and over larger ones, in the same run."""
    assert house.ROOMS  # every tick is declared
    sizes = (1_000, 10_000) if quick else (10_000, 100_000, 1_000_000)
    runs = 5 if quick else 15
    with tempfile.TemporaryDirectory() as folder:
        homes = {size: _filled(Path(folder) / str(size), size) for size in sizes}
        idle = {size: [_tick(home) for _ in range(runs)] for size, home in homes.items()}
        busy = {size: [_due(home, 100 if quick else 1000) for _ in range(3)] for size, home in homes.items()}
        for home in homes.values():
            home.close()
    return [
        _figure(name, size, times[size], times[sizes[0]], sizes[0])
        for name, times in (("none due", idle), ("1,000 due", busy))
        for size in sizes[1:]
    ]


def _figure(name: str, size: int, ours: list[float], bare: list[float], least: int) -> Figure:
    work = f"a tick over {size:,} reminder rows, {name}"
    return Figure(work, "ms", ours, bare, f"≤ 1.3 × the same over {least:,}", most=1.3)


def _filled(folder: Path, size: int) -> Home:
    """A network in which so many reminders wait for later days."""
    folder.mkdir()
    home = open_home(f"sqlite:///{folder / 'liaison.db'}", folder / "key", folder / "files")
    with home.database.work(_NOW) as work:
        demo.furnish(work, DEFAULTS)
    for start in range(0, size, _CHUNK):
        _plan(home, min(_CHUNK, size - start), _NOW + timedelta(days=1 + start // _CHUNK))
    return home


def _plan(home: Home, count: int, at: datetime) -> None:
    """An officer's own reminders, one a second."""
    with home.database.work(_NOW) as work:
        officer = people.officer_named(work, "spain")
        assert officer is not None
        rows = [
            {
                "id": new_id(),
                "item": "",
                "step": "own",
                "round": 0,
                "rule": "",
                "officer_id": officer.id,
                "due_at": at + timedelta(seconds=second),
                "state": ReminderState.WAITING,
                "made_at": _NOW,
            }
            for second in range(count)
        ]
        work.session.connection().execute(insert(Reminder), rows)


def _tick(home: Home) -> float:
    """Milliseconds of one look at the clock with all that is due."""
    ticker = Ticker(home.database, DEFAULTS, VirtualClock(_NOW))
    began = time.perf_counter()
    ticker.run_due()
    return (time.perf_counter() - began) * 1000


def _due(home: Home, count: int) -> float:
    _plan(home, count, _NOW - timedelta(days=2))
    return _tick(home)
