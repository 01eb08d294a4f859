"""What a check of `liaison doctor` found."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True)
class Finding:
    check: str
    level: Level
    said: str
    mend: str = ""


def ok(check: str, said: str) -> Finding:
    return Finding(check, Level.OK, said)


def warn(check: str, said: str, mend: str) -> Finding:
    return Finding(check, Level.WARN, said, mend)


def fail(check: str, said: str, mend: str) -> Finding:
    return Finding(check, Level.FAIL, said, mend)
