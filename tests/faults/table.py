"""`python -m tests.faults.table`: write docs/faults.md anew, from the one table of what can go wrong."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "faults.md"
_HEAD = """# What can go wrong, and what you read then

Written by `python -m tests.faults.table`; a test compares. Each of these faults really happens in a test (a
process is killed, a disk is full, a line is cut); what stands in quotes is what was said there; `…` differs.
"""
_GAP = "…"


@dataclass(frozen=True)
class Fault:
    """`told`: where the operator reads it, and the sentence. `tried`: the test, by its file and name."""

    name: str
    happens: str
    outcome: str
    tried: str
    told: tuple[tuple[str, str], ...] = ()

    def was_told(self, **said: str) -> None:
        """In each of these places stands what the table has for it; `said` by place."""
        assert {_key(place) for place, _ in self.told} == said.keys()
        for place, sentence in self.told:
            pattern = ".*?".join(re.escape(part.strip()) for part in sentence.split(_GAP))
            assert re.search(pattern, said[_key(place)]), (sentence, said[_key(place)])


@dataclass(frozen=True)
class Part:
    title: str
    faults: tuple[Fault, ...]


def fault(name: str) -> Fault:
    return next(one for part in parts() for one in part.faults if one.name == name)


def parts() -> tuple[Part, ...]:
    from tests.faults import faults

    return faults.PARTS


def page() -> str:
    return "\n".join([_HEAD, *(line for part in parts() for line in _section(part))])


def _section(part: Part) -> Iterator[str]:
    yield f"## {part.title}\n"
    yield "| fault | what holds | what you read, and do |"
    yield "|---|---|---|"
    for one in part.faults:
        told = "<br>".join(f"{place}: “{sentence}”" for place, sentence in one.told)
        yield f"| {one.happens} | {one.outcome} | {told or '–'} |"
    yield ""


def _key(place: str) -> str:
    return place.strip("/`").replace(" ", "_")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
