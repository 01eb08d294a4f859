"""A hit that is hidden from somebody, and no hit: the same words, counts, size and time."""

import re
import statistics
import time
from pathlib import Path
from typing import Any

from sqlalchemy.event import listen
from sqlmodel import select

from handlers.core.rules import DEFAULTS
from handlers.matching import taking
from handlers.matching.identifiers import Identifier, Strength
from storage.item import Item
from storage.matching import Choice, used
from storage.outbox import Outgoing
from storage.people import officer_named
from storage.work import Work
from tests.matching.test_hits import CHINA, SPAIN
from tests.talk import Heard, Talk, talk_at


def _played(folder: Path, is_held: bool) -> tuple[Talk, Heard]:
    """What China hears of its own value, where Spain has it and tells only itself, or has another one."""
    folder.mkdir()
    talk = talk_at(f"sqlite:///{folder / 'liaison.db'}", folder)
    clue, send = SPAIN
    talk(clue if is_held else clue.replace("456", "789"), send, "spain! Tell only me")
    return talk, talk(*CHINA, "mps! 双方都告知", "@ +3d").to("mps")


_REFERENCE = re.compile(r"[CR]-[0-9A-Z]{6}")


def without_reference(events: list[Any]) -> list[tuple[Any, ...]]:
    return [
        (one["kind"], len(one["text"]), one["buttons"], _REFERENCE.sub("", one["text"])) for one in events
    ]


def test_it_looks_the_same(tmp_path: Path) -> None:
    held, seen = _played(tmp_path / "held", is_held=True)
    free, none = _played(tmp_path / "free", is_held=False)
    assert "matching.hit" in held.everything.to("spain").kinds
    assert "matching.hit" not in free.everything.kinds
    assert without_reference(seen.events) == without_reference(none.events)
    assert _kept_for(held, "mps") == _kept_for(free, "mps")
    for talk in (held, free):
        talk.home.database.close()


def _kept_for(talk: Talk, who: str) -> dict[str, int]:
    """How many rows are this officer's, and what an export or a list would count."""
    with talk.work() as work:
        officer = officer_named(work, who)
        assert officer is not None
        letters = work.all(select(Outgoing).where(Outgoing.officer_id == officer.id))
        return {"letters": len(letters), "used": used(work, officer.made_at, officer_id=officer.id)}


def test_it_takes_the_same_time(talk: Talk) -> None:
    """What is pressed is answered before anything is looked up: the same questions to the database, so the
    same time."""
    asked: list[str] = []
    with talk.work() as work:
        listen(work.session.connection(), "before_cursor_execute", lambda *said: asked.append(said[2]))
        for number in range(0, 100, 2):
            _take(work, "spain", number, number)
        took: dict[bool, list[float]] = {True: [], False: []}
        questions: dict[bool, set[int]] = {True: set(), False: set()}
        for number in range(100):
            asked.clear()
            took[number % 2 == 0].append(_take(work, "mps", number, 1000 + number))
            if number > 1:  # the first ones look up what is known from then on
                questions[number % 2 == 0].add(len(asked))
    assert questions[True] == questions[False]
    assert 1 / 1.5 < statistics.median(took[True]) / statistics.median(took[False]) < 1.5


def _take(work: Work, who: str, value: int, item: int) -> float:
    """How long it takes to take one value, in this thread's own seconds."""
    officer = officer_named(work, who)
    assert officer is not None
    found = [Identifier("passport", "document", f"P{value * 7919:09}", Strength.WRITTEN)]
    start = time.thread_time()
    taking.take(work, DEFAULTS, officer, Item("clue", item), found, Choice.BOTH)
    work.session.flush()
    return time.thread_time() - start
