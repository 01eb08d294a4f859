"""A year lived, and what became of its reminders."""

import time
from dataclasses import dataclass
from pathlib import Path

from tests.year.network import Told, Year


@dataclass
class Outcome:
    """What a year came to: each list holds (request, who, when) of the reminders it is about."""

    officers: int
    requests: int
    deeds: int
    expected: int
    sent: int
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
            f"{self.officers} officers, {self.requests} requests, {self.deeds} deeds in {self.seconds:.0f} s;"
            f" reminders: {self.expected} expected, {self.sent} sent, {len(self.lost)} lost,"
            f" {len(self.extra)} extra, {len(self.twice)} twice, {len(self.held)} in hours that had to wait"
        )


def lived(folder: Path, count: int) -> Outcome:
    """A year with `count` requests, its database in `folder`."""
    began = time.perf_counter()
    year = Year(folder, count)
    year.live()
    told, expected = year.told(), year.expected()
    year.home.close()
    return Outcome(
        officers=len(year.people),
        requests=count,
        deeds=len(year.deeds),
        expected=expected.total(),
        sent=told.total(),
        lost=sorted((expected - told).elements()),
        extra=sorted((told - expected).elements()),
        twice=sorted(key for key, times in told.items() if times > 1),
        held=sorted(key for key in told if year.had_to_wait(key)),
        seconds=time.perf_counter() - began,
    )
