"""How an item must be handled: TLP 2.0, personal data, and the most that a channel may show."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Tlp(StrEnum):
    """FIRST, Traffic Light Protocol 2.0. The community of GREEN is this network."""

    CLEAR = "CLEAR"
    GREEN = "GREEN"
    AMBER = "AMBER"
    AMBER_STRICT = "AMBER+STRICT"
    RED = "RED"

    @property
    def rank(self) -> int:
        """Higher is stricter."""
        return list(Tlp).index(self)


@dataclass(frozen=True)
class Ceiling:
    """The most that a channel may show."""

    tlp: Tlp = Tlp.RED
    personal: bool = True

    def holds(self, handling: "Handling") -> bool:
        return handling.tlp.rank <= self.tlp.rank and (self.personal or not handling.personal)


NOTHING = Ceiling(Tlp.CLEAR, personal=False)


@dataclass(frozen=True)
class Handling:
    """How an item must be handled; `personal`: it holds personal data. `is_bound`: H2, not to be passed on
    without its provider's permission."""

    tlp: Tlp = Tlp.AMBER
    personal: bool = False
    is_bound: bool = False

    @property
    def is_limited(self) -> bool:
        """To those who received it, unless its originator lets somebody else see it."""
        return self.is_bound or self.tlp.rank >= Tlp.AMBER_STRICT.rank

    def to_json(self) -> dict[str, Any]:
        return {"tlp": self.tlp.value, "personal": self.personal}

    @classmethod
    def from_json(cls, marks: Mapping[str, Any]) -> "Handling":
        return cls(Tlp(marks["tlp"]), marks["personal"])


def strictest(one: Handling, other: Handling) -> Handling:
    """What satisfies both."""
    tlp = max(one.tlp, other.tlp, key=lambda tlp: tlp.rank)
    return Handling(tlp, one.personal or other.personal, one.is_bound or other.is_bound)
