"""What people without an account make us keep: only so many, of each person and of each server, and not
for long.

Nobody is turned away because others came first: whoever fills a shelf pushes out their own.
"""

from collections import Counter, OrderedDict
from collections.abc import Hashable, Iterator
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)


class Shelf(Generic[Key]):
    """Keys of what is kept, the oldest first. `most` in all, `server` and `person` of each; `seconds` at
    most."""

    def __init__(self, *, most: int, server: int, person: int, seconds: float) -> None:
        self._most, self._of_server, self._of_person, self._seconds = most, server, person, seconds
        self._kept: OrderedDict[Key, tuple[str, float]] = OrderedDict()
        self._persons: Counter[str] = Counter()
        self._servers: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._kept)

    def __contains__(self, key: object) -> bool:
        return key in self._kept

    def __iter__(self) -> Iterator[Key]:
        return iter(list(self._kept))

    def put(self, key: Key, person: str, at: float) -> list[Key]:
        """Keep it, as the newest; returns what has to go for it."""
        self.drop(key)
        self._kept[key] = person, at
        self._persons[person] += 1
        self._servers[_server(person)] += 1
        gone = [*self.expired(at), *self._crowded_out(person)]
        for one in gone:
            self.drop(one)
        return gone

    def drop(self, key: Key) -> None:
        """It is gone, or somebody's who has an account now."""
        found = self._kept.pop(key, None)
        if found is not None:
            for counts, name in ((self._persons, found[0]), (self._servers, _server(found[0]))):
                counts[name] -= 1
                if not counts[name]:
                    del counts[name]

    def expired(self, now: float) -> list[Key]:
        """What is too old; it is still counted until it is dropped."""
        return [key for key, (_, at) in self._kept.items() if now - at >= self._seconds]

    def newest_first(self) -> list[tuple[Key, str]]:
        """Each with whose it is."""
        return [(key, whose) for key, (whose, _) in reversed(self._kept.items())]

    def _crowded_out(self, person: str) -> Iterator[Key]:
        if self._persons[person] > self._of_person:
            yield self._oldest(person)
        elif self._servers[_server(person)] > self._of_server:
            yield self._oldest(self._fullest(_server(person)))
        elif len(self._kept) > self._most:
            yield self._oldest(self._fullest(self._servers.most_common(1)[0][0]))

    def _fullest(self, server: str) -> str:
        """Whoever of this server has most here; of several the one who has been here longest."""
        there = Counter(person for person, _ in self._kept.values() if _server(person) == server)
        return there.most_common(1)[0][0]

    def _oldest(self, person: str) -> Key:
        return next(key for key, (whose, _) in self._kept.items() if whose == person)


class Pace:
    """How often something may happen for somebody: so often in a row, then once in so many seconds."""

    def __init__(self, *, burst: int, seconds: float) -> None:
        self._burst, self._seconds = burst, seconds
        self._free_at: dict[str, float] = {}  # when all of it is there again

    def has(self, name: str, at: float) -> bool:
        return self._free_at.get(name, at) - at <= (self._burst - 1) * self._seconds

    def takes(self, name: str, at: float) -> bool:
        """Whether it may happen now; then it has."""
        if not self.has(name, at):
            return False
        self._free_at = {one: free for one, free in self._free_at.items() if free > at}
        self._free_at[name] = max(self._free_at.get(name, at), at) + self._seconds
        return True


def _server(person: str) -> str:
    return person.partition(":")[2]
