"""What is declared where it is written: each name once, whatever is imported first."""

from collections.abc import Iterable
from typing import TypeVar

Thing = TypeVar("Thing")


class DeclaredTwiceError(Exception):
    """Two places claim the same name: a fault of ours, found when the house is put together."""


class Declared(dict[str, Thing]):
    """By name."""

    def add(self, thing: Thing, *names: str) -> Thing:
        """DeclaredTwiceError where one of the names is taken."""
        if taken := [name for name in names if name in self]:
            raise DeclaredTwiceError(f"{taken[0]} is declared twice.")
        self.update(dict.fromkeys(names, thing))
        return thing

    def in_order(self) -> Iterable[tuple[str, Thing]]:
        """By name, whoever was imported first."""
        return sorted(self.items(), key=lambda pair: pair[0])
