"""A year lived, and what became of its reminders."""

import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.year.network import OUTAGES, Told, Year


@dataclass
class Outcome:
    """What a year came to: each list holds (request, who, when) of the reminders it is about."""

    officers: int
    requests: int
    deeds: int
    expected: int
    sent: int
    own: int  # of those that were sent: people's own
    late: int  # of those that were sent: at the end of an outage
    zones: int
    lost: list[Told]
    extra: list[Told]
    twice: list[Told]
    held: list[Told]
    seconds: float

    @property
    def faults(self) -> list[Told]:
        return [*self.lost, *self.extra, *self.twice, *self.held]

    def __str__(self) -> str:
        return (
            f"{self.officers} officers in {self.zones} time zones,"
            f" {self.requests} requests, {self.deeds} deeds in {self.seconds:.0f} s;"
            f" reminders: {self.expected} expected, {self.sent} sent"
            f" ({self.own} of them people's own, {self.late} at the end of an outage), {len(self.lost)} lost,"
            f" {len(self.extra)} extra, {len(self.twice)} twice, {len(self.held)} in hours that had to wait"
        )


def lived(folder: Path, count: int) -> Outcome:
    """A year with `count` requests, its database in `folder`."""
    began = time.perf_counter()
    year = Year(folder, count)
    year.live()
    told, expected = year.told, year.expected()
    read = Counter(dict.fromkeys(year.listed, 1)) & expected - told
    year.home.close()
    return Outcome(
        officers=len(year.people),
        requests=count,
        deeds=len(year.deeds),
        expected=expected.total(),
        sent=told.total(),
        own=sum(times for (what, _, _), times in told.items() if isinstance(what, str)),
        late=sum(times for (_, _, at), times in told.items() if at in {one.end for one in OUTAGES}),
        zones=len({person.zone for person in year.people.values()}),
        lost=_in_order((expected - told - read).elements()),
        extra=_in_order((told - expected).elements()),
        twice=_in_order(key for key, times in told.items() if times > 1),
        held=_in_order(key for key in told if year.had_to_wait(key)),
        seconds=time.perf_counter() - began,
    )


def _in_order(keys: Iterable[Told]) -> list[Told]:
    return sorted(keys, key=lambda key: (key[2], key[1], str(key[0])))
