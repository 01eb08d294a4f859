"""Faults on demand: what goes wrong on the way, at which call, how often."""

from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Literal, get_args

Kind = Literal["error", "html", "drop", "slow", "lost", "flood", "garbage"]
"""error: an API error · html: a gateway's page · drop: the connection ends before anything happened ·
slow: a late answer ·
lost: the call takes effect and the answer never comes ·
flood: 429 · garbage: half an answer"""


@dataclass
class Fault:
    kind: Kind
    method: str = "*"  # a pattern over the method's name
    after: int = 0  # matching calls that pass first
    times: int = 1  # then this many fail; 0: all of them
    chat_id: int | None = None
    code: int = 500
    description: str = "Internal Server Error"
    seconds: float = 1.0  # how slow, or retry_after
    migrate_to: int | None = None  # where the chat is said to have gone
    seen: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        if self.kind not in get_args(Kind):
            raise ValueError(f"unknown fault {self.kind!r}, one of {get_args(Kind)}")

    def strikes(self, method: str, chat_id: str | None) -> bool:
        if not fnmatchcase(method.lower(), self.method.lower()):
            return False
        if self.chat_id is not None and str(self.chat_id) != chat_id:
            return False
        self.seen += 1
        return self.after < self.seen and (not self.times or self.seen <= self.after + self.times)


def first_striking(faults: list[Fault], method: str, chat_id: str | None) -> Fault | None:
    """The first fault that strikes this call; every fault counts it."""
    striking = [fault for fault in faults if fault.strikes(method, chat_id)]
    return striking[0] if striking else None
