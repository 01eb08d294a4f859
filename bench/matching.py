"""Comparing a value where a million are stored, beside the same where ten thousand are."""

import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean
from time import thread_time

from sqlalchemy import insert
from sqlmodel import col, select

from bench.figures import Figure
from bot.home import demo
from handlers import house
from handlers.core.rules import DEFAULTS
from handlers.matching import meeting, taking
from handlers.matching.identifiers import Identifier, Strength
from storage import migrate, rights
from storage.engine import Database
from storage.ids import new_id
from storage.item import Item
from storage.keys import Keyring
from storage.matching import Choice, MatchValue, digest_of
from storage.people import Officer, officer_named
from storage.work import Work

_NOW = datetime(2026, 12, 1, 1, tzinfo=UTC)
_ROUNDS, _EACH = 5, 30  # of one officer, less than the month's limit
_BLOCK = 20_000


def measure(quick: bool) -> list[Figure]:
    """Mean milliseconds for a value to be taken, looked up and its sides told; half of them hit."""
    assert house.ROOMS  # every speech is declared
    few, many = (1_000, 20_000) if quick else (10_000, 1_000_000)
    with tempfile.TemporaryDirectory() as folder:
        small, large = (_filled(Path(folder), amount) for amount in (few, many))
        took = [(_round(large, number), _round(small, number)) for number in range(_ROUNDS + 1)][1:]  # warm
        small.close()
        large.close()
    found, bare = zip(*took, strict=True)
    return [Figure(f"compare a value among {many:,}, beside {few:,}", "ms", found, bare, "≤ 1.3 ×", most=1.3)]


def _filled(folder: Path, amount: int) -> Database:
    database = Database(f"sqlite:///{folder / f'{amount}.db'}", Keyring.generate())
    migrate.upgrade(database.engine)
    with database.work(_NOW) as work:
        demo.furnish(work, DEFAULTS)
    for start in range(0, amount, _BLOCK):
        with database.work(_NOW) as work:
            work.session.connection().execute(insert(MatchValue), [*_rows(work, start, amount)])
    return database


def _rows(work: Work, start: int, amount: int) -> Iterator[dict[str, object]]:
    holders = work.all(select(Officer).order_by(col(Officer.id)))
    spain = next(one for one in holders if one.handle == "spain")
    for number in range(start, min(start + _BLOCK, amount)):
        row = {
            "id": new_id(),
            "item": Item("clue", number),
            "officer_id": spain.id,
            "agency_id": spain.agency_id,
            "digest": digest_of(work, "document", f"P{number:08}"),
            "kind": "passport",
            "strength": "written",
            "choice": Choice.BOTH,
            "key": work.keyring.matching_id,
        }
        sealed = [row[name] for name in MatchValue.__bound__]
        seal = rights.seal(work.keyring, "matchvalue", int(str(row["id"])), sealed)
        yield {**row, "rights": seal, "made_at": _NOW, "looked_at": _NOW}


def _round(database: Database, number: int) -> float:
    took = []
    for place in range(_EACH):
        own = number * _EACH + place
        value = f"P{own:08}" if place % 2 else f"Q{own:08}"
        with database.work(_NOW) as work:
            officer = officer_named(work, "mps")
            assert officer is not None
            found = [Identifier("passport", "document", value, Strength.WRITTEN)]
            start = thread_time()
            taking.take(work, DEFAULTS, officer, Item("clue", 10**9 + own), found, Choice.BOTH)
            work.session.flush()
            meeting.look(work, DEFAULTS)
            work.session.flush()
            took.append(thread_time() - start)
    return 1000 * mean(took)
