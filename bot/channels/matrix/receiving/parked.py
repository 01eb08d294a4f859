"""Events that cannot be read yet, kept until they can: fifty of each person we know, five of anybody else."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.channels.matrix.accounts import Known, known
from bot.channels.matrix.receiving.reading import Parked
from bot.channels.matrix.shelf import Shelf
from storage import matrix
from storage.work import Work

_MOST = 50  # of somebody we know
_KEEP = timedelta(days=7)  # a key that has not come by then never will
_DAY = 86_400.0


class Waiting:
    """`events`: by their id, the oldest first."""

    def __init__(self) -> None:
        self.events: dict[str, Parked] = {}
        self._guests: Shelf[str] = Shelf(most=200, server=40, person=5, seconds=_DAY)

    def load(self, work: Work) -> None:
        """What was parked before the start."""
        for row in matrix.parked(work):
            one = Parked(row.body["room"], row.body["event"], row.since, row.told)
            self.events[one.event_id] = one
            if known(work, one.sender) is None:
                self._guests.put(one.event_id, one.sender, one.since.timestamp())

    def admit(self, fresh: Sequence[Parked], people: Mapping[str, Known]) -> tuple[list[Parked], list[str]]:
        """Those that may wait, and the ids of those that have to go for them."""
        counts = Counter(one.sender for one in self.events.values())
        kept: dict[str, Parked] = {}
        gone: list[str] = []
        for one in fresh:
            counts[one.sender] += 1
            if one.sender not in people:
                kept[one.event_id] = one
                gone += self._guests.put(one.event_id, one.sender, one.since.timestamp())
            elif counts[one.sender] <= _MOST:
                kept[one.event_id] = one
        return [one for name, one in kept.items() if name not in gone], [
            name for name in gone if name not in kept
        ]

    def too_old(self, now: datetime) -> list[str]:
        old = [name for name, one in self.events.items() if now - one.since >= _KEEP]
        return [*old, *self._guests.expired(now.timestamp())]

    def put(self, kept: Sequence[Parked]) -> None:
        self.events |= {one.event_id: one for one in kept}

    def drop(self, names: Sequence[str]) -> None:
        for name in names:
            self.events.pop(name, None)
            self._guests.drop(name)


def park(work: Work, one: Parked) -> None:
    matrix.park(work, one.event_id, {"room": one.room_id, "event": one.event}, one.since)
