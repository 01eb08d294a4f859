"""A year lived, and what became of its reminders and of every sentence in it."""

import gc
import time
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from tests.year.network import OUTAGES, Told, Year
from tests.year.own import Habit

_GARBAGE = 50_000  # objects until the collector looks: nothing here lives in circles for long


@dataclass
class Outcome:
    """What a year came to: each list holds (request, who, when) of the reminders it is about, or (sentence,
    who, when)."""

    officers: int
    requests: int
    deeds: int
    expected: int
    sent: int
    own: int  # of those that were sent: people's own
    late: int  # of those that were sent: at the end of an outage
    zones: int
    sentences: int
    kinds: set[str]
    lost: list[Told]
    extra: list[Told]
    twice: list[Told]
    held: list[Told]
    untrue: list[Told]
    processor: float  # seconds of all processes together
    seconds: float = 0.0

    @property
    def faults(self) -> list[Told]:
        return [*self.lost, *self.extra, *self.twice, *self.held, *self.untrue]

    def __str__(self) -> str:
        return (
            f"{self.officers} officers in {self.zones} time zones,"
            f" {self.requests} requests, {self.deeds} deeds in {self.seconds:.0f} s"
            f" ({self.processor:.0f} s of processors);"
            f" reminders: {self.expected} expected, {self.sent} sent"
            f" ({self.own} of them people's own, {self.late} at the end of an outage), {len(self.lost)} lost,"
            f" {len(self.extra)} extra, {len(self.twice)} twice, {len(self.held)} in hours that had to wait;"
            f" sentences: {self.sentences} of {len(self.kinds)} kinds of message, {len(self.untrue)} untrue"
        )


def lived(folder: Path, count: int, parts: int = 1, habits: tuple[Habit, ...] | None = None) -> Outcome:
    """A year with `count` requests, its databases in `folder`; each part of the network in a process of its
    own."""
    began = time.perf_counter()
    live = partial(_lived, folder, count, parts, habits)
    if parts == 1:
        outcome = live(0)
    else:
        with ProcessPoolExecutor(parts, mp_context=get_context("spawn")) as pool:
            outcome = _together(list(pool.map(live, range(parts))))
    outcome.seconds = time.perf_counter() - began
    return outcome


def _lived(folder: Path, count: int, parts: int, habits: tuple[Habit, ...] | None, part: int) -> Outcome:
    began = time.process_time()
    gc.set_threshold(_GARBAGE)
    place = folder / str(part)
    place.mkdir()
    year = Year(place, count, part, parts, habits)
    year.live()
    told, expected = year.told, year.expected()
    read = Counter(dict.fromkeys(year.listed, 1)) & expected - told
    year.home.close()
    return Outcome(
        officers=len(year.people),
        requests=len(year.stories),
        deeds=len(year.deeds),
        expected=expected.total(),
        sent=told.total(),
        own=sum(times for (what, _, _), times in told.items() if isinstance(what, str)),
        late=sum(times for (_, _, at), times in told.items() if at in {one.end for one in OUTAGES}),
        zones=len({person.zone for person in year.people.values()}),
        sentences=year.book.checked,
        kinds=year.book.kinds,
        lost=_in_order((expected - told - read).elements()),
        extra=_in_order((told - expected).elements()),
        twice=_in_order(key for key, times in told.items() if times > 1),
        held=_in_order(key for key in told if year.had_to_wait(key)),
        untrue=list(year.untrue),
        processor=time.process_time() - began,
    )


def _together(parts: list[Outcome]) -> Outcome:
    """Of the same network: its people are in each of them."""
    first, *others = parts
    for one in others:
        first.kinds |= one.kinds
        for name in ("requests", "deeds", "expected", "sent", "own", "late", "sentences", "processor"):
            setattr(first, name, getattr(first, name) + getattr(one, name))
        for name in ("lost", "extra", "twice", "held", "untrue"):
            getattr(first, name).extend(getattr(one, name))
    return first


def _in_order(keys: Iterable[Told]) -> list[Told]:
    return sorted(keys, key=lambda key: (key[2], key[1], str(key[0])))
