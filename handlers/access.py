"""The one gate: may this content go to this person, on this account, now?

Two axes are kept apart (DOMAIN sections 2 and 3): the Traffic Light Protocol 2.0 says who may see something,
the handling codes H0–H3 say how it may be used. Every delivery, answer, list, export and file asks `decide`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from handlers import stepup
from handlers.rules import DEFAULTS, Rules
from storage import people
from storage.people import Account, Officer, State
from storage.work import Work

LOCKDOWN = "lockdown"


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


@dataclass(frozen=True)
class Handling:
    """How an item must be handled; `personal`: it holds personal data."""

    tlp: Tlp = Tlp.AMBER
    personal: bool = False

    def to_json(self) -> dict[str, Any]:
        return {"tlp": self.tlp.value, "personal": self.personal}

    @classmethod
    def from_json(cls, marks: Mapping[str, Any]) -> "Handling":
        return cls(Tlp(marks["tlp"]), marks["personal"])


@dataclass(frozen=True)
class Subject:
    """An item as the gate sees it: `sees` says whether a person has a need to know."""

    handling: Handling
    sees: Callable[[Work, Officer], bool]


class Verdict(StrEnum):
    SHOW = "show"
    POINT = "point"  # say that there is something, and where it can be read
    LOCKED = "locked"  # say that there is something; it opens with the six digits of its reader
    HOLD = "hold"  # not now: the network is locked down
    REFUSE = "refuse"


_subjects: dict[str, Callable[[Work, int], Subject | None]] = {}
Loader = Callable[[Work, int], Subject | None]


def handled_by(kind: str) -> Callable[[Loader], Loader]:
    """How items of this kind ("clue") are looked up by the gate: `@handled_by("clue")`."""

    def register(loader: Loader) -> Loader:
        _subjects[kind] = loader
        return loader

    return register


def key(kind: str, row_id: int) -> str:
    """What an item is called where any kind may stand: "clue:123"."""
    return f"{kind}:{row_id}"


def parts(item: str) -> tuple[str, int]:
    kind, _, row_id = item.partition(":")
    return kind, int(row_id)


def subject_of(work: Work, item: str) -> Subject | None:
    kind, row_id = parts(item)
    return _subjects[kind](work, row_id)


def may_see(work: Work, officer: Officer, item: str) -> bool:
    """Need to know; to everybody else the item does not exist."""
    subject = subject_of(work, item)
    return officer.state is State.ACTIVE and subject is not None and subject.sees(work, officer)


def is_open_to(work: Work, officer: Officer, item: str) -> bool:
    """Whether a button about `item` may still do anything for this person; not every button is about one."""
    return item.partition(":")[0] not in _subjects or may_see(work, officer, item)


def decide(
    work: Work,
    officer: Officer,
    account: Account,
    ceiling: Ceiling,
    item: str = "",
    rules: Rules = DEFAULTS,
) -> Verdict:
    """For content: what is shown because of `item`, or, without one, what any officer may see (TLP:GREEN)."""
    if officer.state is not State.ACTIVE:
        return Verdict.REFUSE
    subject = subject_of(work, item) if item else Subject(Handling(Tlp.GREEN), lambda _work, _officer: True)
    if subject is None or not subject.sees(work, officer):
        return Verdict.REFUSE
    if people.is_on(work, LOCKDOWN):
        return Verdict.HOLD
    if not account.trusted or not ceiling.holds(subject.handling):
        return Verdict.POINT
    return Verdict.LOCKED if stepup.is_due(work, rules, officer, account) else Verdict.SHOW
