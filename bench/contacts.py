"""Looking up a mistyped country among 20,000 contact points, beside fetching the same rows by their code."""

import random
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles
from time import thread_time
from zoneinfo import ZoneInfo

from babel import Locale

from bench.figures import Figure
from handlers import house
from handlers.contacts import look_up
from handlers.contacts.words import _say_contacts
from handlers.vocabulary.voice import Voice
from storage import migrate
from storage.contacts import ContactPoint, points_of
from storage.engine import Database
from storage.keys import Keyring
from storage.work import Work

_NOW = datetime(2026, 12, 1, 1, tzinfo=UTC)
_RUNS = 5
_NAMED = ["ES", "NO", "LV", "CN", "IT", "DE", "KZ", "MM", "GB", "NL", "US", "PG", "BA", "CI", "TH", "VN"]
_IN_ONE = 3000  # contact points of one country


def measure(quick: bool) -> list[Figure]:
    """p99 in milliseconds of this thread's own time, so that what else runs here does not count."""
    assert house.ROOMS  # every speech is declared
    amount = 2_000 if quick else 20_000
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'bench.db'}", Keyring.generate())
        migrate.upgrade(database.engine)
        codes = sorted(code for code in map(str, Locale("en").territories) if len(code) == 2)
        with database.work(_NOW) as work:
            work.session.add_all(_points(codes, amount))
        with database.work(_NOW, write=False) as work:
            names = _mistyped(300 if quick else 1500)
            found = [_p99(lambda name: _look_up(work, name), names) for _ in range(_RUNS)]
            said = [_p99(lambda name: _answer(work, name), names) for _ in range(_RUNS)]
            bare = [_p99(lambda code: points_of(work, code), codes * 4) for _ in range(_RUNS)]
        database.close()
    work_named = f"contact look-up, {amount:,} points, mistyped name, p99"
    return [
        Figure(work_named, "ms", found, bare, "≤ 5 ms", at_most=5.0),
        Figure(f"{work_named}, and put into words", "ms", said, bare, "none"),
    ]


def _points(codes: list[str], amount: int) -> list[ContactPoint]:
    many = ["ES"] * min(_IN_ONE, amount // 4)
    rest = [codes[number % len(codes)] for number in range(amount - len(many))]
    return [
        ContactPoint(
            country=code,
            role="Duty desk",
            name=f"Office {number}",
            phone="+34 900 555 010",
            mail=f"desk{number}@example.org",
            languages=["en"],
            hours="1-5 09:00-17:00",
            made_at=_NOW,
        )
        for number, code in enumerate([*many, *rest])
    ]


def _mistyped(amount: int) -> list[str]:
    """Names in both languages with one letter swapped, lost, doubled or wrong."""
    chance = random.Random(6)
    locales = (Locale("en"), Locale("zh", script="Hans"))
    names = [str(locale.territories[code]) for locale in locales for code in _NAMED]
    return [_slip(chance.choice(names), chance) for _ in range(amount)]


def _slip(name: str, chance: random.Random) -> str:
    at = chance.randrange(len(name) - 1)
    kinds = (
        name[:at] + name[at + 1] + name[at] + name[at + 2 :],
        name[:at] + name[at + 1 :],
        name[:at] + name[at] * 2 + name[at + 1 :],
        name[:at] + "x" + name[at + 1 :],
    )
    return chance.choice(kinds)


def _look_up(work: Work, typed: str) -> str:
    """What is meant, and the contact points of the likeliest: its code."""
    places, unclear, _ = look_up.read(typed)
    offered = places or list(unclear.choices if unclear else ())
    if not offered:
        return ""
    code = offered[0].iso
    look_up.points_for(_voice(work), code)
    return code


def _answer(work: Work, typed: str) -> None:
    if code := _look_up(work, typed):
        _say_contacts(_voice(work), {"countries": [code], "topic": "", "urgency": "", "mine": "CN"})


def _voice(work: Work) -> Voice:
    return Voice("en", ZoneInfo("Europe/Madrid"), _NOW, work)


def _p99(run: Callable[[str], object], inputs: list[str]) -> float:
    run(inputs[0])
    spent = []
    for one in inputs:
        begun = thread_time()
        run(one)
        spent.append((thread_time() - begun) * 1000)
    return quantiles(spent, n=100)[98]
