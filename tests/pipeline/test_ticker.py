"""The clock's look at all ticks: each does what is due, and none stands in another's way."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import event

from bot.clock import VirtualClock
from bot.home.network import open_home
from bot.pipeline.ticker import Ticker
from handlers.core import registry
from handlers.core.registry import Recurrent
from handlers.core.rules import DEFAULTS, Rules
from storage.work import Work

NOW = datetime(2026, 3, 29, 0, 59, tzinfo=UTC)


class Counting:
    """A tick that is due so many times. `fails`: where it breaks."""

    def __init__(self, due: int = 0, fails: str = "") -> None:
        self.due, self.fails, self.ran = due, fails, 0
        self.then: Counting | None = None

    def next(self, work: Work, _rules: Rules) -> datetime | None:
        if self.fails == "next":
            raise ValueError(self.fails)
        return work.now if self.due else None

    def run(self, _work: Work, _rules: Rules) -> None:
        self.ran += 1
        if self.fails == "run":
            raise ValueError(self.fails)
        self.due -= 1
        if self.then is not None:
            self.then.due += 1


@pytest.fixture
def ticker(tmp_path: Path) -> Iterator[Ticker]:
    home = open_home(f"sqlite:///{tmp_path / 'l.db'}", tmp_path / "data.key", tmp_path / "files")
    yield Ticker(home.database, DEFAULTS, VirtualClock(NOW))
    home.close()


def _only(monkeypatch: pytest.MonkeyPatch, *ticks: Counting) -> None:
    made = [Recurrent(f"tick-{number}", one.run, one.next) for number, one in enumerate(ticks)]
    monkeypatch.setattr(registry, "ticks", lambda: made)


@pytest.mark.parametrize("where", ["next", "run"])
def test_one_that_fails_does_not_stop_the_others(
    ticker: Ticker, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    good = Counting(due=2)
    _only(monkeypatch, Counting(due=1, fails=where), good)
    assert ticker.run_due()
    assert (good.ran, good.due) == (2, 0)
    assert not ticker.run_due(), "one that fails is no reason to look again at once"


def test_what_a_tick_makes_due_is_done_with_the_same_look(
    ticker: Ticker, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = Counting(), Counting(due=1)
    second.then = first
    _only(monkeypatch, first, second)
    assert ticker.run_due()
    assert (first.ran, second.ran) == (1, 1)


def test_a_look_with_nothing_due_keeps_nobody_from_writing(ticker: Ticker) -> None:
    began: list[str] = []
    while ticker.run_due():
        pass
    event.listen(ticker._database.engine, "before_cursor_execute", lambda *args: began.append(args[2]))
    assert not ticker.run_due()
    assert began, "the ticks were asked"
    assert "BEGIN IMMEDIATE" not in began
